import { join } from "node:path";
import { badgeReport } from "../../reports/badge.ts";
import { ctrfReport } from "../../reports/ctrf.ts";
import { harReport } from "../../reports/har.ts";
import { htmlReport } from "../../reports/html/page.ts";
import { junitReport } from "../../reports/junit.ts";
import { noDocs } from "../../reports/links.ts";
import { markdownReport } from "../../reports/markdown.ts";
import type { Report } from "../../reports/report.ts";
import { textReport } from "../../reports/text.ts";
import type { formats } from "../settings/settings.ts";
import { docsOf } from "../shared/docs.ts";
import { CannotRun } from "../shared/errors.ts";
import { homepage } from "../shared/package.ts";
import { writeWhole } from "../shared/write.ts";
import { withPacks } from "./packs.ts";

type Format = (typeof formats)[number];
const brokenIn = ({ requirements }: Report): string[] =>
  requirements.filter(({ failures }) => failures.length > 0).map(({ id }) => id);
/** What is made for a comment on a pull request holds no pages: it leads to where they are public, or names the command. */
const publicDocs = { ...noDocs, homepage };
/** What a report is written as; events are written as it is made. */
export const writers: Record<Exclude<Format, "events" | "repro">, (report: Report) => string> = {
  json: (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  html: (report) => htmlReport(report, docsOf(brokenIn(report))),
  md: (report) => markdownReport(report, publicDocs),
  txt: textReport,
  har: harReport,
  junit: junitReport,
  ctrf: ctrfReport,
  badge: badgeReport,
};

const names: Partial<Record<Format, string>> = {
  junit: "junit.xml",
  ctrf: "ctrf-report.json",
  badge: "badge.json",
  events: "events.ndjson",
};
/** The file of a format, by the name that its readers look for. */
export const fileOf = (format: Format): string => names[format] ?? `report.${format}`;

/** The files that were written, and why others could not be. */
export interface Written {
  files: string[];
  failed: string[];
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The file of a report, whole or not at all. */
async function written(report: Report, folder: string, format: keyof typeof writers): Promise<string> {
  const path = join(folder, fileOf(format));
  try {
    return await writeWhole(path, writers[format](report));
  } catch (error) {
    throw error instanceof CannotRun ? error : new CannotRun(`cannot write ${path}: ${reasonOf(error)}`);
  }
}

/** Formats that are no file of their own: events are written as they come, packs are folders. */
const isFile = (format: Format): format is keyof typeof writers => format !== "events" && format !== "repro";

/** Writes a file for each format, and the repro packs first, so that reports say where they are: one that fails loses no other. */
export async function writeReports(
  given: Report,
  folder: string,
  which: readonly Format[],
): Promise<Written & { report: Report }> {
  const formats = [...new Set(which)].filter(isFile);
  const { report, failed } = which.includes("repro") ? await withPacks(given, folder) : { report: given, failed: [] };
  const all = await Promise.allSettled(formats.map((format) => written(report, folder, format)));
  return {
    report,
    files: all.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
    failed: [...failed, ...all.flatMap((one) => (one.status === "rejected" ? [reasonOf(one.reason)] : []))],
  };
}
