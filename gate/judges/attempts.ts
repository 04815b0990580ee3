import type { ServerReply } from "../../contract/client.ts";
import type { Finding, Observation } from "../cases/finding.ts";
import type { PropertyId } from "../contract/properties.ts";
import { type Recorded, valuesOf } from "../wire/recorder.ts";
import { meaningOf } from "./answer.ts";

const idempotencyHeaders = ["idempotency-key", "x-idempotency-key"];
/** Whether the server can tell that all are one request: they carry one key. */
const isMarked = (attempts: readonly Recorded[]) =>
  idempotencyHeaders.some((name) => {
    const keys = new Set(attempts.map((one) => valuesOf(one, name)[0]));
    return keys.size === 1 && !keys.has(undefined);
  });

const retryAfterMs = ({ headers }: ServerReply): number | undefined => {
  const value = headers.find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  return value === undefined ? undefined : Number(value) * 1000;
};
/** What a timer or a clock may be early, in ms. */
const slackMs = 50;

/** What it says that one more request was sent after a reply; undefined where that is left open. */
function propertyAfter(reply: ServerReply): PropertyId | undefined {
  const { status } = reply;
  if (status >= 500 || meaningOf(reply).is === "error") return "attempts.unknown-outcome";
  if (status === 429 || status === 408) return undefined;
  return status >= 400 ? "attempts.refusal-final" : "attempts.once";
}

function judgeAgain(seen: Observation, reply: ServerReply, before: Recorded, after: Recorded): Finding[] {
  const waited = after.startedMs - before.endedMs;
  const wanted = retryAfterMs(reply);
  const property = propertyAfter(reply);
  const sends = `${seen.attempts.length} requests, the next one ${Math.round(waited)} ms after the answer`;
  const isEarly = property === undefined && wanted !== undefined && waited + slackMs < wanted;
  const isForgiven = property === undefined || (property === "attempts.unknown-outcome" && isMarked(seen.attempts));
  const said = reply.reset
    ? "a reset connection"
    : `status ${reply.status}${reply.cutAt === undefined ? "" : ", cut short"}`;
  return [
    ...(isForgiven ? [] : [{ property, at: "attempts", expected: `one request, after ${said}`, actual: sends }]),
    ...(isEarly
      ? [
          {
            property: "attempts.retry-after" as const,
            row: seen.focus.property === "attempts.retry-after" ? seen.focus.row : "second",
            at: "attempts",
            expected: `no request for ${wanted} ms`,
            actual: sends,
          },
        ]
      : []),
  ];
}

function judgeSameness({ attempts }: Observation): Finding[] {
  const [first] = attempts;
  const other = attempts.find(
    (one) => first && (one.method !== first.method || one.target !== first.target || !one.body.equals(first.body)),
  );
  if (!first || !other) return [];
  const show = ({ method, target, body }: Recorded) => `${method} ${target} ${body.toString().slice(0, 1000)}`;
  return [{ property: "attempts.same-again", at: "attempts", expected: show(first), actual: show(other) }];
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
  return [...again.slice(0, 1), ...judgeSameness(seen)];
}
