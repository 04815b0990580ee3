import * as answers from "../../arbitraries/answers.ts";
import * as calls from "../../arbitraries/calls.ts";
import * as broken from "../../arbitraries/failures.ts";
import * as framing from "../../arbitraries/framing.ts";
import * as people from "../../arbitraries/people-calls.ts";
import * as finite from "../../arbitraries/replies.ts";
import { kinds } from "../../contract/bindings.ts";
import type { ClientCase, ServerReply } from "../../contract/client.ts";
import {
  answering,
  answeringEach,
  caseOf,
  drawing,
  type Focus,
  given,
  patiently,
  row,
  taken,
  visiting,
  visitingLater,
} from "./focus.ts";

const { plainCall } = calls;

/** Answers in an odd frame, each after the same answer in a plain one: what that shows, too, is not about the frame. */
const besidePlain = (
  property: "result.framing" | "result.compression",
  replies: readonly ServerReply[],
  options = {},
) =>
  visiting(
    property,
    replies.map((reply) => {
      const { cuts: _, interim: __, old: ___, coding: ____, extended: _____, ...plain } = reply;
      return caseOf(plainCall, [reply], { earlier: [caseOf(plainCall, [plain])] });
    }),
    { ...options, owns: true },
  );

/** An answer of such a size, after a small one. */
const besideSmall = (size: number): ClientCase => ({
  ...given(framing.largeReply(size)),
  earlier: [given(framing.largeReply(8))],
});

/** What a client makes of an answer that has a version. */
export const results: Focus[] = [
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
  { ...answering("result.fields", answers.fieldsAnswer(), { weight: 2 }), visits: [given(finite.manyReply)] },
  answeringEach("result.fields", finite.moduleReplies, row("modules")),
  visiting("result.fields", [taken(people.settled)], row("not-shown")),
  answering("result.framing", framing.framedAnswer()),
  besidePlain("result.framing", framing.splitReplies, row("characters")),
  besidePlain("result.framing", framing.interimReplies, row("interim")),
  besidePlain("result.framing", framing.oldReplies, row("http-1.0")),
  besidePlain("result.framing", framing.extendedReplies, row("chunks")),
  visiting(
    "result.framing",
    framing.spelledReplies.map(([plain, spelled]) => ({ ...given(spelled), earlier: [given(plain)] })),
    { row: "spelling", owns: true },
  ),
  answeringEach("result.framing", [framing.slowReply], row("slow")),
  visiting("result.framing", [131_072, people.mebibyte].map(besideSmall), { row: "large", owns: true }),
  visitingLater("result.framing", 50, () => besideSmall(10 * people.mebibyte), { row: "10-mib", owns: true }),
  besidePlain("result.compression", framing.codedReplies),
];

/** And of one that has none. */
export const failures: Focus[] = [
  answering("failure.reported", broken.oneErrorAnswer(), { weight: 0.5 }),
  drawing(
    "failure.reported",
    framing.framedAnswer(broken.refusals).map((one) => caseOf(plainCall, [one])),
    { weight: 0.5, row: "framed" },
  ),
  answeringEach("failure.reported", broken.absurdLimits, row("odd-retry-after"), patiently),
  answeringEach("failure.status", [...broken.refusals, ...broken.rareRefusals]),
  answering("failure.code", broken.oneErrorAnswer()),
  answeringEach("failure.code", broken.faultReplies, row("of-server"), patiently),
  answeringEach("failure.message", broken.messageReplies),
  answering("failure.all-errors", broken.manyErrorsAnswer(), { weight: 0.5 }),
  answeringEach("failure.all-errors", [broken.twinErrors, broken.manyErrors], row("each")),
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
