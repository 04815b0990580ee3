import { select } from "../../harness/judge/select.ts";
import { judgeFault } from "../../harness/run/kill-matrix.ts";
import { run } from "../../harness/run/run.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { openTarget } from "../../harness/target/target.ts";
import { faults } from "../../mock/faults/index.ts";
import { suite } from "../../suites/index.ts";
import { alarmsIn, judgedBy } from "../variants/alarms.ts";
import { variantIds, variants } from "../variants/catalogue/index.ts";

/**
 * What notices that the judging code of this copy was changed, of the claims and target faults of these requirements:
 * a false alarm, a fault that is no longer found, or one that fails something else as well.
 */
const prefixes = process.argv.slice(2);
/** Cases of each claim: at last as many as in the kill matrix; of the clean mock, which every fault shows as well, few. */
const runs = { whole: 12, fault: 5, clean: 2 };

type Claims = typeof suite.claims;

async function failing(claims: Claims, fault: string[], count: number): Promise<string[]> {
  const settings = readSettings({ fault, runs: count, profile: "quick", level: "observed" }, {});
  const { requirements } = await run({ ...suite, claims, tours: [], rowTours: [] }, settings, openTarget(settings, {}));
  return requirements.filter(({ verdict }) => ["fail", "flaky", "broken"].includes(verdict)).map(({ id }) => id);
}

/** Of many claims every so many. */
const [many, some] = [8, 5];
/** The claims about a requirement; of those about rows only that of the fault, if one is named so. */
function claimsFor(id: string, breaks: string): Claims {
  const about = select(suite.claims, [breaks]);
  const own = about.filter(({ row }) => row !== undefined && id.split("-").includes(row));
  return own.length > 0 ? own : about.filter((_, i) => about.length < many || i % some === 0);
}

/** Of the faults that are made for each kind of binding alike, every so many. */
const alike = 6;
const chosen = Object.entries(faults)
  .filter(([, { breaks }]) => prefixes.some((one) => breaks.startsWith(one)))
  .filter(([id], i) => !/^(loses|drops|refuses|changes)-/.test(id) || i % alike === 0);

async function noticed(): Promise<string> {
  const [alarm] = await failing(select(suite.claims, prefixes), [], runs.clean);
  if (alarm !== undefined) return `alarm ${alarm}`;
  for (const [id, { breaks }] of chosen) {
    const failed = await failing(claimsFor(id, breaks), [id], runs.fault);
    if (failed.length === 1 && failed[0] === breaks) continue;
    // What so few claims do not show, the kill matrix may.
    const { verdict } = await judgeFault({ suite, faults }, id, { runs: runs.whole });
    if (verdict !== "killed") return `${verdict} ${id}`;
  }
  return strict();
}

/** Variants that one target shows at once. */
const together = 8;
/** A freedom of the page that is one no more. */
async function strict(): Promise<string> {
  const claims = select(suite.claims, prefixes);
  for (let i = 0; i < variantIds.length; i += together) {
    const shapes = variantIds.slice(i, i + together).flatMap((id) => variants[id]?.make() ?? []);
    const [alarm] = alarmsIn(await judgedBy(claims, shapes, { runs: runs.clean }));
    if (alarm !== undefined) return `variants ${alarm.split(" ", 1)[0]}`;
  }
  return "nothing";
}

console.log(`noticed: ${prefixes.length > 0 ? await noticed() : "nothing"}`);
process.exit();
