import { changesBetween, diffText } from "../../reports/diff.ts";
import { readReport } from "../settings/reports.ts";

/** What changed between two reports: exit code 1 if anything did. */
export async function runDiff(before: string, after: string): Promise<{ text: string; exitCode: 0 | 1 }> {
  const [old, now] = [await readReport(before), await readReport(after)];
  return { text: diffText(old, now), exitCode: changesBetween(old, now).length > 0 ? 1 : 0 };
}
