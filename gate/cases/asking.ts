import fc from "fast-check";
import { plainSuccess } from "../../arbitraries/answers.ts";
import * as calls from "../../arbitraries/calls.ts";
import { ambient, decoys, keyAndEmail, tokens } from "../../arbitraries/credentials.ts";
import * as broken from "../../arbitraries/failures.ts";
import { peopleEmails } from "../../arbitraries/people.ts";
import * as people from "../../arbitraries/people-calls.ts";
import { kinds } from "../../contract/bindings.ts";
import { placementShapes } from "../../contract/placement.ts";
import {
  asking,
  askingEach,
  askingRows,
  caseOf,
  type Focus,
  limited,
  plainly,
  rare,
  row,
  taken,
  visiting,
  visitingLater,
} from "./focus.ts";

const { plainCall } = calls;

/** What a client makes of a call: the request, but for its body. */
export const wire: Focus[] = [
  asking("call.sent", fc.oneof({ withCrossShrink: true }, fc.constant(plainCall), calls.settingsCall())),
  asking("call.base-url", calls.plainWorkerCall(), rare),
  visiting("call.base-url", plainly({ base: "/client/v4/" }), { row: "slash", fromProtocol: 2 }),
  visiting("call.base-url", plainly({ environment: decoys }), row("environment")),
  asking("call.method", calls.plainWorkerCall(), rare),
  asking("call.path", calls.plainWorkerCall(), { weight: 0.5, row: "plain" }),
  {
    ...asking("call.path", calls.oddWorkerCall(), { mayRefuse: true, row: "odd" }),
    visits: calls.oddWorkerCalls.map(taken),
  },
  asking("call.media-type", calls.deployCall({}), rare),
  asking("call.json-body", calls.settingsCall()),
  visiting("call.path", plainly({ environment: decoys }), row("environment")),
  askingEach("call.body-present", people.nothingCalls),
  visiting(
    "auth.credential-sent",
    tokens.flatMap((one) => plainly({ auth: { token: one } })),
    row("token"),
  ),
  visiting(
    "auth.credential-sent",
    [keyAndEmail.api_email, ...peopleEmails].flatMap((api_email) => plainly({ auth: { ...keyAndEmail, api_email } })),
    { row: "key_email", auth: "key_email" },
  ),
  visiting("auth.credential-sent", plainly({ environment: { ...ambient.token, ...decoys } }), row("environment")),
  visiting("auth.credential-sent", plainly({ auth: keyAndEmail, environment: ambient.keyAndEmail }), {
    row: "environment-key",
    auth: "key_email",
  }),
  visiting("auth.nothing-else", plainly({ environment: ambient.keyAndEmail }), row("token")),
  visiting("auth.nothing-else", plainly({ auth: keyAndEmail, environment: ambient.token }), {
    row: "key_email",
    auth: "key_email",
  }),
  visiting(
    "auth.nothing-else",
    [401, 403].map((status) =>
      caseOf(plainCall, [broken.refusal(status, [{ code: 10000, message: "Authentication error" }]), plainSuccess], {
        environment: { ...ambient.token, ...ambient.keyAndEmail, CF_API_TOKEN: decoys.CF_API_TOKEN },
      }),
    ),
    row("after-refusal"),
  ),
  visiting("auth.nothing-else", limited(broken.rateLimited(0)), row("again")),
  visiting("auth.nothing-else", plainly({ environment: decoys }), row("environment")),
  asking("deploy.true-sent", calls.deployCall({ deploy: true }), { weight: 0.5 }),
  asking("deploy.false-sent", calls.deployCall({ deploy: false }), { weight: 0.5 }),
  asking("deploy.absent-stays-absent", calls.deployCall({}), { weight: 0.5 }),
  asking("deploy.not-in-body", calls.deployCall({ deploy: true }), { weight: 0.5 }),
  asking("query.nothing-else", calls.deployCall({ deploy: true }), { weight: 0.5 }),
];

/** The body. */
export const body: Focus[] = [
  asking("body.kinds", calls.everyKindCall(), { weight: 0.25, covers: kinds }),
  ...askingRows("body.kinds", kinds, calls.kindCall, { weight: 0.25 }),
  asking("body.json-binding", calls.jsonCall(), { weight: 2 }),
  { ...asking("body.one-element-lists", calls.oneElementCall()), visits: people.oneElementCalls.map(taken) },
  asking("body.steps", calls.stepsCall()),
  { ...asking("body.run-worker-first", calls.runWorkerFirstCall()), visits: people.firstCalls.map(taken) },
  ...askingRows("body.placement", placementShapes, calls.placementCall, { weight: 0.25 }),
  asking("body.content", calls.contentCall()),
  asking("body.content", people.everyContentCall(), { weight: 0.17, row: "people" }),
  askingEach("body.content", people.sizes.map(people.largeCall), row("large")),
  askingEach("body.content", [people.largeCall(people.mebibyte)], row("1-mib")),
  visitingLater("body.content", 50, () => taken(people.largeCall(10 * people.mebibyte)), row("10-mib")),
  asking("body.annotations", calls.annotationsCall()),
  asking("body.limits", calls.limitsCall()),
  asking("body.durable-object", calls.durableObjectCall()),
  asking("body.d1", calls.databaseCall()),
  asking("body.dispatch-namespace", calls.dispatchCall()),
  asking("body.assets", calls.assetsCall()),
  asking("body.strings", calls.textCall(), { weight: 2 }),
  asking("body.strings", people.everyTextCall(), { weight: 0.17, row: "people" }),
  asking("body.strings", people.annotatedCall(), { weight: 2, row: "annotations" }),
  asking("body.strings", people.namesCall(), { row: "names" }),
  asking("body.strings", people.hostCall(), { row: "hosts" }),
  asking("body.numbers", calls.numberCall(), { weight: 2 }),
  asking("body.numbers", calls.exactNumberCall(), row("beyond-2^53")),
  askingEach("body.null", people.nullCalls),
  askingEach("body.empty", people.emptyCalls),
  { ...asking("body.order", calls.orderCall()), visits: [taken(people.manyCall)] },
  asking("body.nothing-added", calls.settingsCall(), { weight: 2 }),
  asking("body.fields", calls.settingsCall(), { weight: 2 }),
];
