import { plainSuccess } from "../../arbitraries/answers.ts";
import { plainCall, queries } from "../../arbitraries/calls.ts";
import * as broken from "../../arbitraries/failures.ts";
import { framedAnswer, usualTypes } from "../../arbitraries/framing.ts";
import * as people from "../../arbitraries/people-calls.ts";
import * as redirects from "../../arbitraries/redirects.ts";
import type { ClientCase, ServerReply } from "../../contract/client.ts";
import {
  answering,
  answeringEach,
  caseOf,
  credentialRows,
  type Focus,
  limited,
  patienceMs,
  patiently,
  row,
  visiting,
} from "./focus.ts";

/** A call of each word on deploying, so that one attempt can differ from the other in it. */
const deploying = queries.map((query) => ({ ...plainCall, query }));
const thenSuccess = (replies: readonly ServerReply[], more: Partial<ClientCase> = {}) =>
  replies.map((one, i) => caseOf(deploying[i % deploying.length] ?? plainCall, [one, plainSuccess], more));
/** So many refusals in a row, and at last one that ends it. */
const mostAttempts = 40;
const againAndAgain = [...Array<ServerReply>(mostAttempts).fill(broken.rateLimited(0)), broken.refusal(400, [])];

/** Whether, when and how a client sends again. */
export const attempts: Focus[] = [
  answering("attempts.once", framedAnswer([plainSuccess], usualTypes), { weight: 0.5 }),
  visiting("attempts.refusal-final", thenSuccess(broken.refusals)),
  visiting("attempts.unknown-outcome", thenSuccess(broken.unknownOutcomes, patiently), { waits: true }),
  visiting("attempts.retry-after", limited(broken.rateLimited(1)), row("second")),
  visiting("attempts.retry-after", limited(broken.limitedUntil(2)), row("date")),
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

/** What it must not say. */
export const secrets: Focus[] = credentialRows((auth) =>
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

/** Where it is led. */
const followed = (to: "here" | "elsewhere") =>
  redirects.redirects(to).map((one) => caseOf(plainCall, [one, plainSuccess]));
export const redirections: Focus[] = [
  answeringEach("redirects.no-success", redirects.lostRedirects),
  visiting("redirects.same-request", [...followed("here"), ...followed("elsewhere")]),
  ...credentialRows((auth) =>
    visiting(
      "redirects.credential-stays",
      followed("elsewhere").map((one) => ({ ...one, auth })),
    ),
  ),
];
