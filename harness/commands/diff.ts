import { changesBetween, diffText } from "../../reports/diff.ts";
import { type Report, reportSchema } from "../../reports/report.ts";
import { CannotRun } from "../shared/errors.ts";
import { readJson } from "../shared/read-json.ts";

async function readReport(path: string): Promise<Report> {
  const parsed = reportSchema.safeParse(await readJson(path, "the report"));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CannotRun(
    `${path} is no report of this suite: at ${issue?.path.join(".") || "the top"}: ${issue?.message}`,
    "`run` writes report.json into conformance-report/ or --out",
  );
}

/** What changed between two reports: exit code 1 if anything did. */
export async function runDiff(before: string, after: string): Promise<{ text: string; exitCode: 0 | 1 }> {
  const [old, now] = [await readReport(before), await readReport(after)];
  return { text: diffText(old, now), exitCode: changesBetween(old, now).length > 0 ? 1 : 0 };
}
