import { describe, expect, test } from "vitest";
import { spoken } from "./spoken.ts";

describe("explain", () => {
  test.each([
    ["deploy.supersedes", "The API MUST let a later deploy=true take over from any deployment before it."],
    ["deploy.supersedes", "- deploy-joins: the target keeps the version before at 50 % beside the new one"],
    ["facts:S-51", "- How sure: documented; assert: all of it is held against a target"],
    ["s-51", "deploy.true-one-deployment"],
    ["CR-10", "- Judged by: call.path"],
    ["call.path", "The client MUST name the account and the Worker"],
  ])("%s: %s", async (name, text) => {
    const { code, out } = await spoken(["explain", name]);

    expect(code).toBe(0);
    expect(out).toContain(text);
  });

  test("shows one part, and no marks of Markdown but in code", async () => {
    const { out } = await spoken(["explain", "S-51"]);

    expect(out).toMatch(/^S-51\n/);
    expect(out).not.toContain("S-52");
    expect(out).not.toMatch(/[`\\]|\]\(/);
  });

  test("names the nearest name of one that there is not", async () => {
    const { code, err } = await spoken(["explain", "deploy.superseeds"]);

    expect(code).toBe(2);
    expect(err).toContain("nothing is called deploy.superseeds; the nearest known name is deploy.supersedes");
  });
});
