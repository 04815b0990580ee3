import fc from "fast-check";
import * as answers from "../../arbitraries/answers.ts";
import * as calls from "../../arbitraries/calls.ts";
import * as credentials from "../../arbitraries/credentials.ts";
import * as broken from "../../arbitraries/failures.ts";
import { kinds } from "../../contract/bindings.ts";
import type { ClientCall, ClientCase, ServerReply } from "../../contract/client.ts";
import { placementShapes } from "../../contract/placement.ts";
import { keyOf } from "../../harness/shared/tally.ts";
import type { PropertyId } from "../contract/properties.ts";

/** Cases that are made to judge one property; the others are judged on them too. */
export interface Focus {
  /** Undefined for traffic: calls in which everything comes together. */
  property: PropertyId | undefined;
  row: string | undefined;
  cases: fc.Arbitrary<ClientCase>;
  /** Share of the runs. */
  weight: number;
  /** The client may refuse the call before it sends anything. */
  mayRefuse?: true;
  /** A credential of this kind is needed. */
  auth?: "key_email";
  /** A client that fails makes the gate wait: once it has failed, no further case is made. */
  waits?: true;
  /** Rows that a case without any finding counts for: many at once, for clients that take their time. */
  covers?: readonly string[];
}

export const focusKey = ({ property, row }: Pick<Focus, "property" | "row">): string =>
  keyOf(property ?? "everything", row);

type Options = Partial<Pick<Focus, "weight" | "mayRefuse" | "auth" | "waits">>;

const caseOf = (call: ClientCall, replies: readonly ServerReply[], more: Partial<ClientCase> = {}): ClientCase => ({
  call,
  auth: credentials.token,
  environment: {},
  replies,
  ...more,
});
const focus = (
  property: PropertyId,
  row: string | undefined,
  cases: fc.Arbitrary<ClientCase>,
  options: Options = {},
): Focus => ({ property, row, cases, weight: 1, ...options });

/** What the caller asks varies; the answer is the plain one. */
const asking = (property: PropertyId, call: fc.Arbitrary<ClientCall>, options?: Options): Focus =>
  focus(
    property,
    undefined,
    call.map((one) => caseOf(one, [answers.plainSuccess])),
    options,
  );
/** The call is the plain one; what the server answers varies. */
const answering = (property: PropertyId, reply: fc.Arbitrary<ServerReply>, options?: Options): Focus =>
  focus(
    property,
    undefined,
    reply.map((one) => caseOf(calls.plainCall, [one])),
    options,
  );
const askingRows = <Row extends string>(
  property: PropertyId,
  rows: readonly Row[],
  call: (row: Row) => fc.Arbitrary<ClientCall>,
  options: Options,
): Focus[] => rows.map((row) => ({ ...asking(property, call(row), options), row }));

const { ambient, keyAndEmail, token } = credentials;
const plainCase = (more: Partial<ClientCase>) => fc.constant(caseOf(calls.plainCall, [answers.plainSuccess], more));
const rare = { weight: 0.3 };
/** Answers after which a client may wait, and then try again with success. */
const thenSuccess = (reply: fc.Arbitrary<ServerReply>, more: Partial<ClientCase> = {}) =>
  fc.tuple(reply, calls.deployCall({})).map(([one, call]) => caseOf(call, [one, answers.plainSuccess], more));

const patienceMs = 3000;
/** The rate limit with so many seconds to wait, then success; nobody is waited for longer than a moment. */
const limited = (seconds: number) =>
  fc.constant(
    caseOf(
      calls.plainCall,
      [broken.rateLimited(seconds), answers.plainSuccess],
      seconds > patienceMs / 1000 ? { patienceMs } : {},
    ),
  );

const wire: Focus[] = [
  asking("call.sent", fc.oneof({ withCrossShrink: true }, fc.constant(calls.plainCall), calls.settingsCall())),
  asking("call.base-url", calls.plainWorkerCall(), rare),
  asking("call.method", calls.plainWorkerCall(), rare),
  { ...asking("call.path", calls.plainWorkerCall(), { weight: 0.5 }), row: "plain" },
  { ...asking("call.path", calls.oddWorkerCall(), { weight: 4, mayRefuse: true }), row: "odd" },
  asking("call.media-type", calls.deployCall({}), rare),
  asking("call.json-body", calls.settingsCall()),
  asking("call.body-present", calls.nothingCall(), { weight: 0.5 }),
  focus("auth.credential-sent", "token", plainCase({}), rare),
  focus("auth.credential-sent", "key_email", plainCase({ auth: keyAndEmail }), { ...rare, auth: "key_email" }),
  focus("auth.nothing-else", "token", plainCase({ auth: token, environment: ambient.keyAndEmail }), rare),
  focus("auth.nothing-else", "key_email", plainCase({ auth: keyAndEmail, environment: ambient.token }), {
    ...rare,
    auth: "key_email",
  }),
  asking("deploy.true-sent", calls.deployCall({ deploy: true }), { weight: 0.5 }),
  asking("deploy.false-sent", calls.deployCall({ deploy: false }), { weight: 0.5 }),
  asking("deploy.absent-stays-absent", calls.deployCall({}), { weight: 0.5 }),
  asking("deploy.not-in-body", calls.deployCall({ deploy: true }), { weight: 0.5 }),
  asking("query.nothing-else", calls.deployCall({ deploy: true }), { weight: 0.5 }),
];

