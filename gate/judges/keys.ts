import { same } from "../cases/diff.ts";
import type { Finding, Observation } from "../cases/finding.ts";
import { type Recorded, valuesOf } from "../wire/recorder.ts";

/** Headers that make what is sent again the same request for a server. */
export const idempotencyHeaders = ["idempotency-key", "x-idempotency-key"];

const keysIn = (attempts: readonly Recorded[]) =>
  attempts.flatMap((one) => idempotencyHeaders.flatMap((name) => valuesOf(one, name)));
/** Whether the client marks what it sends. */
export const marks = ({ attempts }: Pick<Observation, "attempts">): boolean => keysIn(attempts).length > 0;

/** A key stands for one version: that of another call must be another. */
export function judgeKeys({ attempts, earlier, case: { call } }: Observation): Finding[] {
  const own = keysIn(attempts);
  const others = earlier.filter((one) => !same(one.case.call.body, call.body));
  const repeated = others.flatMap((one) => keysIn(one.attempts)).find((key) => own.includes(key));
  if (repeated === undefined) return [];
  const expected = "a key that no call before had";
  return [{ property: "calls.idempotency-key", at: "header idempotency-key", expected, actual: repeated }];
}
