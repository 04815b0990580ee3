import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ambient, decoys } from "../../../arbitraries/credentials.ts";
import { kinds } from "../../../contract/bindings.ts";
import type { ClientCase } from "../../../contract/client.ts";
import { isObject } from "../../../contract/json.ts";
import { focuses, rowsOfProperty } from "../../../gate/cases/cases.ts";
import { crossed } from "../../../gate/cases/crossed.ts";
import { casesOf, type Focus, focusKey } from "../../../gate/cases/focus.ts";
import { propertyIds } from "../../../gate/contract/properties.ts";

const draw = (focus: Focus, numRuns: number): ClientCase[] => fc.sample(focus.cases, { seed: 17, numRuns });
/** Cases of a focus: those that are visited, and some that are drawn. */
const someOf = (focus: Focus): ClientCase[] =>
  focus.fromRuns === undefined ? [...focus.visits, ...(focus.weight > 0 ? draw(focus, 3) : [])] : [];
const own = focuses.filter(({ property }) => property !== undefined);

describe("the sets of cases", () => {
  test("have a name each, which no other set has", () => {
    const names = focuses.map(focusKey);

    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test("have names that a command line takes as they are", () => {
    expect(focuses.map(focusKey).filter((name) => !/^[A-Za-z0-9._/^-]+$/.test(name))).toEqual([]);
  });

  test("are about every property, and about no other", () => {
    const about = new Set(own.map(({ property }) => property));

    expect(propertyIds.filter((id) => !about.has(id))).toEqual([]);
    expect([...about].filter((id) => id === undefined || !propertyIds.includes(id))).toEqual([]);
  });

  test("are at least one case each, and a whole run of them can be told before", () => {
    expect(focuses.filter((one) => casesOf(one, 1) < 1)).toEqual([]);
    expect(focuses.filter(({ visits, weight }) => visits.length === 0 && weight <= 0)).toEqual([]);
    expect(casesOf({ visits: [], weight: 0.3 }, 12)).toBe(4);
    expect(casesOf({ visits: own[0]?.visits.slice(0, 0) ?? [], weight: 0 }, 12)).toBe(0);
  });

  test("name the row of each binding kind where they cover all at once", () => {
    const covering = focuses.filter(({ covers }) => covers !== undefined);

    expect(covering.map(({ property }) => property).toSorted()).toEqual(["body.kinds", "result.kinds"]);
    for (const { property, covers } of covering)
      expect([covers, rowsOfProperty(property ?? "").toSorted()]).toEqual([kinds, [...kinds].toSorted()]);
  });

  test("ask for the key and the address of a client that has them, and of no other", () => {
    const needs = focuses.filter((one) => someOf(one).some(({ auth }) => !("token" in auth)));

    expect(needs.filter(({ auth }) => auth !== "key_email").map(focusKey)).toEqual([]);
    expect(focuses.filter((one) => one.auth !== undefined && !needs.includes(one)).map(focusKey)).toEqual([]);
  });

  test("end in the API's own path, unless they say that protocol 1 knows no other", () => {
    const odd = focuses.filter((one) => someOf(one).some(({ base }) => !base.endsWith("/client/v4")));

    expect(odd.map(focusKey)).toEqual(focuses.filter(({ fromProtocol }) => fromProtocol === 2).map(focusKey));
    expect(odd).not.toEqual([]);
  });

  test("have an answer for each attempt, before and beside it, too", () => {
    const all = focuses
      .flatMap(someOf)
      .flatMap((one) => [one, ...(one.earlier ?? []), ...(one.beside ? [one.beside] : [])]);

    expect(all.filter(({ replies }) => replies.length === 0)).toEqual([]);
    expect(all.length).toBeGreaterThan(500);
  });

  test("that hang together have calls before them, which show what is no matter of that", () => {
    const owning = focuses.filter(({ owns, fromRuns }) => owns && fromRuns === undefined);

    expect(owning.flatMap(someOf).filter(({ earlier = [] }) => earlier.length === 0)).toEqual([]);
    expect(owning.length).toBeGreaterThan(3);
  });

  test("wait for nobody who sends again and again: what is refused at last, or waited for a moment", () => {
    const last = ({ replies }: ClientCase) => replies.at(-1)?.status ?? 0;
    const endless = own
      .flatMap((focus) => someOf(focus).map((one) => ({ set: focusKey(focus), one })))
      .filter(({ one }) => (last(one) >= 500 || last(one) === 429) && one.patienceMs === undefined);

    expect([...new Set(endless.map(({ set }) => set))]).toEqual([]);
  });

  test("are the same for the same seed", () => {
    for (const one of focuses.filter(({ weight, fromRuns }) => weight > 0 && fromRuns === undefined))
      expect([focusKey(one), draw(one, 2)]).toEqual([focusKey(one), draw(one, 2)]);
  });
});

describe("calls in which everything comes together", () => {
  const statusOf = ({ replies }: ClientCase) => replies.map(({ status }) => status).join(" ");
  const envelopeOf = ({ replies }: ClientCase) => {
    const value: unknown = replies[0]?.body.startsWith("{") ? JSON.parse(replies[0].body) : undefined;
    return isObject(value) ? value : {};
  };
  /** Each axis, told from the cases themselves. */
  const axes: Record<string, (one: ClientCase) => string> = {
    deploy: ({ call }) => String(call.query.deploy),
    auth: ({ auth }) => ("token" in auth ? "token" : "key and email"),
    environment: ({ environment }) =>
      Object.entries({ none: {}, token: ambient.token, key: ambient.keyAndEmail, decoys }).find(
        ([, one]) => JSON.stringify(one) === JSON.stringify(environment),
      )?.[0] ?? "another",
    course: (one) => {
      if (one.replies[0]?.cutAt !== undefined) return "cut";
      const { success, messages } = envelopeOf(one);
      const notes = Array.isArray(messages) && messages.length > 0 ? "noted" : "";
      return `${statusOf(one)} ${String(success)} ${notes}`;
    },
    framing: ({ replies: [reply] }) => {
      if (!reply) return "none";
      const { interim, old, extended, coding, delayMs, headers } = reply;
      const of = (name: string) => headers.find(([one]) => one.toLowerCase() === name)?.[1];
      const type = of("content-type") ?? "";
      if (interim ?? old ?? extended ?? coding ?? delayMs)
        return JSON.stringify({ interim, old, extended, coding, delayMs });
      return `${of("cf-ray") ? "headers" : ""}${of("transfer-encoding") ?? ""}${of("connection") ?? ""}${/json; charset=utf-8/.test(type) ? "charset" : ""}`;
    },
  };
  const fieldsOf = ({ call }: ClientCase) => Object.keys(call.body).toSorted().join(" ");
  const kindsIn = ({ call: { body } }: ClientCase) =>
    new Set((Array.isArray(body.bindings) ? body.bindings : []).map((one) => (isObject(one) ? String(one.type) : "")));
  /** What the caller asks for, told from several cases: any version may look like each of the others now and then. */
  const bodies: Record<string, (one: ClientCase) => boolean> = {
    steps: ({ call: { body } }) => isObject(body.migrations) && "steps" in body.migrations && !("bindings" in body),
    kinds: (one) => kinds.every((kind) => kindsIn(one).has(kind)),
    objects: (one) => [...kindsIn(one)].join() === "durable_object_namespace",
    annotations: (one) => fieldsOf(one) === "annotations main_module",
    assets: (one) => fieldsOf(one) === "assets main_module",
    settings: ({ call: { body } }) => ["bindings", "containers", "usage_model"].every((name) => name in body),
  };
  const bodyOf = (all: readonly ClientCase[]) =>
    Object.keys(bodies).find((name) => all.every((one) => bodies[name]?.(one))) ?? "any";

  const drawn = crossed.map((focus) => draw(focus, 4));
  const rows = drawn.map((all): Record<string, string> => {
    const [one] = all;
    const read = Object.entries(axes).map(([name, axis]) => [name, one ? axis(one) : ""] as const);
    return { body: bodyOf(all), ...Object.fromEntries(read) };
  });
  const names = ["body", ...Object.keys(axes)];
  const valuesOf = (name: string) => [...new Set(rows.map((one) => one[name] ?? ""))];

  test("have each value of an axis: as many as there are", () => {
    const counts = Object.fromEntries(names.map((name) => [name, valuesOf(name).length]));

    expect(counts).toEqual({ body: 7, deploy: 3, auth: 2, environment: 4, course: 10, framing: 11 });
    expect(valuesOf("environment")).not.toContain("another");
  });

  test("have each value of an axis with each of every other, but for what is cut, which is in one frame", () => {
    const pairs = names.flatMap((a, i) =>
      names
        .slice(i + 1)
        .flatMap((b) => valuesOf(a).flatMap((one) => valuesOf(b).map((other) => ({ [a]: one, [b]: other })))),
    );

    const missing = pairs.filter(
      (pair) => !rows.some((one) => Object.entries(pair).every(([name, value]) => one[name] === value)),
    );

    expect(missing.filter(({ course }) => course !== "cut")).toEqual([]);
    expect(missing).toHaveLength(valuesOf("framing").length - 1);
    expect(rows.length).toBeLessThan(250);
  });

  test("have in a row what its number says, whatever is drawn", () => {
    for (const all of drawn) {
      const read = all.map((one) => JSON.stringify(Object.values(axes).map((axis) => axis(one))));
      expect(new Set(read).size).toBe(1);
    }
  });

  test("have before them the same call with the same answer in a plain frame, unless they are plain themselves", () => {
    for (const [i, all] of drawn.entries()) {
      for (const one of all) {
        const { replies, earlier = [], ...rest } = one;
        const isPlain = rows[i]?.framing === "";
        expect(earlier).toHaveLength(isPlain ? 0 : 1);
        for (const plain of earlier) {
          const { replies: plainly, ...same } = plain;
          expect(same).toEqual(rest);
          expect(plainly.map(({ body, status }) => [body, status])).toEqual(
            replies.map(({ body, status }) => [body, status]),
          );
          expect(axes.framing?.(plain)).toBe("");
        }
      }
    }
  });

  test("are answered as a server does: with what was asked for, and no secret of it", () => {
    const taken = drawn.flat().filter((one) => statusOf(one) === "200" && envelopeOf(one).success === true);

    const wrong = taken.filter((one) => {
      const { result } = envelopeOf(one);
      return isObject(result) && result.main_module !== one.call.body.main_module;
    });

    expect(wrong).toEqual([]);
    expect(taken.length).toBeGreaterThan(10);
  });

  test("are of the key and the address where their client has them", () => {
    for (const [i, focus] of crossed.entries())
      for (const { auth } of drawn[i] ?? []) expect([i, "token" in auth]).toEqual([i, focus.auth === undefined]);
    expect(crossed.filter(({ auth }) => auth === "key_email").length).toBeGreaterThan(10);
  });
});
