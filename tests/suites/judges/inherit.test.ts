import { expect, test } from "vitest";
import { inherits, nothingOlder } from "../../../suites/judges/inherit.ts";
import { replied, verdictOf } from "./verdict.ts";

test("a binding that exists can be inherited, by each rule", () => {
  const verdicts = (["latest", "version-id", "old-name"] as const).flatMap((rule) =>
    [200, 400].map((status) => verdictOf(() => inherits(replied(status, { id: "v", number: 1 }), rule))),
  );

  const broken = ["inherit.latest", "inherit.version-id", "inherit.old-name"];
  expect(verdicts).toEqual(["holds", broken[0], "holds", broken[1], "holds", broken[2]]);
});

test("the latest version hands on nothing of an older one", () => {
  const verdicts = [[], [{ name: "A", type: "plain_text", text: "older" }], undefined].map((bindings) =>
    verdictOf(() => nothingOlder(bindings, "older")),
  );

  expect(verdicts).toEqual(["holds", "inherit.latest", "holds"]);
});
