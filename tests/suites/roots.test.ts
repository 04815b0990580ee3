import { expect, test } from "vitest";
import { Refutation } from "../../contract/refutation.ts";
import { rootsOf } from "../../suites/roots.ts";
import { exchangeOf } from "../harness/judge/bench.ts";

const refusal = new Refutation("a refusal", "none");
const acceptance = new Refutation("accepted", "refused", { request: {} });
const deployed = exchangeOf({ deploy: true });
const answered = (status: number, json: unknown) => exchangeOf({}, { status, json });

test.each([
  ["an answer that nobody can read", "deploy.supersedes", refusal, [answered(200, undefined)], "envelope.json"],
  ["yes and no at once", "refusal.type", refusal, [answered(200, { success: false })], "envelope.success-true"],
  ["an error of the target's own", "refusal.type", refusal, [answered(500, {})], "envelope.wild-answered"],
  [
    "a deploy, and a refusal",
    "bindings.accepted",
    acceptance,
    [deployed, answered(400, {})],
    "deploy.true-one-deployment",
  ],
  ["ids", "read-back.agree", refusal, [], "version.id-unique"],
])("%s may be what a failure follows from", (_, id, refutation, trace, root) => {
  expect(rootsOf(id, refutation, trace)).toContain(root);
});

test.each([
  ["a refusal that nobody can read", "refusal.type", refusal, [answered(400, undefined)]],
  ["an error in place of a version that was asked for", "modules.accepted", acceptance, [answered(500, {})]],
  ["a deploy that was taken", "secrecy.secret-text", refusal, [deployed]],
])("%s is not", (_, id, refutation, trace) => {
  expect(rootsOf(id, refutation, trace)).toEqual([]);
});
