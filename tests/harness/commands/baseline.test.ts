import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { WitnessedFailure } from "../../../reports/known.ts";
import { spoken } from "./spoken.ts";

let out: string;
let file: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "wvc-baseline-"));
  file = join(out, "baseline.json");
});
const run = (...args: string[]) => spoken(["run", "--only", "deploy", "--profile", "quick", "--out", out, ...args]);
const joins = ["--fault", "deploy-joins"];
const known = () => ["--baseline", file];
const update = (...args: string[]) =>
  spoken(["baseline", "update", file, "--report", join(out, "report.json"), ...args]);
const entries = (): WitnessedFailure[] => JSON.parse(readFileSync(file, "utf8"));
const change = (to: Partial<WitnessedFailure>) =>
  writeFileSync(file, JSON.stringify(entries().map((one) => ({ ...one, ...to }))));

describe("baseline update", () => {
  test("writes an entry for each failure of a run, with the case that shows it", async () => {
    await run(...joins);

    const { code, out: said } = await update("--reason", "we split traffic", "--expires", "2999-01-01");

    expect(code).toBe(0);
    expect(said).toContain("1 entries, 1 new");
    expect(entries()).toMatchObject([
      {
        id: "deploy.supersedes",
        reason: "we split traffic",
        expires: "2999-01-01",
        witness: {
          claim: "deploy.supersedes",
          literal: expect.any(String),
          sign: expect.stringContaining("percentage"),
        },
      },
    ]);
    expect(JSON.stringify(entries())).not.toMatch(/wvc(secret|token)[0-9a-f]/);
  });

  test("keeps the entries that there are, with their reasons", async () => {
    await run(...joins);
    await update("--reason", "the first reason");
    await run(...joins, "--fault", "deploy-last");

    await update("--reason", "another one");

    const reasons = Object.fromEntries(entries().map(({ id, reason }) => [id, reason]));
    expect(reasons["deploy.supersedes"]).toBe("the first reason");
    expect(Object.values(reasons)).toContain("another one");
  });

  test("takes no run that was cut short, and no day that is none", async () => {
    await run(...joins, "--bail", "1");

    expect((await update()).err).toContain("is of a run that was cut short");
    expect((await update("--expires", "soon")).err).toContain("--expires soon is no day");
  });
});

describe("an entry with a witness", () => {
  test("is known while its case fails so, whatever the seed", async () => {
    await run(...joins);
    await update("--reason", "we split traffic");

    const { code, out: said } = await run(...joins, ...known(), "--seed", "77");

    expect(code).toBe(0);
    expect(said).toContain("KNOWN  deploy.supersedes");
    expect(said).toContain("but for 1 known failure");
  });

  test("is fixed when its case passes: the run fails until it is removed", async () => {
    await run(...joins);
    await update();

    const mended = await run(...known());
    await spoken(["baseline", "prune", file, "--report", join(out, "report.json")]);

    expect([mended.code, mended.out]).toEqual([1, expect.stringContaining("STALE    deploy.supersedes passes now")]);
    expect(entries()).toEqual([]);
    expect((await run(...known())).code).toBe(0);
  });

  test("is changed when its requirement fails in another way: that one is not known", async () => {
    await run(...joins);
    await update();
    const [{ witness } = {}] = entries();
    if (witness) change({ witness: { ...witness, sign: `${witness.sign} otherwise` } });

    const { code, out: said } = await run(...joins, ...known());

    expect(code).toBe(1);
    expect(said).toContain("CHANGED  deploy.supersedes fails in another way than it did");
    expect(said).toContain("FAIL  deploy.supersedes");
  });

  test("is not taken for fixed where its case gets no answer that can be judged", async () => {
    await run(...joins);
    await update();

    const { out: said } = await run(...known(), "--lacks", "deployments");

    expect(said).toContain("deploy.supersedes: its witness could not be made");
    expect(said).not.toContain("STALE");
  });

  test("counts no more after its last day", async () => {
    await run(...joins);
    await update("--expires", "2020-01-01");

    const { code, out: said } = await run(...joins, ...known());

    expect([code, said]).toEqual([1, expect.stringContaining("expired  deploy.supersedes counted until 2020-01-01")]);
  });

  test("whose claim is gone is taken by its requirement alone", async () => {
    await run(...joins);
    await update();
    const [{ witness } = {}] = entries();
    if (witness) change({ witness: { ...witness, claim: "deploy.of-old" } });

    const { code, out: said } = await run(...joins, ...known());

    expect(code).toBe(0);
    expect(said).toContain("deploy.supersedes: its witness could not be made");
  });
});
