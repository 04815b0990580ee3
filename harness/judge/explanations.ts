import type { Exchange } from "../../contract/api.ts";
import type { Refutation } from "../../contract/refutation.ts";
import type { Suite } from "../../suites/suite.ts";
import { keyOf, splitKey } from "../shared/tally.ts";
import type { RunTally } from "./findings.ts";

type Parts = Pick<Suite, "partsOf" | "rootsOf" | "isOptional">;

export const explained = "another failure explains its failure";

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
    const { request } = refutation.details;
    const parts = request ? this.#suite.partsOf(request) : [];
    return (
      this.explain(key, [...causes, ...this.#causesOf(key, refutation, trace)]) ||
      parts.some((one) => one !== key && this.#isOpen(one))
    );
  }

  /** What a refutation itself says to be its causes: by name, by the parts of its request, by its exchanges. */
  #causesOf(key: string, refutation: Refutation, trace: readonly Exchange[]): string[] {
    const { after = [], request } = refutation.details;
    const [id] = splitKey(key);
    return [
      ...after,
      ...(request ? this.#suite.partsOf(request) : []),
      ...this.#suite.rootsOf(id, refutation, trace),
    ].filter((one) => one !== id);
  }

  /** Takes back what a failure explains that was found only later. */
  settle(): void {
    const found = this.#tally.failing().flatMap((id) => this.#tally.lines(id).map((one) => ({ id, ...one })));
    const causes = new Map(
      found.map(({ id, row, line }) => {
        const key = keyOf(id, row);
        const all = line.caught.map((one) => [
          ...(one.causes ?? []),
          ...this.#causesOf(key, one.refutation, one.exchanges),
        ]);
        return [key, all] as const;
      }),
    );
    const isCause = (key: string, of: string) =>
      [...causes].some(
        ([one, lists]) => (one === of || splitKey(one)[0] === of) && lists.some((some) => some.includes(key)),
      );
    for (const { id, row, line } of found) {
      const key = keyOf(id, row);
      const known = causes.get(key) ?? [];
      // Two that explain each other both stay.
      const kept = line.caught.filter(
        (_, i) => !known[i]?.some((one) => !isCause(key, one) && this.explain(key, [one])),
      );
      if (kept.length === line.caught.length) continue;
      line.caught = kept;
      this.#tally.unjudged(id, row, "untested", explained);
    }
  }

  /** Whether nobody knows if the target takes a part: it may lack it, and this run may never have asked for it alone. */
  #isOpen(part: string): boolean {
    if (this.#tally.wasTriedInVain(part)) return true;
    return this.#suite.isOptional(part) && !this.#tally.wasJudged(part);
  }
}
