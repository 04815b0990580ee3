import { type Command, Option } from "commander";
import { diffOf } from "../../reports/diff.ts";
import { type DiffFormat, diffExit, diffFormats, diffText, diffWriters } from "../../reports/diff-text.ts";
import { exitLine } from "../../reports/exit.ts";
import { readReport } from "../settings/reports.ts";
import { writeWhole } from "../shared/write.ts";
import type { CommandContext } from "./context.ts";

interface DiffOptions {
  format?: DiffFormat;
  /** A file for the form that is asked for; the text is printed beside it. */
  out?: string | undefined;
}

/** What changed between two reports: exit code 1 if it breaks something. JSON and Markdown are printed alone. */
export async function runDiff(
  before: string,
  after: string,
  { format = "text", out }: DiffOptions = {},
): Promise<{ text: string; exitCode: 0 | 1 }> {
  const diff = diffOf(await readReport(before), await readReport(after));
  const { code, why } = diffExit(diff);
  const written = diffWriters[format](diff);
  if (out !== undefined) await writeWhole(out, `${written}\n`);
  const lines = [diffText(diff), ...(out === undefined ? [] : [`written: ${out}`]), exitLine(code, why)];
  return { text: format === "text" || out !== undefined ? lines.join("\n") : written, exitCode: code };
}

/** Adds `diff`. */
export function addDiff(wvc: Command, { print, done }: CommandContext): void {
  wvc
    .command("diff")
    .description(
      "says what changed between two reports, and whether it breaks, adds or neither: exit code 1 if it breaks",
    )
    .argument("<old>", "an earlier report.json")
    .argument("<new>", "a later one")
    .addOption(new Option("--format <form>", "of what is printed").choices(diffFormats).default("text"))
    .option("--out <file>", "writes it to a file, and prints the text")
    .action(async (before: string, after: string, options: DiffOptions) => {
      const { text, exitCode } = await runDiff(before, after, options);
      print(text);
      done(exitCode);
    });
}
