import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainSuccess } from "../../arbitraries/answers.ts";
import { plainCall } from "../../arbitraries/calls.ts";
import { keyAndEmail, token, tokens } from "../../arbitraries/credentials.ts";
import { plainBase, surrounded } from "../../arbitraries/surroundings.ts";
import type { ClientCase } from "../../contract/client.ts";
import { keepsTheLaws } from "./laws.ts";

const plain: ClientCase = { call: plainCall, auth: token, base: plainBase, environment: {}, replies: [plainSuccess] };
const around = (one: ClientCase) => surrounded(fc.constant(one));
const sample = (one: ClientCase, numRuns = 200) => fc.sample(around(one), { seed: 3, numRuns });
const shown = (all: readonly ClientCase[], read: (one: ClientCase) => unknown) => new Set(all.map(read));

/** Why a case is none that a client could be asked with. */
function problemOf({ call, auth, base }: ClientCase): string | undefined {
  if (!/^[0-9a-f]{32}$/.test(call.account_id)) return `account ${call.account_id}`;
  if (encodeURIComponent(call.worker_id) !== call.worker_id) return `Worker ${call.worker_id}`;
  if (!/^(\/[^/?#\s]+)*\/client\/v4$/.test(base)) return `base ${base}`;
  if (new URL(`http://h${base}`).pathname !== base) return `base ${base} is read otherwise`;
  if ("token" in auth) return /^[A-Za-z0-9\-._~+/]+=*$/.test(auth.token) ? undefined : `token ${auth.token}`;
  return /^[0-9a-z]{37,45}$/.test(auth.api_key) && /^\S+@\S+$/.test(auth.api_email) ? undefined : "key or address";
}

describe("the surroundings of a case", () => {
  keepsTheLaws("with a token", around(plain), problemOf);
  keepsTheLaws("with a key", around({ ...plain, auth: keyAndEmail }), problemOf);

  test("are of every sort: accounts, Workers, base URLs and credentials", () => {
    const all = sample(plain);
    const keyed = sample({ ...plain, auth: keyAndEmail });

    expect(shown(all, ({ call }) => call.account_id).size).toBeGreaterThan(50);
    expect(shown(all, ({ call }) => call.worker_id).size).toBe(8);
    expect(shown(all, ({ base }) => base).size).toBe(3);
    expect(shown(all, ({ auth }) => "token" in auth && auth.token)).toEqual(new Set(tokens));
    expect(shown(keyed, ({ auth }) => "api_key" in auth && auth.api_key).size).toBe(2);
    expect(shown(keyed, ({ auth }) => "api_email" in auth && auth.api_email).size).toBeGreaterThan(3);
  });

  test("are the plain ones, wherever others are no matter", () => {
    const failing = (one: ClientCase) =>
      fc.check(
        fc.property(around(one), () => false),
        { seed: 5 },
      );

    expect(failing(plain).counterexample).toEqual([plain]);
    expect(failing({ ...plain, auth: keyAndEmail }).counterexample).toEqual([{ ...plain, auth: keyAndEmail }]);
  });

  test("are odd in no more than what a failure needs", () => {
    const { counterexample } = fc.check(
      fc.property(around(plain), ({ base }) => base === plainBase),
      { seed: 5, numRuns: 200 },
    );

    const [odd] = counterexample ?? [];
    expect(odd?.base).not.toBe(plainBase);
    expect({ ...odd, base: plainBase }).toEqual(plain);
  });

  test("shrink the case that they surround, too", () => {
    const cases = fc.nat({ max: 1000 }).map((cpu_ms) => ({
      ...plain,
      call: { ...plainCall, body: { limits: { cpu_ms } } },
    }));

    const { counterexample } = fc.check(
      fc.property(surrounded(cases), ({ call }) => (call.body.limits as { cpu_ms: number }).cpu_ms < 300),
      { seed: 5, numRuns: 200 },
    );

    expect(counterexample).toEqual([{ ...plain, call: { ...plainCall, body: { limits: { cpu_ms: 300 } } } }]);
  });

  test("change nothing that a case says itself", () => {
    const said: ClientCase = {
      call: { account_id: "a".repeat(32), worker_id: "a/b", query: { deploy: true }, body: { main_module: "a.js" } },
      auth: { token: "t" },
      base: "/client/v4/",
      environment: { A: "{origin}" },
      replies: [{ status: 429, headers: [], body: "" }, plainSuccess],
      patienceMs: 7,
    };

    for (const one of sample(said)) expect(one).toEqual(said);
    for (const { auth } of sample({ ...plain, auth: { api_key: "k", api_email: "a@b" } }))
      expect(auth).toEqual({ api_key: "k", api_email: "a@b" });
  });

  test("leave what is asked, answered and waited for as it is", () => {
    const one = { ...plain, replies: [plainSuccess, plainSuccess], environment: { A: "1" }, patienceMs: 5 };

    for (const { call, replies, environment, patienceMs } of sample(one, 50)) {
      expect([call.query, call.body, replies, environment, patienceMs]).toEqual([
        plainCall.query,
        plainCall.body,
        one.replies,
        one.environment,
        5,
      ]);
    }
  });

  test("are one for a case and the calls before it", () => {
    const odd = { ...plain, call: { ...plainCall, worker_id: "own" }, base: "/own/client/v4" };

    const all = sample({ ...plain, earlier: [plain, odd] }, 50);

    for (const { earlier: [before, other] = [], call, auth, base } of all) {
      expect(before).toEqual({ ...plain, call, auth, base });
      expect([other?.call.worker_id, other?.base, other?.auth]).toEqual(["own", "/own/client/v4", auth]);
    }
    expect(shown(all, ({ base }) => base).size).toBeGreaterThan(1);
  });
});
