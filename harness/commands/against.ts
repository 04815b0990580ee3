import { join } from "node:path";
import { againstExit } from "../../reports/against.ts";
import { againstMarkdown, againstText } from "../../reports/against-text.ts";
import { progressLine } from "../judge/progress.ts";
import { against, secondFolder } from "../run/against.ts";
import { inLog } from "../run/github.ts";
import type { Settings } from "../settings/settings.ts";
import { prepareFolder, writeWhole } from "../shared/write.ts";
import type { CommandContext } from "./context.ts";
import { interrupts } from "./interrupt.ts";
import { leftLines, stoppedLine } from "./residue.ts";

/** `run --against-base-url`: compares two targets, and writes against.json and against.md. The exit code. */
export async function againstCommand(
  settings: Settings,
  { env, suite, print, complain }: CommandContext,
): Promise<number> {
  prepareFolder(settings.out);
  const stop = interrupts((line) => complain(`${line}\n`));
  const options = { ...stop, onProgress: progressLine(process.stderr) };
  const result = await against(suite, settings, env, options).finally(stop.end);
  const files = [
    await writeWhole(join(settings.out, "against.json"), `${JSON.stringify(result, undefined, 2)}\n`),
    await writeWhole(join(settings.out, "against.md"), `${againstMarkdown(result)}\n`),
  ];
  const text = againstText(result).split("\n");
  const closing = text.pop() ?? "";
  const isStopped = stop.signal.aborted;
  const all = [...result.a.residue.left, ...result.b.residue.left];
  const last = isStopped ? stoppedLine({ residue: { left: all } }) : closing;
  const { a, b } = result;
  const left = [
    ...leftLines(a, settings),
    ...leftLines(b, { baseUrl: settings.againstBaseUrl, out: join(settings.out, secondFolder) }),
  ];
  print(inLog([...text, ...left, `written: ${files.join(", ")}`, last].join("\n"), env));
  return isStopped ? 130 : againstExit(result).code;
}
