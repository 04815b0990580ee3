import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { main } from "../../../cli.ts";
import { against, openBoth } from "../../../harness/run/against.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { behaviourOf, mockAccount } from "../../../harness/target/target.ts";
import { createMock, type Mock } from "../../../mock/app.ts";
import { type MockServer, serveMock } from "../../../mock/server.ts";
import { againstExit, againstSchema } from "../../../reports/against.ts";
import { againstMarkdown, againstText } from "../../../reports/against-text.ts";
import { suite } from "../../../suites/index.ts";
import { workersOn } from "../../workers-on.ts";

const account = "f".repeat(32);
const env = { CLOUDFLARE_API_TOKEN: "the-first-token", AGAINST_API_TOKEN: "the-second-token" };
const open: MockServer[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A served mock that shows target faults. */
async function served(
  faults: string[] = [],
  token = "the-second-token",
  answerMs = 0,
): Promise<{ mock: Mock; baseUrl: string; atOnce: () => number }> {
  const mock = createMock({ token, seed: "another", behaviour: behaviourOf(faults) });
  let [underWay, most] = [0, 0];
  const fetch = async (request: Request) => {
    underWay += 1;
    most = Math.max(most, underWay);
    if (answerMs > 0) await sleep(answerMs);
    return mock.fetch(request).finally(() => {
      underWay -= 1;
    });
  };
  const server = await serveMock({ ...mock, fetch });
  open.push(server);
  return { mock, baseUrl: server.baseUrl, atOnce: () => most };
}

/** The embedded mock, against a served one. */
async function compared(faults: string[], flags: Record<string, unknown> = {}) {
  const { mock, baseUrl } = await served(faults);
  const out = await mkdtemp(join(tmpdir(), "wvc-against-"));
  const settings = readSettings({ runs: 2, againstBaseUrl: baseUrl, againstAccountId: account, out, ...flags }, {});
  return { result: await against(suite, settings, env), mock, out, settings };
}

describe("two targets that are alike", () => {
  test("show no difference, and are left as they were found", async () => {
    const { result, mock, out } = await compared([], {
      only: ["numbering.first-is-one", "deploy.true-first", "refusal.type/limits", "silence.limits"],
    });

    expect(result.differences).toEqual([]);
    expect(result.run.cases).toBeGreaterThan(10);
    expect(againstExit(result)).toMatchObject({ code: 0 });
    expect([result.a.residue.left, result.b.residue.left]).toEqual([[], []]);
    expect(result.b.residue.created).toBeGreaterThan(10);
    expect(await workersOn(mock, account, "the-second-token").names()).toEqual([]);
    expect((await readdir(join(out, "against"))).filter((name) => name.endsWith(".jsonl"))).toEqual([]);
  });

  test("are sent the same cases where both are servers", async () => {
    const first = await served([], "the-first-token");

    const { result } = await compared([], { only: ["version.shown"], baseUrl: first.baseUrl, accountId: mockAccount });

    expect(result.differences).toEqual([]);
    expect(result.a).toMatchObject({ kind: "url", baseUrl: first.baseUrl, residue: { left: [] } });
    expect(await workersOn(first.mock, mockAccount, "the-first-token").names()).toEqual([]);
  });
});

test("a target that is slow to answer is compared in several cases at once, and left as it was found", async () => {
  const { mock, baseUrl, atOnce } = await served([], "the-second-token", 20);
  const out = await mkdtemp(join(tmpdir(), "wvc-against-"));
  const flags = {
    runs: 1,
    only: ["bindings.accepted/s", "bindings.accepted/v", "bindings.accepted/w"],
    againstBaseUrl: baseUrl,
    againstAccountId: account,
    out,
  };

  const { differences } = await against(suite, readSettings(flags, {}), env);

  expect(differences).toEqual([]);
  expect(atOnce()).toBeGreaterThan(1);
  expect(await workersOn(mock, account, "the-second-token").names()).toEqual([]);
});

test("a target that dies ends the comparison: it is named, and what it may have left is said", async () => {
  const { result } = await compared(["dies-of-a-number-of-bindings"], { only: ["refusal.type/bindings"] });

  expect(result.complete).toBe(false);
  expect(result.run.ended).toContain(`${result.b.baseUrl}: the target no longer answers`);
  expect(againstExit(result).code).toBe(3);
  expect(result.a.residue.left).toEqual([]);
});

describe("two targets that differ", () => {
  test("differ in a value: with the smallest exchange that shows it, and a command that does so again", async () => {
    const { result, settings } = await compared(["starts-at-zero"], {
      only: ["numbering.first-is-one", "numbering.sequence"],
    });

    const found = result.differences.find(({ kind }) => kind === "createVersion");

    expect(againstExit(result).code).toBe(1);
    expect(found).toMatchObject({ what: "value", pointer: "/result/number", a: 1, b: 0, repeats: true });
    expect(found?.statuses).toEqual([200, 200]);
    const last = found?.calls.at(-1);
    expect(Object.keys(last?.body as object).sort()).toEqual(["main_module", "modules"]);
    expect([last?.a, last?.b]).toMatchObject([
      { answer: { result: { number: 1 } } },
      { answer: { result: { number: 0 } } },
    ]);
    const again = await against(suite, { ...settings, only: [found?.claim ?? ""], path: found?.path }, env);
    expect(again.differences.map(({ pointer }) => pointer)).toContain("/result/number");
  });

  test("differ in what they refuse: the place that is broken on purpose is named", async () => {
    const { result } = await compared(["accepts-limits:type"], { only: ["refusal.type/limits"] });

    expect(result.differences).toMatchObject([
      { what: "status", kind: "createVersion", broken: ["limits"], statuses: [400, 200], repeats: true },
    ]);
  });

  test("differ in many places at once: the first hides none of the others", async () => {
    const { result } = await compared(["starts-at-zero", "drops-queue-queue_name"], {
      only: ["bindings.accepted/queue"],
    });

    const created = result.differences.filter(({ kind }) => kind === "createVersion").map(({ pointer }) => pointer);

    expect(created.sort()).toEqual(["/result/bindings/*/queue_name", "/result/number"]);
  });

  test("differ where one closes the connection", async () => {
    const { result } = await compared(["closes-on-containers"], { only: ["containers.accepted"] });

    expect(result.differences).toMatchObject([{ kind: "createVersion", statuses: [200, null], b: "no answer" }]);
  });

  test("ends early after so many differences, where that is asked for", async () => {
    const { result } = await compared(["starts-at-zero"], { only: ["numbering"], bail: 1 });

    expect(result).toMatchObject({ complete: false, run: { ended: "--bail 1" } });
    expect(againstExit(result).code).toBe(1);
  });

  test("show no secret and no token in any form", async () => {
    const { result } = await compared(["refuses-secret_text"], { only: ["bindings.accepted/secret_text", "secrecy"] });

    const all = JSON.stringify(result) + againstText(result) + againstMarkdown(result);

    expect(result.differences.length).toBeGreaterThan(0);
    expect(all).toContain('"text":"[secret]"');
    for (const secret of ["the-first-token", "the-second-token", "wvcsecret"]) expect(all).not.toContain(secret);
  });
});

test("the account of a second target that is not ours has a name of its own, and the token is its own", async () => {
  const there = { againstBaseUrl: "https://api.cloudflare.com/client/v4", againstAccountId: account };

  const [first, second] = openBoth(readSettings(there, {}), env);

  expect(second.secrets).toContainEqual({ text: account, as: "$AGAINST_ACCOUNT_ID" });
  expect(second.secrets).toContainEqual({ text: "the-second-token", as: "$AGAINST_API_TOKEN" });
  expect([second.kind, second.runId]).toEqual(["account", first.runId]);
  for (const one of [first, second]) await one.transport.close();
});

describe("a comparison that cannot be made", () => {
  test("says so where both are one target", async () => {
    const { baseUrl, mock } = await served([], "the-second-token");
    const settings = readSettings(
      {
        baseUrl,
        accountId: account,
        againstBaseUrl: baseUrl,
        only: ["version"],
        out: await mkdtemp(join(tmpdir(), "wvc-")),
      },
      {},
    );

    await expect(against(suite, settings, { CLOUDFLARE_API_TOKEN: "the-second-token" })).rejects.toThrow(
      "both are one target",
    );
    expect(await workersOn(mock, account, "the-second-token").names()).toEqual([]);
  });

  test.each([
    ["no account", {}, "needs --against-account-id"],
    [
      "a Worker that exists",
      { baseUrl: "http://127.0.0.1:1/client/v4", accountId: account, worker: "w" },
      "--worker exclude",
    ],
    ["provisioning", { againstAccountId: account, provision: true }, "--provision exclude"],
  ])("for %s", async (_what, flags, sentence) => {
    const settings = readSettings({ againstBaseUrl: "http://127.0.0.1:1/client/v4", ...flags }, {});

    await expect(against(suite, settings, env)).rejects.toThrow(sentence);
  });

  test("where nobody answers: exit code 2", async () => {
    const out = await mkdtemp(join(tmpdir(), "wvc-"));
    const words = ["run", "--against-base-url", "http://127.0.0.1:1/client/v4", "--against-account-id", account];

    expect(await main([...words, "--only", "version", "--out", out], { CLOUDFLARE_API_TOKEN: "t" })).toBe(2);
  });
});

test("run --against-base-url writes against.json and against.md, and its exit code says whether they differ", async () => {
  const { baseUrl } = await served(["starts-at-zero"]);
  const out = await mkdtemp(join(tmpdir(), "wvc-against-"));
  const variables = { ...env, CONFORMANCE_AGAINST_BASE_URL: baseUrl, CONFORMANCE_AGAINST_ACCOUNT_ID: account };

  expect(await main(["run", "--only", "numbering.first-is-one", "--runs", "1", "--out", out], variables)).toBe(1);

  const written = againstSchema.parse(JSON.parse(await readFile(join(out, "against.json"), "utf8")));
  expect(written.differences[0]).toMatchObject({ pointer: "/result/number" });
  expect(await readFile(join(out, "against.md"), "utf8")).toContain("### createVersion: value at /result/number");
});
