import { describe, expect, test } from "vitest";
import { isSelected, select } from "../../../harness/judge/select.ts";
import { claimKey } from "../../../suites/words/claim.ts";

const claim = (id: string | undefined, name: string, row?: string, drives: string[] = []) => ({
  id,
  name,
  row,
  drives,
});
const claims = [
  claim("deploy.first", "deploy.first"),
  claim("deploy.first-time", "deploy.first-time"),
  claim("bindings.accepted", "bindings.accepted", "queue", ["bindings.echoed"]),
  claim("bindings.accepted", "bindings.accepted", "queue_old"),
  claim("bindings.accepted", "bindings.accepted", "json", ["envelope.json"]),
  claim(undefined, "history.story", undefined, ["numbering.sequence"]),
  claim(undefined, "history.story.long", undefined, ["numbering.sequence"]),
  claim("silence", "silence.empty-name"),
];
const selected = (...only: string[]) => select(claims, only).map(claimKey);

describe("--only", () => {
  test.each([
    ["nothing: all", [], claims.map(claimKey)],
    ["an area", ["deploy"], ["deploy.first", "deploy.first-time"]],
    ["a prefix of an id", ["deploy.first"], ["deploy.first", "deploy.first-time"]],
    ["a whole name with a row: that claim alone", ["bindings.accepted/queue"], ["bindings.accepted/queue"]],
    ["traffic by its whole name: that claim alone", ["history.story"], ["history.story"]],
    ["a prefix of traffic", ["history"], ["history.story", "history.story.long"]],
    ["what invariants judge: all that drive it", ["numbering.sequence"], ["history.story", "history.story.long"]],
    ["a row of what invariants judge: the claim of that row", ["bindings.echoed/queue"], ["bindings.accepted/queue"]],
    ["a row that no claim has: all that drive the requirement", ["envelope.json/kv"], ["bindings.accepted/json"]],
    ["a row alone", ["queue"], ["bindings.accepted/queue", "bindings.accepted/queue_old"]],
    ["a silence by its own name", ["empty-name"], ["silence.empty-name"]],
    ["what nothing is called", ["nothing"], []],
  ])("selects by %s", (_what, only, expected) => {
    expect(selected(...only)).toEqual(expected);
  });

  test("keeps the claims' own order, each once", () => {
    expect(selected("history.story", "deploy", "deploy.first")).toEqual([
      "deploy.first",
      "deploy.first-time",
      "history.story",
    ]);
  });
});

test("a requirement belongs to a selection by its prefix, or by a row of it", () => {
  const ids = ["deploy.first", "deploy.first-time", "bindings.echoed", "bindings.accepted"];
  const chosen = (...only: string[]) => ids.filter((id) => isSelected(id, only));

  expect(chosen()).toEqual(ids);
  expect(chosen("deploy")).toEqual(["deploy.first", "deploy.first-time"]);
  expect(chosen("bindings.echoed/queue", "deploy.first-")).toEqual(["deploy.first-time", "bindings.echoed"]);
});
