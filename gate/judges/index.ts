import type { Finding, Observation } from "../cases/finding.ts";
import { judgeAnswer } from "./answer.ts";
import { judgeAttempts } from "./attempts.ts";
import { judgeRequest } from "./request.ts";

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

/** All findings of a case, in the order of the wire: request, attempts, answer. */
export function judge(seen: Observation): Finding[] {
  const strays = judgeStrays(seen);
  if (seen.attempts.length === 0) return strays.length > 0 ? strays : judgeUnsent(seen);
  const { replies } = seen.case;
  const last = replies[Math.min(seen.attempts.length, replies.length) - 1];
  return [...strays, ...judgeRequest(seen), ...judgeAttempts(seen), ...(last ? judgeAnswer(seen, last) : [])];
}
