import { describe, expect, test } from "vitest";
import type { Deployment } from "../../../contract/neighbours.ts";
import {
  absentMovesNothing,
  allTraffic,
  byPercentage,
  deployedOnSet,
  deploymentsShown,
  earlierKept,
  newDeploymentFirst,
  oneNewDeployment,
  refusedMovesNothing,
  supersedes,
  takesTraffic,
} from "../../../suites/judges/deploy.ts";
import { verdictOf } from "./verdict.ts";

/** A deployment of versions that share the traffic. */
const deployment = (id: string, ...versions: string[]): Deployment => ({
  id,
  strategy: "percentage",
  versions: versions.map((version_id) => ({ version_id, percentage: 100 / versions.length })),
});
const old = deployment("old", "v1");
const fresh = deployment("new", "v2");

describe("exactly one new deployment", () => {
  test("holds where there is one more than before", () => {
    const verdict = verdictOf(() => oneNewDeployment([old], [fresh, old]));

    expect(verdict).toBe("holds");
  });

  test("is refuted by none and by two", () => {
    const verdicts = [[old], [fresh, deployment("again", "v2"), old]].map((after) =>
      verdictOf(() => oneNewDeployment([old], after)),
    );

    expect(verdicts).toEqual(["deploy.true-one-deployment", "deploy.true-one-deployment"]);
  });

  test("is not yet shown where the list is shorter than what was deployed", () => {
    const verdicts = [1, 2].map((count) => verdictOf(() => deploymentsShown(count, [old])));

    expect(verdicts).toEqual(["holds", "deploy.true-one-deployment"]);
  });
});

describe("the new deployment first", () => {
  test("holds at the head of the list, and is refuted behind the earlier one", () => {
    const verdicts = [
      [fresh, old],
      [old, fresh],
    ].map((after) => verdictOf(() => newDeploymentFirst([old], after)));

    expect(verdicts).toEqual(["holds", "deploy.true-first"]);
  });

  test("is not judged where no deployment was made", () => {
    const verdict = verdictOf(() => newDeploymentFirst([old], [old]));

    expect(verdict).toBe("unjudged");
  });
});

describe("all traffic to the new version", () => {
  test("holds at 100 %, and is refuted by another version and by a share", () => {
    const verdicts = [fresh, deployment("new", "v1"), deployment("new", "v2", "v1")].map((one) =>
      verdictOf(() => allTraffic([], [one], "v2")),
    );

    expect(verdicts).toEqual(["holds", "deploy.true-all-traffic", "deploy.true-all-traffic"]);
  });

  test("is taken over from an earlier deployment, not shared with it", () => {
    const verdicts = [fresh, deployment("new", "v2", "v1")].map((one) =>
      verdictOf(() => supersedes([old], [one, old], "v2")),
    );

    expect(verdicts).toEqual(["holds", "deploy.supersedes"]);
  });

  test("is refuted in a story as the sentence that it breaks: sharing with what was there, or another version", () => {
    const verdicts = [deployment("new", "v2", "v1"), deployment("new", "v1")].map((one) =>
      verdictOf(() => takesTraffic([old], [one, old], "v2")),
    );

    expect(verdicts).toEqual(["deploy.supersedes", "deploy.true-all-traffic"]);
  });
});

describe("what a deployment says", () => {
  test("goes by percentage", () => {
    const verdicts = [fresh, { ...fresh, strategy: "gradual" }].map((one) => verdictOf(() => byPercentage([], [one])));

    expect(verdicts).toEqual(["holds", "deploy.strategy"]);
  });

  test("sets deployed_on to a date-time", () => {
    const verdicts = ["2026-01-02T03:04:05Z", null].map((on) => verdictOf(() => deployedOnSet(on)));

    expect(verdicts).toEqual(["holds", "deploy.true-deployed-on"]);
  });
});

describe("the earlier deployments", () => {
  const ten = Array.from({ length: 10 }, (_, i) => deployment(`d${i}`, "v1"));

  test("stand behind the new one, as far as a list of ten shows them", () => {
    const verdicts = [
      [fresh, ...ten],
      [fresh, ...ten.slice(0, 9)],
      [fresh, ...ten.slice(0, 8)],
    ].map((after) => verdictOf(() => earlierKept(ten, after)));

    expect(verdicts).toEqual(["holds", "holds", "deploy.earlier-kept"]);
  });

  test("are refuted where one is gone or changed", () => {
    const verdicts = [[fresh], [fresh, deployment("old", "v2")]].map((after) =>
      verdictOf(() => earlierKept([old], after)),
    );

    expect(verdicts).toEqual(["deploy.earlier-kept", "deploy.earlier-kept"]);
  });
});

test("what moves nothing leaves all as it was, and is refuted in its own name", () => {
  const verdicts = [
    verdictOf(() => absentMovesNothing({ deployments: [old] }, { deployments: [old] })),
    verdictOf(() => absentMovesNothing({ deployments: [old] }, { deployments: [fresh, old] })),
    verdictOf(() => refusedMovesNothing({ versions: ["v1"] }, { versions: ["v1", "v2"] })),
  ];

  expect(verdicts).toEqual(["holds", "deploy.absent-moves-nothing", "deploy.refused-moves-nothing"]);
});
