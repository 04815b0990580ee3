import { command } from "../../reports/command.ts";
import { exitLine, exitMeanings } from "../../reports/exit.ts";
import type { Report } from "../../reports/report.ts";
import { firstOf } from "../../reports/summary.ts";
import type { Settings } from "../settings/settings.ts";
import { runOf } from "../shared/names.ts";

type Left = { residue: Pick<Report["residue"], "left"> };

/** What a run left on its target, and the command that removes it. */
export function leftLines({ residue: { left } }: Left, { baseUrl, out }: Pick<Settings, "baseUrl" | "out">): string[] {
  if (left.length === 0 || baseUrl === undefined) return [];
  const run = runOf(left[0] ?? "");
  const words = [`${command} clean`, ...(run ? ["--run", run] : [])];
  const line = [...words, "--base-url", baseUrl, '--account-id "$CLOUDFLARE_ACCOUNT_ID"', "--out", out].join(" ");
  return [`left on the target, or not known to be gone: ${firstOf(left)}`, `  remove it: ${line}`];
}

/** The last line of a run that was interrupted. */
export const stoppedLine = ({ residue: { left } }: Left): string =>
  exitLine(130, left.length === 0 ? exitMeanings.server[130] : `interrupted; ${left.length} Workers may be left`);
