import type { ServerReply } from "../../contract/client.ts";
import type { Finding, Observation } from "../cases/finding.ts";
import type { PropertyId } from "../contract/properties.ts";
import { type Recorded, valuesOf } from "../wire/recorder.ts";
import { meaningOf } from "./answer.ts";
import { idempotencyHeaders } from "./keys.ts";
import { isRedirection } from "./redirects.ts";
import { judgeAuth } from "./request.ts";

/** Whether the server can tell that all are one request: they carry one key. */
const isMarked = (attempts: readonly Recorded[]) =>
  idempotencyHeaders.some((name) => {
    const keys = new Set(attempts.map((one) => valuesOf(one, name)[0]));
    return keys.size === 1 && !keys.has(undefined);
  });

/** What a client must wait for: seconds in digits, or a date; whatever else stands there says nothing. */
const retryAfterMs = ({ headers, retryAtS }: ServerReply): number | undefined => {
  const value = headers.find(([name]) => name.toLowerCase() === "retry-after")?.[1] ?? "";
  // A date is of whole seconds: whoever rounds it down is early by less than one.
  if (retryAtS !== undefined) return (retryAtS - 1) * 1000;
  return /^\d+$/.test(value) ? Number(value) * 1000 : undefined;
};
const aMinuteMs = 60_000;
/** What a timer or a clock may be early, in ms. */
const slackMs = 50;
/** More attempts than any client that gives up makes. */
const tooMany = 30;

/** What it says that one more request was sent after a reply; undefined where that is left open. */
function propertyAfter(reply: ServerReply): PropertyId | undefined {
  const { status } = reply;
  if (status === 429 || status === 408 || isRedirection(status)) return undefined;
  if (status >= 500 || meaningOf(reply).is === "error") return "attempts.unknown-outcome";
  return status >= 400 ? "attempts.refusal-final" : "attempts.once";
}

const rowOf = ({ focus }: Observation, wanted: number) => {
  if (focus.property === "attempts.retry-after") return focus.row;
  return wanted > aMinuteMs ? "minutes" : "second";
};

/** Another credential than before is what is wrong, and not that it was sent again. */
const triesAnother = (seen: Observation, before: Recorded, after: Recorded) =>
  judgeAuth(seen, before).length === 0 && judgeAuth(seen, after).length > 0;

function judgeAgain(seen: Observation, reply: ServerReply, before: Recorded, after: Recorded): Finding[] {
  const waited = after.startedMs - before.endedMs;
  const wanted = retryAfterMs(reply);
  const property = propertyAfter(reply);
  const sends = `${seen.attempts.length} requests, the next one ${Math.round(waited)} ms after the answer`;
  const isEarly = property === undefined && wanted !== undefined && waited + slackMs < wanted;
  const isForgiven =
    property === undefined ||
    (property === "attempts.unknown-outcome" && isMarked(seen.attempts)) ||
    (property === "attempts.refusal-final" && triesAnother(seen, before, after));
  const said = reply.reset
    ? "a reset connection"
    : `status ${reply.status}${reply.cutAt === undefined ? "" : ", cut short"}`;
  return [
    ...(isForgiven ? [] : [{ property, at: "attempts", expected: `one request, after ${said}`, actual: sends }]),
    ...(isEarly
      ? [
          {
            property: "attempts.retry-after" as const,
            row: rowOf(seen, wanted),
            at: "attempts",
            expected: `no request for ${wanted} ms`,
            actual: sends,
          },
        ]
      : []),
  ];
}

/** What every attempt of a call must have in common, beside its credential. */
const shownAttempt = (one: Recorded) =>
  `${one.method} ${one.target} ${valuesOf(one, "content-type").join(", ")} ${one.body.toString().slice(0, 1000)}`;
const isSame = (one: Recorded, other: Recorded) =>
  shownAttempt(one) === shownAttempt(other) && one.body.equals(other.body);

function judgeSameness(seen: Observation): Finding[] {
  const [first, ...later] = seen.attempts;
  const other = later.find((one) => first && !isSame(first, one));
  const others = later.filter((one) => first && triesAnother(seen, first, one)).flatMap((one) => judgeAuth(seen, one));
  const credentials = others.slice(0, 1).map((one): Finding => ({ ...one, property: "auth.nothing-else" }));
  if (!first || !other) return credentials;
  const [expected, actual] = [shownAttempt(first), shownAttempt(other)];
  return [...credentials, { property: "attempts.same-again", at: "attempts", expected, actual }];
}

function judgeEnd({ attempts }: Observation): Finding[] {
  if (attempts.length <= tooMany) return [];
  const expected = `an end, after ${tooMany} attempts at the latest`;
  return [{ property: "attempts.end", at: "attempts", expected, actual: `${attempts.length} attempts` }];
}

/** How often the client sent, how soon again, and whether it was the same. */
export function judgeAttempts(seen: Observation): Finding[] {
  const {
    attempts,
    case: { replies },
  } = seen;
  const again = attempts.slice(1).flatMap((after, i) => {
    const before = attempts[i];
    const reply = replies[Math.min(i, replies.length - 1)];
    return before && reply ? judgeAgain(seen, reply, before, after) : [];
  });
  return [...again.slice(0, 1), ...judgeSameness(seen), ...judgeEnd(seen)];
}
