import { describe, expect, test } from "vitest";
import {
  acceptedAfterRefusal,
  migrationAccepted,
  mismatchRefused,
  notYetApplied,
  showsCarriedTag,
  showsTag,
  stillApplicable,
  tagAtOnce,
} from "../../../suites/judges/migrations.ts";
import { replied, verdictOf } from "./verdict.ts";

const version = { id: "v1", number: 1 };

describe("a tag", () => {
  test("is shown by a deployed version, each sentence in its own name", () => {
    const verdicts = ["v2", undefined].flatMap((migration_tag) =>
      [showsTag, showsCarriedTag].map((judge) => verdictOf(() => judge({ ...version, migration_tag }, "v2"))),
    );

    expect(verdicts).toEqual(["holds", "holds", "migrations.tag-set-on-deploy", "migrations.tag-carried"]);
  });

  test("may be absent from the answer to the create, but not be another", () => {
    const verdicts = ["v2", undefined, "v1"].map((migration_tag) =>
      verdictOf(() => tagAtOnce({ ...version, migration_tag }, "v2")),
    );

    expect(verdicts).toEqual(["holds", "holds", "migrations.tag-set-on-deploy"]);
  });
});

describe("a migration", () => {
  test("is accepted, in the name of what an earlier call may have spoilt", () => {
    const judges = [
      (status: number) => migrationAccepted(replied(status, version), "single:new_classes"),
      (status: number) => stillApplicable(replied(status, version)),
      (status: number) => acceptedAfterRefusal(replied(status, version)),
    ];

    const verdicts = [200, 400].flatMap((status) => judges.map((judge) => verdictOf(() => judge(status))));

    expect(verdicts).toEqual([
      "holds",
      "holds",
      "holds",
      "migrations.accepted/single:new_classes",
      "migrations.applied-only-when-deployed",
      "migrations.refused-changes-nothing",
    ]);
  });

  test("with an old_tag that is not the Worker's is refused, not answered with a 5xx", () => {
    const verdicts = [412, 200, 500].map((status) => verdictOf(() => mismatchRefused(replied(status, version))));

    const broken = "migrations.old-tag-mismatch-refused";
    expect(verdicts).toEqual(["holds", broken, broken]);
  });

  test("from a tag that waits for its deployment is refused", () => {
    const verdicts = [400, 200].map((status) => verdictOf(() => notYetApplied(replied(status, version), "v1")));

    expect(verdicts).toEqual(["holds", "migrations.applied-only-when-deployed"]);
  });
});
