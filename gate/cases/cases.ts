import fc from "fast-check";
import * as answers from "../../arbitraries/answers.ts";
import * as calls from "../../arbitraries/calls.ts";
import { ambient, decoys, keyAndEmail, token, tokens } from "../../arbitraries/credentials.ts";
import * as broken from "../../arbitraries/failures.ts";
import * as framing from "../../arbitraries/framing.ts";
import { peopleEmails } from "../../arbitraries/people.ts";
import * as people from "../../arbitraries/people-calls.ts";
import * as redirects from "../../arbitraries/redirects.ts";
import * as finite from "../../arbitraries/replies.ts";
import { surrounded } from "../../arbitraries/surroundings.ts";
import { kinds } from "../../contract/bindings.ts";
import type { ClientCall, ClientCase, Credential, ServerReply } from "../../contract/client.ts";
import { placementShapes } from "../../contract/placement.ts";
import { crossed } from "./crossed.ts";
import {
  answering,
  answeringEach,
  asking,
  askingEach,
  askingRows,
  caseOf,
  drawing,
  type Focus,
  visiting,
  visitingLater,
} from "./focus.ts";
import { several } from "./several.ts";

const { plainCall } = calls;
const { plainSuccess } = answers;
const rare = { weight: 0.3 };
const row = (name: string) => ({ row: name });
const plainly = (more: Partial<ClientCase>, call: ClientCall = plainCall) => [caseOf(call, [plainSuccess], more)];
/** A call of each word on deploying, so that one attempt can differ from the other in it. */
const deploying = [{}, { deploy: true }, { deploy: false }].map((query) => ({ ...plainCall, query }));
/** An answer after which a client may wait, and then try again with success. */
const thenSuccess = (replies: readonly ServerReply[], more: Partial<ClientCase> = {}) =>
  replies.map((one, i) => caseOf(deploying[i % deploying.length] ?? plainCall, [one, plainSuccess], more));

/** A row for each way to authenticate. */
const credentialRows = (focusFor: (auth: Credential) => Focus): Focus[] => [
  { ...focusFor(token), row: "token" },
  { ...focusFor(keyAndEmail), row: "key_email", auth: "key_email" },
];

const patienceMs = 3000;
const patiently = { patienceMs };
/** Nobody is waited for longer than a moment. */
const limited = (reply: ServerReply, more: Partial<ClientCase> = {}) => [
  caseOf(plainCall, [reply, plainSuccess], more),
];
/** So many refusals in a row, and at last one that ends it. */
const mostAttempts = 40;
const againAndAgain = [...Array<ServerReply>(mostAttempts).fill(broken.rateLimited(0)), broken.refusal(400, [])];

const taken = (call: ClientCall) => caseOf(call, [plainSuccess]);

