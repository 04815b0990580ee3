import { expect, test } from "vitest";
import { alarmsIn, judged } from "./alarms.ts";
import { variantIds, variants } from "./catalogue/index.ts";

const budget = 250;
/** Another third than the one that is judged without a budget. */
const sampled = variantIds.filter((id, i) => i % 3 === 1 || id === "reads-that-lag");

test.each(sampled)(
  "a target that shows %s raises no alarm in a run of 250 requests, which leaves nothing",
  async (id) => {
    const report = await judged([variants[id]?.make() ?? {}], { maxRequests: budget });

    expect(alarmsIn(report)).toEqual([]);
    expect(report.run.requests).toBeLessThanOrEqual(budget);
    expect(report.residue).toMatchObject({ left: [], proven: true });
  },
);
