import { describe, expect, test } from "vitest";
import { compareGates } from "../../../reports/gate/changes.ts";
import { compareExit, compareText } from "../../../reports/gate/compare.ts";
import type { PropertyResult } from "../../../reports/gate/report.ts";
import { failureOf, propertyOf, reportOf, withRows } from "./sample.ts";

const releases = (before: PropertyResult[], after: PropertyResult[], old = {}, now = {}) =>
  [reportOf("sdk", before, old, "1.0.0"), reportOf("sdk", after, now, "1.1.0")] as const;
const ids = (all: readonly { id: string; row?: string }[]) =>
  all.map(({ id, row }) => (row === undefined ? id : `${id}/${row}`));

describe("two reports on a client", () => {
  test("read like release notes", () => {
    const [before, after] = releases(
      [
        propertyOf("call.path", "fail"),
        propertyOf("body.null"),
        propertyOf("result.messages", "fail"),
        propertyOf("body.d1"),
      ],
      [
        propertyOf("call.path"),
        propertyOf("body.null", "fail"),
        propertyOf("result.messages", "fail"),
        propertyOf("body.d1", "not-expressible", { reason: "no field" }),
        propertyOf("result.new"),
      ],
    );

    expect(compareText(before, after)).toBe(
      [
        "sdk 1.0.0 -> sdk 1.1.0: 100 cases, then 100",
        "",
        "Broken (1)",
        "  body.null: the client MUST keep body.null",
        "    at         body/placement",
        '    expected   {"mode":"smart"}',
        "    actual     absent",
        '    call       + {"placement":{"mode":"smart"}}',
        "    replay     replay",
        "",
        "Fixed (1)",
        "  call.path: the client MUST keep call.path",
        "",
        "Still failing (1)",
        "  result.messages: the client MUST keep result.messages",
        "",
        "No longer judged (1)",
        "  body.d1: pass, now not expressible (no field); the client MUST keep body.d1",
        "",
        "Newly judged, and kept (1)",
        "  result.new: the client MUST keep result.new",
        "",
        "1 broken, 1 fixed, 1 still failing, 1 no longer judged, 1 newly judged",
      ].join("\n"),
    );
    expect(compareExit(before, after)).toEqual({ code: 1, line: "exit 1: broken since sdk 1.0.0: body.null" });
    expect(compareExit(after, after)).toEqual({ code: 0, line: "exit 0: nothing that sdk 1.1.0 kept is broken" });
  });

  test("are compared row by row", () => {
    const [before, after] = releases(
      [withRows("call.path", { a: "fail", b: "pass", c: "fail" })],
      [withRows("call.path", { a: "pass", b: "fail", c: "fail" })],
    );

    const { fixed, broken, stillFailing } = compareGates(before, after);

    expect([ids(fixed), ids(broken), ids(stillFailing)]).toEqual([["call.path/a"], ["call.path/b"], ["call.path/c"]]);
  });

  test("are compared as wholes where only one of them has rows, or where a property fails beside them", () => {
    const rows = withRows("call.path", { a: "pass" });
    const beside = { ...rows, verdict: "fail" as const, failures: [failureOf()] };

    expect(
      ids(compareGates(...releases([propertyOf("call.path")], [withRows("call.path", { a: "fail" })])).broken),
    ).toEqual(["call.path"]);
    expect(ids(compareGates(...releases([rows], [beside])).broken)).toEqual(["call.path"]);
  });

  test("say nothing of what --only left out", () => {
    const all = [
      propertyOf("deploy.true-sent"),
      propertyOf("body.null"),
      withRows("call.path", { a: "pass", b: "pass" }),
    ];
    const chosen = { only: ["deploy", "call.path/a"] };
    const some = [propertyOf("deploy.true-sent", "fail"), withRows("call.path", { a: "fail" })];

    const forth = compareGates(...releases(all, some, {}, chosen));
    const back = compareGates(...releases(some, all, chosen, {}));

    expect([ids(forth.broken), ids(forth.noLongerJudged)]).toEqual([["deploy.true-sent", "call.path/a"], []]);
    expect([ids(back.fixed), ids(back.newlyJudged)]).toEqual([["deploy.true-sent", "call.path/a"], []]);
  });

  test("take no property that was not asked for as fixed, but one that broke as broken", () => {
    const only = { only: ["deploy"] };
    const [was, is] = [propertyOf("body.null", "fail"), propertyOf("body.null")];

    expect(compareGates(...releases([was], [is], {}, only)).fixed).toEqual([]);
    expect(ids(compareGates(...releases([is], [was], {}, only)).broken)).toEqual(["body.null"]);
  });

  test("break nothing with a warning, something flaky, or what was never judged before", () => {
    const [before, after] = releases(
      [propertyOf("a.a"), propertyOf("a.b"), propertyOf("a.c", "not-expressible")],
      [propertyOf("a.a", "warn"), propertyOf("a.b", "flaky"), propertyOf("a.c", "fail")],
    );

    expect(compareExit(before, after).code).toBe(0);
    expect(compareText(before, after)).toContain("a.a: the client MUST keep a.a (a warning: below the bar)");
    expect(compareText(before, after)).toContain("Newly judged, and failing (1)\n  a.c");
  });

  test("break with a failure that is expected by now, and are fixed by a stale entry", () => {
    const [before, after] = releases(
      [propertyOf("a.a"), propertyOf("a.b", "expected-fail")],
      [propertyOf("a.a", "expected-fail"), propertyOf("a.b", "stale-expected")],
    );

    expect(compareExit(before, after).code).toBe(1);
    expect(ids(compareGates(before, after).fixed)).toEqual(["a.b"]);
  });

  test("are told apart where the runs are not alike", () => {
    const [before, after] = releases([], [], {}, { seed: 2, runs: 3, level: "must", cases: 80, only: ["call"] });
    const other = { ...after, contract: { revision: "s" }, suite: { version: "0.2.0" }, complete: false };

    expect(compareGates(before, before).unlike).toEqual([]);
    expect(compareGates(before, other).unlike).toEqual([
      "suite 0.1.0, then 0.2.0",
      "contract r, then s",
      "level should, then must",
      "seed 1, then 2",
      "cases of each set 12, then 3",
      "only everything, then call",
      "the second run did not end (no reason given)",
    ]);
    expect(compareGates(...releases([], [], {}, { cases: 80 })).unlike).toEqual(["100 cases, then 80"]);
    expect(compareText(before, after)).toContain("warning: the runs are not alike: seed 1, then 2");
  });
});
