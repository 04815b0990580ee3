import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { main } from "../../../cli.ts";
import { run } from "../../../harness/run/run.ts";
import { applied, readBaseline } from "../../../harness/settings/baseline.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { openTarget } from "../../../harness/target/target.ts";
import { htmlReport } from "../../../reports/html/page.ts";
import type { KnownFailure } from "../../../reports/known.ts";
import { markdownReport } from "../../../reports/markdown.ts";
import { exitCodeOf, type Report, reportSchema } from "../../../reports/report.ts";
import { textReport } from "../../../reports/text.ts";
import { suite } from "../../../suites/index.ts";

const only = ["placement"];
async function reportOf(fault: string[] = [], prefixes = only): Promise<Report> {
  const settings = readSettings({ runs: 3, only: prefixes, fault }, {});
  return run(suite, settings, openTarget(settings, {}));
}
const entry = (rest: Partial<KnownFailure> = {}): KnownFailure => ({
  id: "placement.echoed",
  reason: "seen before",
  ...rest,
});
async function file(value: unknown, name = "baseline.json"): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "wvc-baseline-")), name);
  await writeFile(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
}

describe("a baseline", () => {
  test("keeps a listed failure from failing the run, and shows it as known", async () => {
    const report = await reportOf(["starts-at-zero"], ["numbering.first-is-one"]);

    const known = applied(report, [entry({ id: "numbering.first-is-one" })], "baseline.json");

    expect([exitCodeOf(report), exitCodeOf(known)]).toEqual([1, 0]);
    expect(known.totals.fail).toBe(1);
    expect(reportSchema.parse(known)).toEqual(known);
    for (const text of [textReport(known), markdownReport(known), htmlReport(known)])
      expect(text).toContain("seen before");
    expect(textReport(known)).toContain("KNOWN  numbering.first-is-one");
    expect(textReport(known)).toContain("exit 0: the target conforms, but for 1 known failure");
  });

  test("hides nothing that it does not list: another row, another requirement", async () => {
    const report = await reportOf(["starts-at-zero"], ["numbering"]);
    const failing = report.requirements.filter(({ verdict }) => verdict === "fail").map(({ id }) => id);

    const other = applied(report, [entry({ id: "deploy.strategy" })], "baseline.json");

    expect(failing.length).toBeGreaterThan(0);
    expect(exitCodeOf(other)).toBe(1);
    expect(other.baseline?.known).toBe(0);
  });

  test("is stale where what it lists passes now: exit code 1, and the entry is named", async () => {
    const report = await reportOf();

    const stale = applied(report, [entry({ row: "smart" }), entry({ id: "placement.accepted" })], "b.json");

    expect(exitCodeOf(report)).toBe(0);
    expect(exitCodeOf(stale)).toBe(1);
    expect(stale.baseline?.stale.map(({ id, row }) => `${id} ${row ?? ""}`)).toEqual([
      "placement.echoed smart",
      "placement.accepted ",
    ]);
    expect(textReport(stale)).toContain("STALE    placement.echoed [smart] passes now: remove the entry");
    expect(textReport(stale)).toContain(
      "exit 1: nothing new breaks the contract, but the baseline is stale (stale in the baseline: 2)",
    );
  });

  test("is not stale where what it lists was not judged", async () => {
    const report = await reportOf([], ["placement.accepted/smart"]);

    const other = applied(report, [entry({ row: "region" }), entry({ id: "deploy.strategy" })], "b.json");

    expect(other.baseline?.stale).toEqual([]);
    expect(exitCodeOf(other)).toBe(0);
  });

  test("counts no more once an entry's last day is over, and says so", async () => {
    const report = await reportOf(["starts-at-zero"], ["numbering.first-is-one"]);
    const day = report.run.startedAt.slice(0, 10);

    const [over, last] = ["2020-01-01", day].map((expires) =>
      applied(report, [entry({ id: "numbering.first-is-one", expires })], "b.json"),
    );

    expect([over, last].map((one) => one && exitCodeOf(one))).toEqual([1, 0]);
    expect(over && textReport(over)).toContain("expired  numbering.first-is-one counted until 2020-01-01");
  });

  test.each<[string, unknown, string]>([
    ["no JSON", "{", "this is not JSON"],
    ["no list", {}, "at the top"],
    [
      "an unknown id",
      [{ id: "placement.echo", reason: "r" }],
      "entry 1.id: placement.echo is no requirement; the nearest known name is placement.echoed",
    ],
    [
      "an unknown row",
      [entry({ row: "smrt" })],
      "entry 1: placement.echoed has no row smrt; the nearest known name is smart",
    ],
    ["a row of a claim", [entry({ id: "bindings.accepted", row: "kv" })], "bindings.accepted has no row kv"],
    ["no reason", [{ id: "placement.echoed" }], "entry 1.reason"],
    ["an empty reason", [entry({ reason: "" })], "entry 1.reason"],
    ["a wrong date", [entry({ expires: "tomorrow" })], "entry 1.expires"],
    ["a date that is none", [entry({ expires: "2026-02-30" })], "entry 1.expires"],
    ["an unknown key", [{ ...entry(), until: "2030-01-01" }], "until"],
    ["a second entry that is wrong", [entry(), 5], "entry 2"],
  ])("with %s is refused", async (_what, value, sentence) => {
    await expect(readBaseline(await file(value), suite)).rejects.toThrow(sentence);
  });

  test("that is missing is refused, and the run with it: exit code 2", async () => {
    await expect(readBaseline("/nowhere/baseline.json", suite)).rejects.toThrow("cannot read the baseline");
    expect(await main(["run", "--baseline", "/nowhere/baseline.json"], {})).toBe(2);
  });

  test("of the live API is valid, and gives evidence for each entry", async () => {
    const folder = new URL("../../../baselines/", import.meta.url);

    for (const name of await readdir(folder)) {
      const entries = await readBaseline(new URL(name, folder).pathname, suite);
      expect(entries.length).toBeGreaterThan(0);
      for (const one of entries) expect(one.evidence, one.reason).toBeDefined();
    }
  });
});
