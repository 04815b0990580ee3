import type { Call, Exchange } from "../../contract/api.ts";
import { Refutation, Unjudged } from "../../contract/refutation.ts";
import { claimKey } from "../../suites/words/claim.ts";
import type { Stage } from "../session/stage.ts";
import { NoAnswer } from "../shared/errors.ts";
import type { Findings, RunTally } from "./findings.ts";

/** How often the same call must end the connection, in turn with others that do not, before a target is said to die of it. */
const mostDeaths = 8;

/** A call without an answer, among the exchanges of a report. */
const noAnswerOf = (call: Call): Exchange => ({
  call,
  answer: { status: 0, contentType: "", text: "(the connection was closed)", json: undefined },
  startedAt: 0,
  endedAt: 0,
  invoked: 0,
  returned: 0,
});

/** A case that a target died of. */
interface Fatal {
  claim: Parameters<typeof claimKey>[0];
  path: string;
  seed: number;
  diedOf: Call;
}

/** Keeps what a target refutes that nobody reaches any more after a request, if it ever answered. */
export function keepDeath(
  id: string,
  { claim, path, seed, diedOf }: Fatal,
  stage: Stage<unknown>,
  { tally }: Pick<Findings, "tally">,
): void {
  if (!stage.hasAnswered || tally.hasConfirmed(id)) return;
  const exchanges = [...stage.trace];
  const refutation = death(id, diedOf, exchanges, "the connection was closed, and nothing has answered since,");
  const shown = { refutation, exchanges, input: [], replayed: stage.trace };
  const about = { id, row: undefined, claim: claimKey(claim), seed, path, flaky: false };
  tally.keep(id, undefined, { ...about, ...shown });
}

/** What a target refutes that dies of a request; `what` says what became of it. */
function death(id: string, call: Call, trace: Exchange[], what: string): Refutation {
  trace.push(noAnswerOf(call));
  const request = `${call.method} ${call.path.replace(/\/accounts\/[^/]+/, "")}`;
  return new Refutation("an answer, and a target that goes on", `${what} after ${request}`, {
    id,
    input: call.request ?? call.body ?? request,
  });
}

/** The call that a case lost its answer to, as it is told again: by its kind, and by how many came before it. */
const placeOf = ({ unanswered, trace }: Stage<unknown>): string | undefined =>
  unanswered && `${unanswered.kind} ${trace.length}`;

/**
 * Throws what a target refutes that dies of a request: where a case always loses the same connection, and a plain
 * subject can be made each time before and after. One that a network closes by chance does not do so.
 */
export async function judgeSurvival<Subject>(
  id: string,
  stage: Stage<Subject>,
  tally: RunTally,
  again: () => Promise<void>,
): Promise<void> {
  const place = placeOf(stage);
  // Where no create was ever answered, it may be the network that answers none.
  if (place === undefined || !stage.hasAnswered) return;
  if (tally.hasFailed(id)) throw new Unjudged("untested", "the target closed the connection, as after another request");
  for (let deaths = 0; deaths < mostDeaths; deaths += 1) {
    stage.forget();
    await stage.fresh();
    await stage.end();
    stage.forget();
    const error = await again().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof NoAnswer) || placeOf(stage) !== place) return;
  }
  const { unanswered, trace } = stage;
  if (unanswered) throw death(id, unanswered, trace, "the connection was closed each time");
}
