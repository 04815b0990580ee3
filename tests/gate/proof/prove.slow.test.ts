import { expect, it } from "vitest";
import { isObject } from "../../../contract/json.ts";
import { focuses } from "../../../gate/cases/cases.ts";
import { properties, propertyIds } from "../../../gate/contract/properties.ts";
import { mutants } from "../../../gate/proof/mutants/index.ts";
import { judgeParts, proofText, prove } from "../../../gate/proof/prove.ts";
import { type Parts, referenceParts, type Wire } from "../../../gate/proof/reference.ts";
import { isNumber, readJson, writeJson } from "../../../gate/wire/json.ts";

const nightly = process.env.CONFORMANCE_PROFILE === "nightly";

it("catches every mutant of the reference client by exactly its property, and the reference client by none", async () => {
  const proof = await prove(nightly ? { beside: 1 / 2 } : { runs: 4, beside: 0.05 });

  expect(proof.alarms).toEqual([]);
  expect(proof.unproven).toEqual([]);
  expect(
    proof.rows.filter(({ verdict }) => verdict !== "caught"),
    proofText(proof),
  ).toEqual([]);
});

it("raises no alarm on the reference client in many cases", async () => {
  const { failed, cases } = await judgeParts(referenceParts, focuses, { runs: nightly ? 120 : 15, seed: 7 });

  expect(failed).toEqual([]);
  expect(cases).toBeGreaterThan(nightly ? 10_000 : 1000);
});

const { compose } = referenceParts;
const sending = (change: (wire: Wire) => Wire): Parts => ({
  ...referenceParts,
  compose: (job, env) => {
    const wire = compose(job, env);
    return "refused" in wire ? wire : change(wire);
  },
});
const ascii = (text: string) =>
  text.replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value) || isNumber(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
};
/** Whole numbers as `1.0`, where they stand alone between the marks of JSON. */
const withPoint = (text: string) => text.replace(/([[:,])(\d{1,15})(?=[,\]}])/g, "$1$2.0");
const outsideTexts = (text: string, change: (part: string) => string) =>
  text
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, i) => (i % 2 === 1 ? part : change(part)))
    .join("");

let keys = 0;
/** Seconds or a date, as ms to wait; what is neither says nothing. */
const waitOf = (retryAfter: string): number => {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? 0 : Math.max(0, at - Date.now());
};
/** Clients that do what is left open in ways of their own. */
const conformant: Record<string, Parts> = {
  "pretty, ASCII only": sending((wire) => ({
    ...wire,
    body: ascii(writeJson(readJson(wire.body ?? ""), 2)),
  })),
  "keys in another order": sending((wire) => ({ ...wire, body: writeJson(reversed(readJson(wire.body ?? ""))) })),
  "chunked, with headers of its own": sending((wire) => ({
    ...wire,
    chunked: true,
    headers: [
      ...wire.headers
        .map(([name, value]): [string, string] => [
          name.toLowerCase(),
          value.replace("Bearer", "bearer").replace("application/json", "application/json; charset=utf-8"),
        ])
        .reverse(),
      ["User-Agent", "mine/1"],
      ["X-Retry-Count", "0"],
      ["api-version", "2026-01-01"],
    ],
  })),
  "numbers as 1.0, slashes escaped": sending((wire) => ({
    ...wire,
    body: outsideTexts(wire.body ?? "", withPoint).replaceAll("/", "\\/"),
  })),
  "a connection for each request": sending((wire) => ({
    ...wire,
    headers: [...wire.headers, ["Connection", "close"]],
  })),
  "sends again after a 429, as late as it is asked to": {
    ...referenceParts,
    again: (answer, attempt, wire) =>
      answer?.status === 429 && attempt < 3
        ? { afterMs: waitOf(String(answer.headers["retry-after"])), wire }
        : undefined,
  },
  "sends again after a 500, under one idempotency key": {
    ...sending((wire) => {
      keys += 1;
      return { ...wire, headers: [...wire.headers, ["Idempotency-Key", `call-${keys}`]] };
    }),
    again: (answer, attempt, wire) =>
      (answer === undefined || answer.status >= 500) && attempt === 1 ? { afterMs: 0, wire } : undefined,
  },
  "refuses names that need encoding": {
    ...referenceParts,
    compose: (job, env) =>
      encodeURIComponent(job.call.worker_id) === job.call.worker_id ? compose(job, env) : { refused: "an odd name" },
  },
  "gives what it read in another order, and times as times": {
    ...referenceParts,
    read: (answer, job) => {
      const outcome = referenceParts.read(answer, job);
      if (outcome.outcome !== "version" || !isObject(outcome.version)) return outcome;
      const { created_on, ...version } = outcome.version;
      const moment = typeof created_on === "string" ? { created_on: new Date(created_on).toISOString() } : {};
      return { ...outcome, version: reversed({ ...version, ...moment }) };
    },
  },
};

