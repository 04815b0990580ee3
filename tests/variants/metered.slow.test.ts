import { expect, test } from "vitest";
import { alarmsIn, judged, lagging } from "../alarms.ts";
import { variants } from "./variants.ts";

const budget = 250;

test.each(["any token", ...Object.keys(variants)])(
  "a target with %s raises no alarm in a run of 250 requests, which leaves nothing",
  async (name) => {
    const options = name === "any token" ? {} : { behaviour: variants[name] ?? {}, token: "mock" };

    const report = await judged(options, {}, { maxRequests: budget });

    expect(alarmsIn(report)).toEqual([]);
    expect(report.run.requests).toBeLessThanOrEqual(budget);
    expect(report.residue).toMatchObject({ left: [], proven: true });
  },
);

test("a target whose reads lag behind raises no alarm in a run of 250 requests", async () => {
  const report = await judged({ behaviour: lagging(), token: "mock" }, { lagMs: 5000 }, { maxRequests: budget });

  expect(alarmsIn(report)).toEqual([]);
  expect(report.residue).toMatchObject({ left: [], proven: true });
});
