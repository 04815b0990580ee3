import { describe, expect, test } from "vitest";
import {
  deletesAlike,
  foreignKept,
  foreignNotInherited,
  foreignRefused,
  foreignUnlisted,
  listsAlike,
  listsOwnOnly,
  renameKeeps,
  takenAlike,
  unknownVersionRefused,
  unknownWorkerRefused,
} from "../../../suites/judges/addressing.ts";
import { replied, verdictOf } from "./verdict.ts";

const version = { id: "v1", number: 1 };

describe("the id and the name of a Worker", () => {
  test("are taken alike by a call", () => {
    const verdicts = [200, 404].map((status) => verdictOf(() => takenAlike(replied(status, version), "get")));

    expect(verdicts).toEqual(["holds", "addressing.id-or-name/get"]);
  });

  test("lead to the same list", () => {
    const verdicts = [["v2", "v1"], ["v2"]].map((ids) => verdictOf(() => listsAlike(["v1", "v2"], ids, "list")));

    expect(verdicts).toEqual(["holds", "addressing.id-or-name/list"]);
  });

  test("delete alike: both versions are gone, or neither", () => {
    const [there, gone] = [replied(200, version), replied<typeof version>(404)];

    const verdicts = [
      [gone, gone],
      [there, there],
      [gone, there],
    ].map((gets) => verdictOf(() => deletesAlike(["v1", "v2"], gets)));

    expect(verdicts).toEqual(["holds", "holds", "addressing.id-or-name/delete"]);
  });

  test("may change without changing what there is", () => {
    const verdicts = [["v1"], []].map((ids) => verdictOf(() => renameKeeps({ ids: ["v1"] }, { ids })));

    expect(verdicts).toEqual(["holds", "addressing.rename-keeps"]);
  });
});

test("what does not exist is refused with 404, and with nothing else", () => {
  const verdicts = [404, 400, 200].flatMap((status) => [
    verdictOf(() => unknownWorkerRefused(replied(status, version))),
    verdictOf(() => unknownVersionRefused(replied(status, version))),
  ]);

  const broken = ["addressing.unknown-worker-refused", "addressing.unknown-version-refused"];
  expect(verdicts).toEqual(["holds", "holds", ...broken, ...broken]);
});

describe("a version of another Worker", () => {
  const broken = "addressing.own-versions-only";

  test("is reached by no get and stands in no list", () => {
    const verdicts = [
      verdictOf(() => foreignRefused(replied(404))),
      verdictOf(() => foreignRefused(replied(200, version))),
      verdictOf(() => foreignUnlisted("v1", ["v2"])),
      verdictOf(() => foreignUnlisted("v1", ["v2", "v1"])),
      verdictOf(() => listsOwnOnly(["v2"], ["v2"])),
      verdictOf(() => listsOwnOnly(["v2"], ["v1", "v2"])),
    ];

    expect(verdicts).toEqual(["holds", broken, "holds", broken, "holds", broken]);
  });

  test("outlives a delete through this one", () => {
    const verdicts = [200, 404].map((status) => verdictOf(() => foreignKept(replied(status, version))));

    expect(verdicts).toEqual(["holds", broken]);
  });

  test("hands on no binding: one of the same name and another text is the Worker's own", () => {
    const verdicts = ["own", "foreign"].map((text) => {
      const reply = replied(200, { ...version, bindings: [{ name: "A", type: "plain_text", text }] });
      return verdictOf(() => foreignNotInherited(reply, "A", "foreign"));
    });

    expect(verdicts).toEqual(["holds", broken]);
  });
});
