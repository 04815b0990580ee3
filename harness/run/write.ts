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

/** The files that were written, and why others could not be. */
export interface Written {
  files: string[];
  failed: string[];
}

/** Writes `report.<format>` for each format, each whole or not at all: one that fails loses no other. */
export async function writeReports(report: Report, folder: string, which: readonly Format[]): Promise<Written> {
  const all = await Promise.allSettled(
    which.map(async (format) => writeWhole(join(folder, `report.${format}`), writers[format](report))),
  );
  return {
    files: all.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
    failed: all.flatMap((one) => (one.status === "rejected" ? [String(one.reason.message)] : [])),
  };
}
