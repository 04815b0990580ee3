import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { success } from "../../../arbitraries/answers.ts";
import { calling, plainCall } from "../../../arbitraries/calls.ts";
import type { ClientCase } from "../../../contract/client.ts";
import type { Finding } from "../../../gate/cases/finding.ts";
import { reduced, smallerCases } from "../../../gate/engine/reduce.ts";
import { caseOf, seenOf } from "../seen.ts";

const named = (names: string) => [...names].map((name) => ({ name, type: "ai" }));
const withBindings = (names: string) => caseOf({ call: calling({ bindings: named(names) }) });
const namesOf = (list: unknown) => (list as { name: string }[]).map(({ name }) => name).join("");
const asked = (one: ClientCase) => namesOf(one.call.body.bindings);
const answered = (one: ClientCase) =>
  namesOf((JSON.parse(one.replies[0]?.body ?? "") as { result: { bindings: unknown } }).result.bindings);

describe("smaller cases", () => {
  test("have the element that the finding points at, either half, or all but one", () => {
    const all = smallerCases(withBindings("abcd"), { at: "body/bindings/2/text" }).map(asked);

    expect(all).toEqual(["c", "ab", "cd", "bcd", "acd", "abd", "abc"]);
  });

  test("have either half where the finding points at none", () => {
    expect(smallerCases(withBindings("ab"), { at: "body/bindings" }).map(asked)).toEqual(["a", "b"]);
    expect(smallerCases(withBindings("ab"), { at: "body/bindings/7" }).map(asked)).toEqual(["a", "b"]);
    expect(smallerCases(withBindings("ab"), { at: "body/modules/1" }).map(asked)).toEqual(["a", "b"]);
  });

  test("have fewer modules, and leave the rest of the call as it is", () => {
    const one = caseOf({
      call: { ...calling({ main_module: "m", modules: named("ab") as never }), query: { deploy: true } },
    });

    const [first] = smallerCases(one, { at: "body/modules/1" });

    expect(first?.call).toEqual({
      ...plainCall,
      query: { deploy: true },
      body: { main_module: "m", modules: named("b") },
    });
  });

  test("have fewer bindings in their answer, where that is the only one", () => {
    const reply = success({ id: "v", bindings: named("abc") });

    const all = smallerCases(caseOf({ replies: [reply] }), { at: "version/bindings/1" });

    expect(all.map(answered)).toEqual(["b", "a", "bc", "bc", "ac", "ab"]);
    expect(all[0]?.replies[0]?.status).toBe(200);
    expect(smallerCases(caseOf({ replies: [reply, reply] }), { at: "version/bindings/1" })).toEqual([]);
  });

  test("are none where nothing can be left out", () => {
    expect(smallerCases(withBindings("a"), { at: "body/bindings/0" })).toEqual([]);
    expect(
      smallerCases(caseOf({ replies: [{ status: 200, headers: [], body: "<html>" }] }), { at: "outcome" }),
    ).toEqual([]);
  });
});

describe("a finding", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ["Date"] }));
  afterEach(() => void vi.useRealTimers());

  const finding = (at: string): Finding => ({ property: "body.kinds", at, expected: 1, actual: 2 });
  const shown = (one: ClientCase, at = "body/bindings") => ({ finding: finding(at), seen: seenOf({ case: one }) });
  /** A client that breaks where these bindings come together. */
  function breakingAt(...together: string[]) {
    const tried: string[] = [];
    const show = async (one: ClientCase) => {
      const names = asked(one);
      tried.push(names);
      return together.every((name) => names.includes(name)) ? shown(one) : undefined;
    };
    return { tried, show };
  }
  const limits = { shrinks: 100, shrinkMs: 1000 };

  test("is shown by the one binding that does it", async () => {
    const { show } = breakingAt("e");

    const smallest = await reduced(shown(withBindings("abcdefgh")), show, limits);

    expect(asked(smallest.seen.case)).toBe("e");
  });

  test("is shown by the two bindings that do it together, wherever they stand", async () => {
    const { show } = breakingAt("a", "h");

    const smallest = await reduced(shown(withBindings("abcdefgh")), show, limits);

    expect(asked(smallest.seen.case)).toBe("ah");
  });

  test("stays as it is where nothing smaller shows it", async () => {
    const from = shown(withBindings("ab"));

    expect(await reduced(from, breakingAt("a", "b").show, limits)).toBe(from);
  });

  test("is not looked for longer than allowed: so many executions, so much time", async () => {
    const few = breakingAt("x");
    const late = breakingAt("x");

    await reduced(shown(withBindings("abcdefgh")), few.show, { shrinks: 3, shrinkMs: 1000 });
    await reduced(
      shown(withBindings("abcdefgh")),
      (one) => {
        vi.setSystemTime(Date.now() + 600);
        return late.show(one);
      },
      limits,
    );

    expect([few.tried.length, late.tried.length]).toEqual([3, 2]);
  });
});