const credential = /^(authorization|x-auth-.*)$/i;
Object.assign(conformant, {
  "looks up its token, its account and its Worker before": {
    ...referenceParts,
    beside: ({ base_url, auth, call: { account_id, worker_id } }) =>
      [
        "/user/tokens/verify",
        `/accounts/${account_id}`,
        `/accounts/${account_id}/workers/workers/${encodeURIComponent(worker_id)}`,
        `/accounts/${account_id}/workers/workers/${encodeURIComponent(worker_id)}/versions?page=1&per_page=1`,
      ].map((path) => ({
        method: "GET",
        url: `${base_url.replace(/\/$/, "")}${path}`,
        headers: "token" in auth ? [["Authorization", `Bearer ${auth.token}`]] : [],
        body: undefined,
      })),
  },
  "follows what leads elsewhere by the same request, its credential but for another host": {
    ...referenceParts,
    again: (answer, attempt, wire) => {
      const to = answer?.headers.location;
      if (typeof to !== "string" || attempt > 3) return undefined;
      const isHome = new URL(to).host === new URL(wire.url).host;
      return {
        afterMs: 0,
        wire: { ...wire, url: to, headers: wire.headers.filter(([name]) => isHome || !credential.test(name)) },
      };
    },
  },
  "follows 303 by a GET, and no other": {
    ...referenceParts,
    again: (answer, attempt) => {
      const to = answer?.headers.location;
      if (answer?.status !== 303 || typeof to !== "string" || attempt > 3) return undefined;
      return {
        afterMs: 0,
        wire: { method: "GET", url: to, headers: [["Accept", "application/json"]], body: undefined },
      };
    },
  },
  "asks for no compression, logs what it does, and adds names of its own": {
    ...sending((wire) => ({ ...wire, headers: wire.headers.filter(([name]) => name !== "Accept-Encoding") })),
    say: ({ call }, { outcome }) => `[sdk] POST versions of ${call.account_id}: ${outcome}\n`,
    read: (answer, job) => {
      const outcome = referenceParts.read(answer, job);
      if (outcome.outcome === "api_error")
        return {
          ...outcome,
          errors: (outcome.errors ?? []).map((one) => ({ ...one, name: "ApiError", retryable: false })),
        };
      if (outcome.outcome !== "version" || !isObject(outcome.version)) return outcome;
      const { bindings } = outcome.version;
      const named = Array.isArray(bindings)
        ? { bindings: bindings.map((one) => (isObject(one) ? { ...one, __kind: "Binding" } : one)) }
        : {};
      return { ...outcome, version: { ...outcome.version, ...named, _request_id: "8f1c", etag: null, elapsedMs: 12 } };
    },
  },
  "has a zero where the answer has null": {
    ...referenceParts,
    read: (answer, job) => {
      const outcome = referenceParts.read(answer, job);
      if (outcome.outcome !== "version" || !isObject(outcome.version)) return outcome;
      const { version } = outcome;
      return {
        ...outcome,
        version: Object.fromEntries(
          Object.entries(version).map(([key, value]) => [key, value === null ? (key.endsWith("_ms") ? 0 : "") : value]),
        ),
      };
    },
  },
} satisfies Record<string, Parts>);

it.each(Object.keys(conformant))("raises no alarm on a client that is right in its own way: %s", async (name) => {
  const { failed } = await judgeParts(conformant[name] ?? referenceParts, focuses, { runs: nightly ? 12 : 2, seed: 3 });

  expect(failed).toEqual([]);
});

it("names each of the 38 regression cases in a property", () => {
  const named = new Set(propertyIds.flatMap((id) => properties[id].regressions as readonly string[]));

  expect(
    Array.from({ length: 38 }, (_, i) => `CR-${String(i + 1).padStart(2, "0")}`).filter((id) => !named.has(id)),
  ).toEqual([]);
});

it("has an id for each property that never changes", () => {
  expect(propertyIds.toSorted()).toMatchSnapshot();
});

it("sends integers beyond 2^53 by their digits, and catches who rounds them in exactly that row", async () => {
  const { parts } = mutants.find(({ text }) => text === "reads numbers as doubles before it sends them") ?? {};

  const { failed } = await judgeParts(parts?.() ?? referenceParts, focuses, { runs: 4, shrinks: 0 });

  expect(failed).toEqual(["body.numbers/beyond-2^53"]);
});
