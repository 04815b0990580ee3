import { join } from "node:path";
import { harReport } from "../../reports/har.ts";
import { htmlReport } from "../../reports/html.ts";
import { markdownReport } from "../../reports/markdown.ts";
import type { Report } from "../../reports/report.ts";
import { textReport } from "../../reports/text.ts";
import type { formats } from "../settings/settings.ts";
import { writeWhole } from "../shared/write.ts";

type Format = (typeof formats)[number];
export const writers: Record<Format, (report: Report) => string> = {
  json: (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  html: htmlReport,
  md: markdownReport,
  txt: textReport,
  har: harReport,
};

/** Writes `report.<format>` for each format, each whole or not at all. */
export async function writeReports(report: Report, folder: string, which: readonly Format[]): Promise<string[]> {
  const files = which.map((format) => ({ path: join(folder, `report.${format}`), text: writers[format](report) }));
  return Promise.all(files.map(({ path, text }) => writeWhole(path, text)));
}