const wire: Focus[] = [
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

const body: Focus[] = [
  asking("body.kinds", calls.everyKindCall(), { weight: 0.25, covers: kinds }),
  ...askingRows("body.kinds", kinds, calls.kindCall, { weight: 0.25 }),
  asking("body.json-binding", calls.jsonCall(), { weight: 2 }),
  { ...asking("body.one-element-lists", calls.oneElementCall()), visits: people.oneElementCalls.map(taken) },
  asking("body.steps", calls.stepsCall()),
  { ...asking("body.run-worker-first", calls.runWorkerFirstCall()), visits: people.firstCalls.map(taken) },
  ...askingRows("body.placement", placementShapes, calls.placementCall, { weight: 0.25 }),
  asking("body.content", calls.contentCall(), { weight: 2 }),
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
  asking("body.order", calls.orderCall()),
  asking("body.nothing-added", calls.settingsCall(), { weight: 2 }),
  asking("body.fields", calls.settingsCall(), { weight: 2 }),
];

const attempts: Focus[] = [
  answering("attempts.once", framing.framedAnswer(), { weight: 0.5 }),
  visiting("attempts.refusal-final", thenSuccess(broken.refusals)),
  visiting("attempts.unknown-outcome", thenSuccess(broken.unknownOutcomes, patiently), { waits: true }),
  visiting("attempts.retry-after", limited(broken.rateLimited(1)), row("second")),
  visiting("attempts.retry-after", limited(broken.limitedUntil(1.2)), row("date")),
  visiting("attempts.retry-after", limited(broken.rateLimited(120), patiently), row("minutes")),
  ...credentialRows((auth) =>
    visiting(
      "attempts.same-again",
      deploying.map((call) =>
        caseOf({ ...call, body: people.settled.body }, [broken.rateLimited(0), broken.rateLimited(0), plainSuccess], {
          auth,
        }),
      ),
    ),
  ),
  visiting("attempts.end", [caseOf(plainCall, againAndAgain, patiently)]),
];

const secrets: Focus[] = credentialRows((auth) =>
  visiting(
    "secrets.unsaid",
    [
      plainSuccess,
      broken.refusal(400, [{ code: 10021, message: "No such module" }]),
      broken.refusal(401, [{ code: 10000, message: "Authentication error" }]),
      ...broken.noVersionReplies.slice(1, 2),
      ...broken.edgeReplies.slice(0, 1),
      ...broken.unknownOutcomes.slice(-3),
    ].map((reply) => caseOf(people.secretCall, [reply, reply, broken.refusal(400, [])], { auth, patienceMs })),
  ),
);

const followed = (to: "here" | "elsewhere") =>
  redirects.redirects(to).map((one) => caseOf(plainCall, [one, plainSuccess]));
const redirections: Focus[] = [
  answeringEach("redirects.no-success", redirects.lostRedirects),
  visiting("redirects.same-request", [...followed("here"), ...followed("elsewhere")]),
  ...credentialRows((auth) =>
    visiting(
      "redirects.credential-stays",
      followed("elsewhere").map((one) => ({ ...one, auth })),
    ),
  ),
];

/** Answers in an odd frame, each after the same answer in a plain one: what that shows, too, is not about the frame. */
const besidePlain = (
  property: "result.framing" | "result.compression",
  replies: readonly ServerReply[],
  options = {},
) =>
  visiting(
    property,
    replies.map((reply) => {
      const { cuts: _, interim: __, old: ___, coding: ____, ...plain } = reply;
      return caseOf(plainCall, [reply], { earlier: [caseOf(plainCall, [plain])] });
    }),
    { ...options, owns: true },
  );

/** An answer of such a size, after a small one. */
const besideSmall = (size: number): ClientCase => ({
  ...given(framing.largeReply(size)),
  earlier: [given(framing.largeReply(8))],
});
const given = (reply: ServerReply) => caseOf(plainCall, [reply]);

const results: Focus[] = [
  answering("result.returned", answers.wholeAnswer()),
  answering("result.kinds", answers.everyKindAnswer(), { weight: 0.25, covers: kinds }),
  ...kinds.map((kind) => answering("result.kinds", answers.kindAnswer(kind), { weight: 0.25, row: kind })),
  answering("result.json-binding", answers.jsonAnswer(), { weight: 2 }),
  drawing(
    "result.bindings-order",
    answers.shuffledAnswer().map(({ reply, names }) =>
      caseOf(
        calls.calling({
          ...plainCall.body,
          bindings: names.map((name) => ({ name, type: "plain_text", text: name })),
        }),
        [reply],
      ),
    ),
  ),
  answering("result.write-only", answers.secretAnswer()),
  answering("result.defaults", answers.defaultsAnswer()),
  answering("result.new-fields", answers.newFieldAnswer()),
  answering("result.missing-fields", answers.lackingAnswer(), { weight: 0.5 }),
  answeringEach("result.missing-fields", finite.nullReplies, row("null")),
  answeringEach("result.missing-fields", finite.emptyReplies, row("empty")),
  answering("result.unknown-kind", answers.unknownKindAnswer()),
  answering("result.unknown-member", answers.unknownMemberAnswer()),
  answering("result.steps", answers.stepsAnswer()),
  answering("result.messages", answers.messagesAnswer()),
  answering("result.number-exact", answers.bigNumberAnswer(), { weight: 0.5 }),
  { ...answering("result.numbers", answers.numberAnswer(), { weight: 2 }), visits: finite.numberReplies.map(given) },
  answeringEach("result.times", finite.timeReplies),
  answering("result.strings", answers.textAnswer(), { weight: 2 }),
  answering("result.fields", answers.fieldsAnswer(), { weight: 2 }),
  answeringEach("result.fields", finite.moduleReplies, row("modules")),
  visiting("result.fields", [taken(people.settled)], row("not-shown")),
  answering("result.framing", framing.framedAnswer()),
  besidePlain("result.framing", framing.splitReplies, row("characters")),
  besidePlain("result.framing", framing.interimReplies, row("interim")),
  besidePlain("result.framing", framing.oldReplies, row("http-1.0")),
  answeringEach("result.framing", [framing.slowReply], row("slow")),
  visiting("result.framing", [131_072, people.mebibyte].map(besideSmall), { row: "large", owns: true }),
  visitingLater("result.framing", 50, () => besideSmall(10 * people.mebibyte), { row: "10-mib", owns: true }),
  besidePlain("result.compression", framing.codedReplies),
];

const failures: Focus[] = [
  answering("failure.reported", broken.oneErrorAnswer(), { weight: 0.5 }),
  drawing(
    "failure.reported",
    framing.framedAnswer(broken.refusals).map((one) => caseOf(plainCall, [one])),
    { weight: 0.5, row: "framed" },
  ),
  answeringEach("failure.reported", broken.absurdLimits, row("odd-retry-after"), patiently),
  answeringEach("failure.status", broken.refusals),
  answering("failure.code", broken.oneErrorAnswer()),
  answeringEach("failure.code", broken.faultReplies, row("of-server"), patiently),
  answeringEach("failure.message", broken.messageReplies),
  answering("failure.all-errors", broken.manyErrorsAnswer(), { weight: 0.5 }),
  answeringEach("failure.all-errors", [broken.twinErrors], row("alike")),
  answering("failure.documentation-url", broken.documentedErrorAnswer(), { weight: 0.5 }),
  answeringEach("failure.documentation-url", [broken.twinErrors], row("each")),
  answeringEach("failure.pointer", broken.pointedReplies),
  answeringEach("failure.pointer", [broken.twinErrors], row("each")),
  answering("failure.details", broken.detailedErrorAnswer(), { weight: 0.5 }),
  answeringEach("failure.success-false", broken.unsuccessfulReplies),
  answeringEach("failure.odd-envelope", broken.oddEnvelopes),
  answeringEach("failure.edge-page", broken.edgeReplies, {}, patiently),
  drawing(
    "failure.truncated",
    broken.truncatedAnswer().map((reply) => caseOf(plainCall, [reply], patiently)),
    { weight: 0.2, waits: true },
  ),
  answeringEach("failure.truncated", framing.lyingReplies, row("length")),
  // Who sends again is refused then: nobody is kept waiting.
  visiting("failure.no-connection", [caseOf(plainCall, [broken.resetAnswer, broken.refusal(400, [])])]),
  answeringEach("failure.no-version", broken.noVersionReplies),
];

const inPlace = (one: Focus): Focus =>
  one.property === undefined || one.owns ? one : { ...one, cases: surrounded(one.cases) };

/** Every focus, in the order of a run. */
export const focuses: readonly Focus[] = [
  ...wire,
  ...results,
  ...failures,
  ...body,
  ...attempts,
  ...redirections,
  ...secrets,
  ...several,
  ...crossed,
].map(inPlace);

export { type Focus, focusKey } from "./focus.ts";

/** The rows of a property: what its sets of cases are about. */
export const rowsOfProperty = (id: string): string[] =>
  focuses.flatMap(({ property, row }) => (property === id && row !== undefined ? [row] : []));
