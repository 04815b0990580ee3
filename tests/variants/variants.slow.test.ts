import { expect, test } from "vitest";
import { alarmsIn, judged } from "./alarms.ts";
import { variantIds, variants } from "./catalogue/index.ts";
import { handfuls } from "./handfuls.ts";

/** A fixed sixth of the rows, or all of them in the nightly profile; `npm run variants` makes them all under three seeds. */
const isNightly = process.env.CONFORMANCE_PROFILE === "nightly";
const sampled = variantIds.filter((_, i) => isNightly || i % 6 === 0);

test.each(sampled)("a target that shows %s raises no alarm", async (id) => {
  const report = await judged([variants[id]?.make() ?? {}], { seed: "1" }, variantIds.indexOf(id));

  expect(alarmsIn(report)).toEqual([]);
});

test.each(handfuls(variantIds, 1).map((ids) => [ids.join(" + "), ids] as const))(
  "a target that shows %s raises no alarm",
  async (_, ids) => {
    const report = await judged(
      ids.map((id) => variants[id]?.make() ?? {}),
      { seed: "1" },
    );

    expect(alarmsIn(report)).toEqual([]);
  },
);
