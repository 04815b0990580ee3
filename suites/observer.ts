import type { Exchange } from "../contract/api.ts";
import { idKey } from "../contract/equality.ts";
import type { Addition } from "../contract/inspect.ts";
import type { Revision } from "../contract/revision.ts";
import { triedBy } from "./coverage/tried.ts";
import {
  type Context,
  emptyContext,
  record,
  recordCall,
  recordThere,
  recordUnknown,
  resultOf,
} from "./seen/context.ts";
import type { Invariant } from "./seen/invariant.ts";
import { recordFilled, sightings } from "./seen/sighting.ts";
import { isTellable, whatCameOf } from "./seen/unanswered.ts";
import type { Observer, Saw } from "./suite.ts";

/** The version that an exchange made, as it is known now. */
const madeBy = (exchange: Exchange, { versions }: Context) => {
  const id = exchange.call.kind === "createVersion" ? resultOf(exchange)?.id : undefined;
  return typeof id === "string" ? versions.get(idKey(id)) : undefined;
};

const judged = (invariants: readonly Invariant[], exchange: Exchange, context: Context, today: string): Saw => {
  const seen = sightings(exchange, context);
  const fresh = seen.filter(({ isAgain }) => !isAgain);
  const judgements = invariants.flatMap((one) =>
    one.judge({ exchange, context, sightings: one.isOfLists ? seen : fresh }),
  );
  const judgeable = fresh.filter(({ known }) => !known.contentUnjudged);
  const drift = judgeable.flatMap(({ inspection, filled, pointer }) => [
    ...inspection.drift,
    ...filled.map((one): Addition => ({ pointer: pointer + one.pointer, what: "filled in", value: String(one.value) })),
  ]);
  for (const one of seen) recordFilled(context, one);
  // A read that shows a change is judged by the last one that was believed, however often it is made again.
  const isBelieved = !judgements.some(({ id, refutation }) => id === "read-back.immutable" && refutation);
  record(context, exchange, isBelieved);
  return { judgements, drift, tried: triedBy(exchange, madeBy(exchange, context), today) };
};

/**
 * Judges every exchange by these invariants and keeps what it shows. Of a create whose answer was lost, and whose
 * version a read shows, only `ofRecovered` can say anything: its number.
 */
export function observing(
  invariants: readonly Invariant[],
  ofRecovered: Invariant,
  today = "",
  contract?: Revision,
): Observer {
  const context = emptyContext(contract);
  return {
    wasThere: (workerId) => recordThere(context, workerId),
    calling({ request, workerId }) {
      if (request && workerId) recordCall(context, workerId, request);
    },
    saw: (exchange) => judged(invariants, exchange, context, today),
    lost: (call) => recordUnknown(context, call),
    recover: async (call, exchange) =>
      isTellable(call, context) ? whatCameOf(call, { context, exchange }) : undefined,
    sawRecovered(exchange) {
      const judgements = ofRecovered.judge({ exchange, context, sightings: [] });
      record(context, exchange);
      return judgements;
    },
  };
}
