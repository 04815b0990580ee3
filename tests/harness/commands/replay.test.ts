import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { createMock } from "../../../mock/app.ts";
import { faultyBehaviour } from "../../../mock/faults/index.ts";
import { serveMock } from "../../../mock/server.ts";
import type { Report } from "../../../reports/report.ts";
import { type Spoken, spoken } from "./spoken.ts";

const folder = () => mkdtempSync(join(tmpdir(), "wvc-replay-"));
const reportIn = (out: string): Report => JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
const failureIn = (out: string) => {
  const [first] = reportIn(out).requirements.flatMap((one) => one.failures);
  if (!first) throw new Error("nothing failed");
  return first;
};
/** The words of a printed line, as a shell takes them; without what starts the program. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'((?:[^']|'\\'')*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? "").slice(3);
const fault = "deploy-joins";

describe("replay", () => {
  const out = folder();
  let first: Spoken;
  beforeAll(async () => {
    first = await spoken(["run", "--fault", fault, "--only", "deploy.supersedes", "--runs", "2", "--out", out]);
  });

  test("does what the printed line says: the same case fails, its calls are shown, and no file is touched", async () => {
    const line = /^ +replay +(npx .*)$/m.exec(first.out)?.[1] ?? "";
    const before = readdirSync(out, { recursive: true }).map((name) => statSync(join(out, String(name))).mtimeMs);

    const again = await spoken(wordsOf(line));

    expect(again.code).toBe(1);
    expect(again.out).toContain("FAIL  deploy.supersedes");
    expect(again.out).toMatch(/6\. GET .+\/deployments -> 200/);
    expect(again.out).toContain('"versions": [   <-- here');
    expect(again.out.trimEnd().split("\n").at(-1)).toBe("exit 1: it fails again");
    expect(readdirSync(out, { recursive: true }).map((name) => statSync(join(out, String(name))).mtimeMs)).toEqual(
      before,
    );
  });

  test.each([
    ["its hash", () => [failureIn(out).hash ?? "", "--out", out]],
    ["its number in a report", () => [`${join(out, "report.json")}#1`]],
    ["its hash in a report", () => [`${join(out, "report.json")}#${failureIn(out).hash}`]],
  ])("takes a failure by %s", async (_, args) => {
    const again = await spoken(["replay", ...args()]);

    expect([again.code, again.out.includes("FAIL  deploy.supersedes")]).toEqual([1, true]);
  });

  test("shows the calls of a case that does not fail any more", async () => {
    const report = join(folder(), "report.json");
    writeFileSync(report, readFileSync(join(out, "report.json"), "utf8").replaceAll(fault, "deploy-last"));

    const again = await spoken(["replay", `${report}#1`]);

    expect(again.code).toBe(0);
    expect(again.out).toContain("it does not show again; the calls were");
    expect(again.out).toMatch(/\d\. GET .+\/deployments -> 200/);
  });

  test.each([
    [["replay"], "replay needs what to replay"],
    [["replay", "0000000f", "--out", out], "report.json has no failure 0000000f"],
    [["replay", `${join(out, "report.json")}#7`], "has no failure 7"],
    [["replay", "something"], "something names nothing to replay"],
    [["replay", join(out, "none.case.json")], "cannot read the case"],
  ])("says in a sentence what is wrong with %j", async (args, message) => {
    const { code, err } = await spoken(args);

    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe("a replay over HTTP", () => {
  test("names the account of a server on this machine, and the variables that it needs", async () => {
    const token = "a-token-of-some-length";
    const server = await serveMock(createMock({ token, behaviour: faultyBehaviour([fault]) }));
    const out = folder();
    const account = "ab".repeat(16);
    const target = ["--base-url", server.baseUrl, "--account-id", account];
    const ran = await spoken(["run", ...target, "--only", "deploy.supersedes", "--runs", "2", "--out", out], {
      CLOUDFLARE_API_TOKEN: token,
    });
    const line = /^ +replay +(npx .*)$/m.exec(ran.out)?.[1] ?? "";

    const without = await spoken(wordsOf(line));
    const again = await spoken(wordsOf(line), { CLOUDFLARE_API_TOKEN: token });
    await server.close();

    expect(line).toContain(`--account-id ${account}`);
    expect(ran.out).toContain("replay lines need: export CLOUDFLARE_API_TOKEN=…");
    expect(without.err).toContain("set CLOUDFLARE_API_TOKEN");
    expect([again.code, again.out.includes("FAIL  deploy.supersedes")]).toEqual([1, true]);
  });
});

describe("a corpus", () => {
  test("keeps what failed, tries it first, and says since when it is known", async () => {
    const [out, corpus] = [folder(), join(folder(), "corpus")];
    const args = [
      "run",
      "--fault",
      fault,
      "--only",
      "deploy.supersedes",
      "--runs",
      "2",
      "--corpus",
      corpus,
      "--out",
      out,
    ];
    await spoken(args);
    const [name = ""] = readdirSync(corpus);
    const path = join(corpus, name);
    const kept = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, JSON.stringify({ ...kept, firstSeen: "2026-01-02" }));

    const later = await spoken([...args, "--seed", "9"]);
    const alone = await spoken(["replay", path, "--fault", fault]);
    const clean = await spoken(["replay", path]);

    expect(kept).toMatchObject({ schema: "workers-version-conformance/case@1", id: "deploy.supersedes" });
    expect(failureIn(out)).toMatchObject({ firstSeen: "2026-01-02", replay: expect.stringContaining(name) });
    expect(later.code).toBe(1);
    expect(readdirSync(corpus)).toEqual([name]);
    expect([alone.code, clean.code]).toEqual([1, 0]);
  });

  test("of a request fault is made again with the change that only the suite can make", async () => {
    const [out, corpus] = [folder(), join(folder(), "corpus")];
    const faulty = ["--fault", "accepts-bindings:type"];
    await spoken(["run", "--only", "refusal.type/bindings:type", ...faulty, "--corpus", corpus, "--out", out]);
    const files = readdirSync(corpus).map((name) => join(corpus, name));

    const again = [];
    for (const file of files) again.push(await spoken(["replay", file, ...faulty]));

    expect(files.length).toBeGreaterThan(0);
    expect(again.map(({ code }) => code)).toEqual(files.map(() => 1));
  });

  test("that is none is named", async () => {
    const corpus = folder();
    writeFileSync(join(corpus, "a.case.json"), "{}");

    const { code, err } = await spoken(["run", "--only", "deploy.supersedes", "--corpus", corpus, "--out", folder()]);

    expect([code, err]).toEqual([2, expect.stringContaining("a.case.json is no case of this suite")]);
  });
});

describe("run --failed", () => {
  test("judges what failed last time alone, and says where nothing did", async () => {
    const out = folder();
    await spoken(["run", "--fault", fault, "--only", "deploy", "--profile", "quick", "--out", out]);

    const again = await spoken(["run", "--failed", "--fault", fault, "--profile", "quick", "--out", out]);
    const mended = await spoken(["run", "--failed", "--profile", "quick", "--out", out]);
    const nothing = await spoken(["run", "--failed", "--profile", "quick", "--out", out]);

    expect([again.code, mended.code, nothing.code]).toEqual([1, 0, 0]);
    expect(again.out).toMatch(/1 of \d+ judged requirements? fails?, \d+ in all, --only deploy\.supersedes/);
    expect(nothing.out).toContain("nothing failed last time");
  });
});
