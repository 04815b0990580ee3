import { run } from "../harness/run/run.ts";
import { readSettings } from "../harness/settings/settings.ts";
import { openTarget } from "../harness/target/target.ts";
import { faults } from "../mock/faults/index.ts";
import { suite } from "../suites/index.ts";

/**
 * What small budgets find: `tsx bench/budgets.ts [requests,…] [every] [first]`: of the target faults every so many, from the
 * first on, each judged within each budget.
 */
const [budgets = "250,1000", every = "16", first = "0"] = process.argv.slice(2);
const chosen = Object.entries(faults).filter((_, i) => i % Number(every) === Number(first));

for (const maxRequests of budgets.split(",").map(Number)) {
  const counts = new Map<string, number>();
  for (const [fault, { breaks }] of chosen) {
    const settings = readSettings({ fault: [fault], maxRequests, level: "observed" }, {});
    const { requirements, run: how } = await run(suite, settings, openTarget(settings, {}));
    const verdict = requirements.find(({ id }) => id === breaks)?.verdict ?? "untested";
    const others = requirements.filter(({ id, verdict: v }) => id !== breaks && ["fail", "flaky", "unconfirmed", "broken"].includes(v));
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    console.log(maxRequests, verdict.padEnd(12), fault, how.requests, others.map(({ id, verdict: v }) => `${id}: ${v}`).join(", "));
  }
  console.log(`${maxRequests} requests: of ${chosen.length} target faults ${[...counts].map(([v, n]) => `${n} ${v}`).join(", ")}`);
}
