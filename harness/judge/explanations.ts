import type { Exchange } from "../../contract/api.ts";
import type { Refutation } from "../../contract/refutation.ts";
import type { Suite } from "../../suites/suite.ts";
import { keyOf, splitKey } from "../shared/tally.ts";
import type { Caught, RunTally } from "./findings.ts";

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
    return this.#failedOf(key, causes) !== undefined;
  }

  #failedOf(key: string, causes: readonly string[]): string | undefined {
    return causes.find((cause) => cause !== key && this.#tally.hasFailed(cause));
  }

  /** Whether what a refutation names as its causes, or a part of its request that failed or was never judged, explains it. */
  cover(key: string, refutation: Refutation, causes: readonly string[], trace: readonly Exchange[]): boolean {
    return this.causeOf(key, refutation, causes, trace) !== undefined;
  }

  /** The failure that explains a refutation, or the part of its request that nothing has judged. */
  causeOf(
    key: string,
    refutation: Refutation,
    causes: readonly string[],
    trace: readonly Exchange[],
  ): string | undefined {
    const { request } = refutation.details;
    const parts = request ? this.#suite.partsOf(request) : [];
    return (
      this.#failedOf(key, [...causes, ...this.causesOf(key, refutation, trace)]) ??
      parts.find((one) => one !== key && this.#isOpen(one))
    );
  }

  /** What a refutation itself says to be its causes: by name, by the parts of its request, by its exchanges. */
  causesOf(key: string, refutation: Refutation, trace: readonly Exchange[]): string[] {
    const { after = [], request } = refutation.details;
    const [id] = splitKey(key);
    return [
      ...after,
      ...(request ? this.#suite.partsOf(request) : []),
      ...this.#suite.rootsOf(id, refutation, trace),
    ].filter((one) => one !== id);
  }

  /**
   * Takes back what a failure explains that was found only later. What is only seen once, and what lies below the bar
   * where the other does not, takes nothing back; of those that explain each other all stay.
   */
  settle(isWarning: (id: string, row: string | undefined) => boolean = () => false): void {
    const found = this.#tally.failing().flatMap((id) => this.#tally.lines(id).map((one) => ({ id, ...one })));
    const causes = new Map(
      found.map(({ id, row, line }) => {
        const key = keyOf(id, row);
        const may = ([other, otherRow]: [string, string | undefined]) =>
          !isWarning(other, otherRow) || isWarning(id, row);
        const failed = found
          .map((one) => keyOf(one.id, one.row))
          .filter((one) => one !== key && this.#tally.hasConfirmed(one) && may(splitKey(one)));
        return [key, line.caught.map((one) => this.#among(failed, key, one))] as const;
      }),
    );
    const directly = (key: string) => causes.get(key)?.flat() ?? [];
    for (const { id, row, line } of found) {
      const key = keyOf(id, row);
      const isUpstream = (one: string) => !reached(one, directly).has(key);
      const kept = line.caught.filter((_, i) => {
        const own = causes.get(key)?.[i] ?? [];
        return ![...own, ...own.flatMap((one) => [...reached(one, directly)])].some(isUpstream);
      });
      if (kept.length === line.caught.length) continue;
      line.caught = kept;
      const [by = ""] = causes.get(key)?.flat() ?? [];
      this.#tally.unjudged(id, row, "untested", `${explained}: ${by}`);
    }
  }

  /**
   * Of the lines that failed, those that a failure names as its causes: by the line, or by its requirement. What only
   * a tour has shown, whose many steps build on each other, anything may have caused that a claim has shown.
   */
  #among(failed: readonly string[], key: string, { causes = [], refutation, exchanges, claim }: Caught): string[] {
    if (isTour(claim)) return failed.filter((one) => this.#tally.caught(one).some((other) => !isTour(other.claim)));
    const named = [...causes, ...this.causesOf(key, refutation, exchanges)];
    return failed.filter((one) => named.includes(one) || named.includes(splitKey(one)[0]));
  }

  /** Whether nobody knows if the target takes a part: it may lack it, and this run may never have asked for it alone. */
  #isOpen(part: string): boolean {
    if (this.#tally.wasTriedInVain(part)) return true;
    return this.#suite.isOptional(part) && !this.#tally.wasJudged(part);
  }
}

/** Whether a claim, or what a prefix selects, is a tour. */
export const isTour = (claim: string): boolean => claim.startsWith("tour.");

/** All that one leads to, over as many steps as it takes. */
function reached(from: string, directly: (key: string) => readonly string[], seen = new Set<string>()): Set<string> {
  for (const one of directly(from)) {
    if (seen.has(one)) continue;
    seen.add(one);
    reached(one, directly, seen);
  }
  return seen;
}
