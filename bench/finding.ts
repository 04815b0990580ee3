/**
 * `npm run bench:finding [-- every]`: what runs find, and how soon. Of the target faults one of so many (16), each over HTTP
 * until the first failure, and within 250 and 1,000 requests.
 */

import { judgedUnder } from "../harness/run/kill-matrix.ts";
import { readSettings } from "../harness/settings/settings.ts";
import { faults } from "../mock/faults/index.ts";
import type { Report } from "../reports/report.ts";
import { suite } from "../suites/index.ts";
import { median, table, whole } from "./table.ts";

const [every = "16"] = process.argv.slice(2);
const chosen = Object.entries(faults).filter((_, i) => i % Number(every) === 0);

const verdictOf = ({ requirements }: Report, id: string) =>
  requirements.find((one) => one.id === id)?.verdict ?? "untested";

/** The runs of all chosen faults, each with its fault's requirement. */
async function runs(flags: Parameters<typeof readSettings>[0]): Promise<{ report: Report; breaks: string }[]> {
  const all = [];
  for (const [fault, { breaks }] of chosen) {
    const settings = readSettings({ level: "observed", ...flags }, {});
    const report = await judgedUnder(suite, settings, [fault], true);
    all.push({ report, breaks });
    process.stderr.write(
      `${JSON.stringify(flags)} ${fault}: ${verdictOf(report, breaks)}, ${report.run.requests} requests\n`,
    );
  }
  return all;
}

const rows: string[][] = [];
const first = (await runs({ bail: 1 })).filter(({ report }) => (report.totals.fail ?? 0) > 0);
const requests = first.map(({ report }) => report.run.requests);
const seconds = first.map(({ report }) => report.run.durationMs / 1000);
rows.push([
  "default, until the first failure",
  `${first.length}`,
  "",
  whole(median(requests)),
  `${median(seconds).toFixed(1)}`,
]);
for (const maxRequests of [250, 1000]) {
  const all = await runs({ maxRequests });
  const count = (verdict: string) => all.filter(({ report, breaks }) => verdictOf(report, breaks) === verdict).length;
  const unclear = count("flaky") + count("unconfirmed");
  const times = all.map(({ report }) => report.run.durationMs / 1000);
  rows.push([
    `--max-requests ${maxRequests}`,
    `${count("fail")}`,
    `${unclear}`,
    whole(maxRequests),
    `${median(times).toFixed(1)}`,
  ]);
}
console.log(`${chosen.length} target faults over HTTP, ${new Date().toISOString().slice(0, 10)}\n`);
console.log(table(["run", "found", "flaky or unconfirmed", "requests, median", "seconds, median"], rows));
