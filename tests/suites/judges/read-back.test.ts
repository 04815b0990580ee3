import { describe, expect, test } from "vitest";
import type { Page } from "../../../contract/api.ts";
import type { Version } from "../../../contract/version.ts";
import {
  countsRight,
  isGone,
  leavesFindable,
  leavesOthers,
  leavesWorker,
  listsTheRest,
  nothingBeyond,
  pagesComplete,
  replayEqual,
  sameInOtherForm,
  sameInOtherOrder,
  settingsUnchanged,
} from "../../../suites/judges/read-back.ts";
import { found, listsAtLeast, listsExactly } from "../../../suites/words/verdicts.ts";
import { replied, verdictOf } from "./verdict.ts";

const version = { id: "v1", number: 1, main_module: "index.js" };

describe("a list", () => {
  test("shows each version, and no other", () => {
    const verdicts = [["a", "b"], ["a"], ["a", "b", "b"]].map((ids) => verdictOf(() => listsExactly(["a", "b"], ids)));

    expect(verdicts).toEqual(["holds", "read-back.list-finds", "read-back.list-finds"]);
  });

  test("shows as many versions as were made, or more", () => {
    const verdicts = [1, 3].map((count) => verdictOf(() => listsAtLeast(count, ["a", "b"])));

    expect(verdicts).toEqual(["holds", "read-back.list-finds"]);
  });

  test("has each version on one page; pages longer than asked for are not judged", () => {
    const verdicts = [
      [["b", "a"], ["c"]],
      [["a", "b"], ["b"]],
      [["a", "b", "c"], []],
    ].map((pages) => verdictOf(() => pagesComplete(["a", "b", "c"], { pages, perPage: 2 })));

    expect(verdicts).toEqual(["holds", "read-back.pages-complete", "unjudged"]);
  });

  test("has nothing beyond its last page, or refuses to show it", () => {
    const replies = [replied(200, { versions: [], info: {} }), replied<Page>(404), replied<Page>(200)];
    const wrong = [replied(200, { versions: [version as Version], info: {} }), replied<Page>(500)];

    const verdicts = [...replies, ...wrong].map((reply) => verdictOf(() => nothingBeyond(reply)));

    const broken = "read-back.beyond-the-end";
    expect(verdicts).toEqual(["holds", "holds", "holds", broken, broken]);
  });

  test("counts what it shows: count may be of the page or of all, and what is absent is not judged", () => {
    const right = { total_count: 5, count: 2, page: 1, per_page: 2, total_pages: 3 };

    const verdicts = [
      right,
      { ...right, count: 5 },
      {},
      { ...right, total_count: 4 },
      { ...right, total_pages: 2 },
    ].map((info) => verdictOf(() => countsRight(info, { total: 5, onPage: 2, perPage: 2 })));

    expect(verdicts).toEqual(["holds", "holds", "holds", "read-back.counts", "read-back.counts"]);
  });

  test("of no versions has no page, or one", () => {
    const verdicts = [0, 1, 2].map((total_pages) =>
      verdictOf(() => countsRight({ total_pages }, { total: 0, onPage: 0, perPage: undefined })),
    );

    expect(verdicts).toEqual(["holds", "holds", "read-back.counts"]);
  });
});

describe("a version", () => {
  test("is found by its id", () => {
    const verdicts = [200, 404].map((status) => verdictOf(() => found(replied(status, version))));

    expect(verdicts).toEqual(["holds", "read-back.get-finds"]);
  });

  test("that is deleted is shown no more: not by a get, whatever else than 404 it says, and not by the list", () => {
    const verdicts = [
      verdictOf(() => isGone(replied(404))),
      verdictOf(() => isGone(replied(200, version))),
      verdictOf(() => isGone(replied(410))),
      verdictOf(() => listsTheRest(["a"], ["a"])),
      verdictOf(() => listsTheRest(["a"], ["a", "b"])),
    ];

    const broken = "read-back.deleted-gone";
    expect(verdicts).toEqual(["holds", broken, broken, "holds", broken]);
  });

  test("that is deleted takes no other with it, and not the Worker", () => {
    const list = { versions: [], info: {} };

    const verdicts = [
      verdictOf(() => leavesWorker(replied(200, list))),
      verdictOf(() => leavesWorker(replied(404))),
      verdictOf(() => leavesOthers(["a"], ["a", "b"])),
      verdictOf(() => leavesOthers(["a", "c"], ["a", "b"])),
      verdictOf(() => listsTheRest(["a", "c"], ["a"])),
      verdictOf(() => leavesFindable(replied(200, version))),
      verdictOf(() => leavesFindable(replied(404))),
    ];

    const broken = "read-back.delete-takes-one";
    expect(verdicts).toEqual(["holds", broken, "holds", broken, broken, "holds", broken]);
  });

  test("is the same in another spelling", () => {
    const verdicts = ["index.js", "main.js"].map((main_module) =>
      verdictOf(() => sameInOtherForm(version, { ...version, id: "v2", number: 2, main_module })),
    );

    expect(verdicts).toEqual(["holds", "read-back.json-form-free"]);
  });

  test("is the same when it is replayed", () => {
    const seen = { ...version };

    const verdicts = [version, { ...version, compatibility_date: "2026-01-01" }].map((again) =>
      verdictOf(() => replayEqual(seen, again)),
    );

    expect(verdicts).toEqual(["holds", "read-back.replay"]);
  });

  test("has the same bindings in whatever order", () => {
    const [a, b] = ["a", "b"].map((text) => ({ name: text.toUpperCase(), type: "plain_text", text }));

    const verdicts = [
      [b, a],
      [{ ...b, text: "a" }, a],
    ].map((bindings) => verdictOf(() => sameInOtherOrder({ ...version, bindings: [a, b] }, { ...version, bindings })));

    expect(verdicts).toEqual(["holds", "bindings.order-free"]);
  });
});

test("a create changes nothing else of the Worker; what is new there is no change", () => {
  const before = { name: "worker", tags: ["a"] };

  const verdicts = [
    { ...before, more: true },
    { ...before, tags: [] },
  ].map((after) => verdictOf(() => settingsUnchanged(before, after)));

  expect(verdicts).toEqual(["holds", "read-back.worker-unchanged"]);
});
