import { join } from "node:path";
import { prepareFolder, writeWhole } from "../../harness/shared/write.ts";
import { gateHtml } from "../../reports/gate/html.ts";
import { gateMarkdown } from "../../reports/gate/markdown.ts";
import type { GateReport } from "../../reports/gate/report.ts";
import { gateText } from "../../reports/gate/text.ts";
import type { formats } from "../adapters/settings.ts";

type Format = (typeof formats)[number];
const writers: Record<Format, (report: GateReport) => string> = {
  json: (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  html: gateHtml,
  md: gateMarkdown,
  txt: gateText,
};

/** Writes `gate.<format>` for each format. */
export async function writeGate(report: GateReport, folder: string, which: readonly Format[]): Promise<string[]> {
  prepareFolder(folder);
  return Promise.all(which.map((format) => writeWhole(join(folder, `gate.${format}`), writers[format](report))));
}