const body: Focus[] = [
  { ...asking("body.kinds", calls.everyKindCall(), { weight: 0.25 }), covers: kinds },
  ...askingRows("body.kinds", kinds, calls.kindCall, { weight: 0.25 }),
  asking("body.json-binding", calls.jsonCall(), { weight: 2 }),
  asking("body.one-element-lists", calls.oneElementCall()),
  asking("body.steps", calls.stepsCall()),
  asking("body.run-worker-first", calls.runWorkerFirstCall()),
  ...askingRows("body.placement", placementShapes, calls.placementCall, { weight: 0.25 }),
  asking("body.content", calls.contentCall()),
  asking("body.annotations", calls.annotationsCall()),
  asking("body.limits", calls.limitsCall()),
  asking("body.durable-object", calls.durableObjectCall()),
  asking("body.d1", calls.databaseCall()),
  asking("body.dispatch-namespace", calls.dispatchCall()),
  asking("body.assets", calls.assetsCall()),
  asking("body.strings", calls.textCall(), { weight: 3 }),
  asking("body.numbers", calls.numberCall(), { weight: 2 }),
  { ...asking("body.numbers", calls.exactNumberCall()), row: "beyond-2^53" },
  asking("body.null", calls.nullCall()),
  asking("body.empty", calls.emptyCall(), { weight: 2 }),
  asking("body.order", calls.orderCall()),
  asking("body.nothing-added", calls.settingsCall(), { weight: 2 }),
  asking("body.fields", calls.settingsCall(), { weight: 2 }),
];

const attempts: Focus[] = [
  answering("attempts.once", answers.framedAnswer(), { weight: 0.5 }),
  focus("attempts.refusal-final", undefined, thenSuccess(broken.refusalAnswer()), { weight: 3 }),
  focus("attempts.unknown-outcome", undefined, thenSuccess(broken.unknownOutcomeAnswer(), { patienceMs }), {
    waits: true,
  }),
  focus("attempts.retry-after", "second", limited(1), { weight: 0.1 }),
  focus("attempts.retry-after", "minutes", limited(120), { weight: 0.1 }),
  focus("attempts.same-again", undefined, thenSuccess(fc.constant(broken.rateLimited(0))), rare),
];

const results: Focus[] = [
  answering("result.returned", answers.wholeAnswer()),
  { ...answering("result.kinds", answers.everyKindAnswer(), { weight: 0.25 }), covers: kinds },
  ...kinds.map((kind) => ({ ...answering("result.kinds", answers.kindAnswer(kind), { weight: 0.25 }), row: kind })),
  answering("result.json-binding", answers.jsonAnswer(), { weight: 2 }),
  focus(
    "result.bindings-order",
    undefined,
    answers.shuffledAnswer().map(({ reply, names }) =>
      caseOf(
        calls.calling({
          ...calls.plainCall.body,
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
  answering("result.unknown-kind", answers.unknownKindAnswer()),
  answering("result.unknown-member", answers.unknownMemberAnswer()),
  answering("result.steps", answers.stepsAnswer()),
  answering("result.messages", answers.messagesAnswer()),
  answering("result.number-exact", answers.bigNumberAnswer(), { weight: 0.5 }),
  answering("result.numbers", answers.numberAnswer(), { weight: 2 }),
  answering("result.strings", answers.textAnswer(), { weight: 3 }),
  answering("result.fields", answers.fieldsAnswer(), { weight: 2 }),
  answering("result.framing", answers.framedAnswer()),
];

const failures: Focus[] = [
  answering("failure.reported", broken.oneErrorAnswer(), { weight: 0.5 }),
  answering("failure.status", broken.refusalAnswer()),
  answering("failure.code", broken.oneErrorAnswer(), { weight: 0.5 }),
  answering("failure.message", broken.oneErrorAnswer()),
  answering("failure.all-errors", broken.manyErrorsAnswer(), { weight: 0.5 }),
  answering("failure.documentation-url", broken.documentedErrorAnswer(), { weight: 0.5 }),
  answering("failure.pointer", broken.pointedErrorAnswer(), { weight: 0.5 }),
  answering("failure.details", broken.detailedErrorAnswer(), { weight: 0.5 }),
  answering("failure.success-false", broken.unsuccessfulAnswer(), { weight: 0.5 }),
  answering("failure.odd-envelope", broken.oddEnvelopeAnswer()),
  answering("failure.edge-page", broken.edgeAnswer(), { weight: 0.5 }),
  focus(
    "failure.truncated",
    undefined,
    broken.truncatedAnswer().map((reply) => caseOf(calls.plainCall, [reply], { patienceMs })),
    { weight: 0.2, waits: true },
  ),
  // Who sends again is refused then: nobody is kept waiting.
  focus(
    "failure.no-connection",
    undefined,
    fc.constant(caseOf(calls.plainCall, [broken.resetAnswer, broken.refusal(400, [])])),
    { weight: 0.1 },
  ),
  answering("failure.no-version", broken.noVersionAnswer()),
];

/** Calls in which everything comes together: each finding is of the property that its place says. */
const everything: Focus = {
  property: undefined,
  row: undefined,
  cases: fc.tuple(calls.anyCall(), answers.wholeAnswer()).map(([call, reply]) => caseOf(call, [reply])),
  weight: 3,
};

/** Every focus, in the order of a run. */
export const focuses: readonly Focus[] = [...wire, ...results, ...failures, ...body, ...attempts, everything];

/** The rows of a property: what its sets of cases are about. */
export const rowsOfProperty = (id: string): string[] =>
  focuses.flatMap(({ property, row }) => (property === id && row !== undefined ? [row] : []));
