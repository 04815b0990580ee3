import type { Exchange } from "../../contract/api.ts";
import { isObject } from "../../contract/json.ts";
import type { Refutation } from "../../contract/refutation.ts";
import type { Suite } from "../../suites/suite.ts";
import type { RunTally } from "./findings.ts";

type Parts = Pick<Suite, "partsOf" | "isOptional">;

/** What is no news, since a failure that is already known explains it: one root cause is one failure. */
export class Explanations {
  readonly #suite: Parts;
  readonly #tally: RunTally;

  constructor(suite: Parts, tally: RunTally) {
    this.#suite = suite;
    this.#tally = tally;
  }

  /** Whether one of the causes, other than the requirement itself, is known to fail. */
  explain(key: string, causes: readonly string[]): boolean {
    return causes.some((cause) => cause !== key && this.#tally.hasFailed(cause));
  }

  /** Whether what a refutation names as its causes, or a part of its request that failed or was never judged, explains it. */
  cover(key: string, refutation: Refutation, causes: readonly string[], trace: readonly Exchange[]): boolean {
    const { after = [], request } = refutation.details;
    const parts = request ? this.#suite.partsOf(request) : [];
    // What an answer that nobody can read would have said explains whatever comes of it.
    const unread = trace.some(({ answer }) => answer.status < 400 && !isObject(answer.json));
    const unreadable = unread ? ["envelope.json"] : [];
    return (
      this.explain(key, [...after, ...causes, ...parts, ...unreadable]) ||
      parts.some((one) => one !== key && this.#isOpen(one))
    );
  }

  /** Whether nobody knows if the target takes a part: it may lack it, and this run may never have asked for it alone. */
  #isOpen(part: string): boolean {
    if (this.#tally.wasTriedInVain(part)) return true;
    return this.#suite.isOptional(part) && !this.#tally.wasJudged(part);
  }
}
