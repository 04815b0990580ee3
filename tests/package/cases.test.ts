import { describe, expect, test } from "vitest";
import { requirementIds } from "../../contract/requirements/index.ts";
import { revision } from "../../contract/revision.ts";
import { testsOf } from "../../package/cases.ts";
import { conformanceTests, type Report } from "../../package/index.ts";
import { createMock } from "../../package/mock.ts";
import { suiteAt } from "../../suites/index.ts";

const oneOf = (only: string[], faults: string[] = []) =>
  conformanceTests({ target: createMock({ faults }), only, today: "2026-11-30" });

describe("conformanceTests", () => {
  test("has a test for each requirement, in its area, and one about the whole", () => {
    const tests = conformanceTests();
    expect(tests.map(({ id }) => id)).toEqual([...Object.keys(suiteAt(revision).requirements), undefined]);
    const newest = conformanceTests({ contract: "2026-11" }).map(({ id }) => id);
    expect(newest).toEqual([...requirementIds, undefined]);
    expect(newest.length).toBeGreaterThan(tests.length);
    expect(new Set(tests.map(({ name }) => name)).size).toBe(tests.length);
    expect(tests[0]?.name).toMatch(/^[\w.-]+: \w/);
    expect(oneOf(["deploy"]).every(({ area }) => area === "deploy" || area === "run")).toBe(true);
  });

  test("passes on a target that conforms", async () => {
    for (const one of oneOf(["numbering.first-is-one"])) expect(await one.check()).toBeUndefined();
  });

  test("fails with the sentence, the call that decides and how it is made again", async () => {
    const tests = oneOf(["deploy.supersedes"], ["deploy-joins"]);
    const [one, whole] = tests;
    const error = (await one?.judge())?.error;
    expect(error?.message).toMatch(/the API MUST let a later deploy=true take over/);
    expect(error?.message).toMatch(/\n {2}call \d\/\d +GET /);
    expect(error?.message).toMatch(/\n {2}expected +version .* alone/);
    expect(error?.message).toMatch(/\n {2}replay +run\(\{ target, only: \["deploy.supersedes"\]/);
    expect(error?.message.split("\n").length).toBeLessThan(16);
    expect(error?.stack).not.toContain("node_modules");
    await expect(one?.check()).rejects.toEqual(error);
    expect((await whole?.judge())?.error?.message).toMatch(/^exit 1: /);
  });

  test("one run judges them all, and begins when the first is asked for", async () => {
    let runs = 0;
    const tests = testsOf(
      async () => {
        runs += 1;
        return { complete: false, requirements: [], totals: {}, run: { only: [] } } as unknown as Report;
      },
      { only: ["numbering"] },
    );
    expect(runs).toBe(0);
    await Promise.all(tests.slice(0, 3).map((one) => one.judge()));
    expect(runs).toBe(1);
  });

  test("what was not judged is skipped with its reason, never passed", async () => {
    const report = {
      complete: true,
      totals: {},
      run: {},
      requirements: [
        { id: "numbering.first-is-one", verdict: "untested", reason: "no case reached it", failures: [], rows: [] },
        { id: "numbering.gap-free", verdict: "inapplicable", reason: "declared", failures: [], rows: [] },
        { id: "numbering.one-more", verdict: "fail", known: "not built yet", failures: [], rows: [] },
        { id: "numbering.integer", verdict: "environment", reason: "the edge said 502", failures: [], rows: [] },
      ],
    } as unknown as Report;
    const tests = testsOf(async () => report, { only: ["numbering"] });
    const judge = (id: string) => tests.find((one) => one.id === id)?.judge();
    expect(await judge("numbering.first-is-one")).toEqual({
      verdict: "untested",
      skip: "untested: no case reached it",
    });
    expect(await judge("numbering.one-more")).toEqual({ verdict: "fail", skip: "known: not built yet" });
    for (const { id } of tests.slice(0, -1))
      if (id && !["numbering.first-is-one", "numbering.gap-free", "numbering.one-more"].includes(id))
        expect((await judge(id))?.error).toBeInstanceOf(Error);
  });
});
