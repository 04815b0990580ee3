import { plainSuccess } from "../../arbitraries/answers.ts";
import type { Finding, Observation } from "../cases/finding.ts";
import { judgeAnswer } from "./answer.ts";
import { judgeAttempts } from "./attempts.ts";
import { frameRowOf } from "./frames.ts";
import { judgeKeys } from "./keys.ts";
import { judgeRedirects, lastReply } from "./redirects.ts";
import { judgeRequest, splitTarget } from "./request.ts";
import { judgeSecrets } from "./secrets.ts";

/** Properties that are judged on versions of every sort: that one is not sent says nothing about them. */
const general = new Set<string>(["body.fields", "body.nothing-added"]);

/** A call that was never sent: of the case's own property where that is about what is asked. */
function judgeUnsent({ focus, outcome, case: { call } }: Observation): Finding[] {
  if (focus.mayRefuse || !outcome || outcome.outcome === "not_expressible") return [];
  // Of every kind at once one does not know which is refused: its own row says it.
  if (focus.covers) return [];
  const isOwn = focus.property?.startsWith("body.") && !general.has(focus.property);
  const owner =
    isOwn && focus.property ? { property: focus.property, row: focus.row } : { property: "call.sent" as const };
  return [
    { ...owner, at: "request", expected: `a POST with ${JSON.stringify(call.body).slice(0, 400)}`, actual: outcome },
  ];
}

function judgeStrays({ strays }: Observation): Finding[] {
  if (strays.length === 0) return [];
  const actual = strays.map(({ method, target }) => `${method} ${target}`);
  return [{ property: "call.base-url", at: "request", expected: "no request outside the base URL", actual }];
}

/** What creates nothing, on the route that creates, and was meant to: the wrong method. To list versions there is no fault. */
function judgeMethods({ others, outcome, prefix, case: { call } }: Observation): Finding[] {
  const own = ["accounts", call.account_id, "workers", "workers", call.worker_id, "versions"].join("/");
  const isMeant = (body: Buffer) => body.length > 0 || outcome?.outcome === "version";
  const wrong = others.find(
    ({ target, body }) => isMeant(body) && splitTarget(target, prefix).segments.join("/") === own,
  );
  return wrong ? [{ property: "call.method", at: "method", expected: "POST", actual: wrong.method }] : [];
}

/** All findings of one call, in the order of the wire: request, attempts, answer. */
function judgeCall(seen: Observation): Finding[] {
  const strays = judgeStrays(seen);
  const secrets = judgeSecrets(seen);
  if (seen.attempts.length === 0) {
    const why = [...strays, ...judgeMethods(seen)];
    return [...(why.length > 0 ? why : judgeUnsent(seen)), ...secrets];
  }
  const last = lastReply(seen);
  return [
    ...strays,
    ...judgeRequest(seen),
    ...judgeAttempts(seen),
    ...judgeRedirects(seen),
    ...(last ? judgeAnswer(seen, last) : []),
    ...secrets,
    ...judgeKeys(seen),
  ];
}

/** A client whose first call took a tenth of the time or more is slow, and not silent. */
const muchLonger = 10;
/** Whether a client gave nothing in a time in which it would have given much, had nothing gone wrong before. */
const isSilent = ({ outcome, case: { patienceMs = 0 } }: Observation, alone: Observation | undefined): boolean =>
  outcome === undefined && alone?.outcome !== undefined && alone.tookMs * muchLonger < patienceMs;

/** The number of a call's key is its own matter; what a client that is silent shows, only the call before can explain. */
function judgeOne(seen: Observation, alone: Observation | undefined): Finding[] {
  const { case: one } = seen;
  const silent: Finding[] = !isSilent(seen, alone)
    ? []
    : [
        {
          property: "calls.clean-after",
          at: "outcome",
          expected: "an outcome",
          actual: `nothing within ${one.patienceMs} ms`,
        },
      ];
  return [...judgeCall(seen).filter(({ property }) => property !== "calls.idempotency-key"), ...silent];
}

const ofFrame: readonly string[] = ["result.framing", "result.compression"];
const unread: readonly string[] = ["result.returned", "failure.reported"];
/** Where a finding stands of which nothing was read. */
const unreadAt: readonly string[] = ["outcome", "errors"];

/** Calls that hang together: what each of them shows alone is not about that. */
function judgeTogether(seen: Observation): Finding[] {
  const { focus, earlier, beside } = seen;
  const { property, row } = focus;
  if (property === undefined) return [];
  const shown = earlier.flatMap(judgeCall);
  // What is not read in a plain frame either is not about the frame.
  const places = ofFrame.includes(property) ? unreadAt.filter((at) => shown.some((found) => found.at === at)) : [];
  const isAlone = (found: Finding) => shown.some((one) => one.property === found.property) || places.includes(found.at);
  const calls = [{ ...seen, focus: { ...focus, property: undefined } }, ...(beside ? [beside] : [])];
  const [first] = calls.flatMap((call) => judgeOne(call, earlier[0])).filter((found) => !isAlone(found));
  return first
    ? [{ ...first, property, row, at: property === first.property ? first.at : `${first.at} (${first.property})` }]
    : [];
}

/** What is not read at all in an odd frame is about the frame, where the same is read in a plain one. */
function judgeFramed(seen: Observation): Finding[] {
  const found = judgeCall(seen);
  if (seen.earlier.length === 0) return found;
  const isUnread = seen.earlier.some((one) => judgeCall(one).some(({ at }) => unreadAt.includes(at)));
  if (isUnread) return found.filter(({ property }) => !ofFrame.includes(property));
  const row = frameRowOf(seen.case.replies.at(-1) ?? plainSuccess);
  return found.map((one) => (unread.includes(one.property) ? { ...one, property: "result.framing", row } : one));
}

/** All findings of a case. */
export function judge(seen: Observation): Finding[] {
  if (seen.focus.owns) return judgeTogether(seen);
  return seen.focus.property === undefined ? judgeFramed(seen) : judgeCall(seen);
}
