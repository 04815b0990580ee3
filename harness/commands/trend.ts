import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { plain } from "../../reports/door.ts";
import { type Point, pointOf, trendsOf } from "../../reports/trend.ts";
import { trendMarkdown, trendPage, trendText } from "../../reports/trend-text.ts";
import { readReport } from "../settings/reports.ts";
import { numberFrom, whole } from "../shared/bounds.ts";
import { CannotRun } from "../shared/errors.ts";
import { inOurWords } from "../shared/words.ts";
import { prepareFolder, writeWhole } from "../shared/write.ts";
import type { CommandContext } from "./context.ts";

/** Files that are named where they are no reports. */
const mostNamed = 5;

/** The JSON files below a folder. */
async function jsonIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch((error: Error) => {
    throw new CannotRun(
      `cannot read the folder ${folder}: ${error.message}`,
      "`trend` takes the folder of earlier reports",
    );
  });
  return names.filter((name) => name.endsWith(".json") && !name.includes("node_modules")).sort();
}

/** The runs whose reports are below a folder, and the names of files that are no reports. */
async function pointsIn(folder: string): Promise<{ points: Point[]; others: string[] }> {
  const points: Point[] = [];
  const others: string[] = [];
  for (const name of await jsonIn(folder)) {
    const report = await readReport(join(folder, name)).catch((error) => {
      if (error instanceof CannotRun) return undefined;
      throw error;
    });
    if (report) points.push(pointOf(report));
    else others.push(name);
  }
  return { points, others };
}

function leftOut(others: readonly string[]): string[] {
  if (others.length === 0) return [];
  const more = others.length > mostNamed ? `, and ${others.length - mostNamed} more` : "";
  const named = others.slice(0, mostNamed).map((one) => plain(one, 100));
  return [`left out, since they are no reports: ${named.join(", ")}${more}`];
}

interface TrendOptions {
  /** Reports of each target. */
  last?: number;
  out?: string;
}

/** Draws the last reports below a folder into trend.html and trend.md. What it says. */
export async function runTrend(
  folder: string,
  { last = 30, out = "conformance-report" }: TrendOptions = {},
): Promise<string> {
  const { points, others } = await pointsIn(folder);
  const trends = trendsOf(points, last);
  if (trends.length === 0)
    throw new CannotRun(
      [`no report of a run is below ${folder}`, ...leftOut(others)].join("; "),
      "`run` writes report.json into conformance-report/ or --out",
    );
  prepareFolder(out);
  const files = [
    await writeWhole(join(out, "trend.html"), trendPage(trends)),
    await writeWhole(join(out, "trend.md"), trendMarkdown(trends)),
  ];
  return [trendText(trends), ...leftOut(others), `written: ${files.join(", ")}`].join("\n");
}

function lastFrom(text: string): number {
  const parsed = whole(1).safeParse(numberFrom(text), { error: inOurWords });
  if (parsed.success) return parsed.data;
  throw new CannotRun(`--last ${text}: ${parsed.error.issues[0]?.message}`, "see --help");
}

/** Adds `trend`. */
export function addTrend(wvc: Command, { print, done }: CommandContext): void {
  wvc
    .command("trend")
    .description("draws the reports below a folder over time, each target by itself: trend.html and trend.md")
    .argument("<dir>", "folder of earlier report.json, by any name")
    .option("--last <n>", "reports of each target", lastFrom, 30)
    .option("--out <dir>", "folder of what is written", "conformance-report")
    .action(async (folder: string, options: TrendOptions) => {
      print(await runTrend(folder, options));
      done(0);
    });
}
