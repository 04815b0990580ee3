import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { harReport } from "../../reports/har.ts";
import { htmlReport } from "../../reports/html.ts";
import { markdownReport } from "../../reports/markdown.ts";
import type { Report } from "../../reports/report.ts";
import { textReport } from "../../reports/text.ts";
import type { formats } from "../settings/settings.ts";
import { CannotRun } from "../shared/errors.ts";
import { makeFolder } from "../shared/folder.ts";

type Format = (typeof formats)[number];
export const writers: Record<Format, (report: Report) => string> = {
  json: (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  html: htmlReport,
  md: markdownReport,
  txt: textReport,
  har: harReport,
};

/** Makes the folder of the reports, before a run: a run whose report cannot be kept is not worth its requests. */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new CannotRun(`cannot make the folder ${folder}: ${(error as Error).message}`, "see --out");
  }
}

/** Writes `report.<format>` for each format, each whole or not at all. */
export async function writeReports(report: Report, folder: string, which: readonly Format[]): Promise<string[]> {
  const files = which.map((format) => ({ path: join(folder, `report.${format}`), text: writers[format](report) }));
  for (const { path, text } of files) {
    try {
      await writeFile(`${path}.part`, text);
      await rename(`${path}.part`, path);
    } catch (error) {
      throw new CannotRun(`cannot write ${path}: ${(error as Error).message}`, "see --out");
    }
  }
  return files.map(({ path }) => path);
}
