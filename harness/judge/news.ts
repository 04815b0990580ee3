import type { CallKind, Exchange } from "../../contract/api.ts";
import { Refutation, Unjudged } from "../../contract/refutation.ts";
import type { Judgement, Suite } from "../../suites/suite.ts";
import type { Claim } from "../../suites/words/claim.ts";
import { keyOf, splitKey } from "../shared/tally.ts";
import { Explanations, explained } from "./explanations.ts";
import type { Findings } from "./findings.ts";

/** The key of what a refutation breaks: its own requirement, or the one of whoever threw it. */
export function keyOfRefutation({ details }: Refutation, id: string, row: string | undefined): string {
  return details.id === undefined ? keyOf(id, details.row ?? row) : keyOf(details.id, details.row);
}

/** What counts as news: no failure that is muted, and none that another one, known by now, explains. */
export class News {
  readonly #findings: Findings;
  readonly #explanations: Explanations;

  constructor(suite: Pick<Suite, "partsOf" | "rootsOf" | "isOptional">, findings: Findings) {
    this.#findings = findings;
    this.#explanations = new Explanations(suite, findings.tally);
  }

  /** The claim at hand: what is muted and shows again, shows again in it. */
  claim = "";

  isMuted(key: string): boolean {
    const isMuted = this.#findings.muted.has(key);
    if (isMuted) this.#again(key);
    return isMuted;
  }

  #again(key: string): void {
    const { also } = this.#findings;
    const claims = also.get(key) ?? new Map<string, number>();
    also.set(key, claims);
    claims.set(this.claim, (claims.get(this.claim) ?? 0) + 1);
  }

  mute(key: string): void {
    this.#findings.muted.add(key);
  }

  unmute(key: string): void {
    this.#findings.muted.delete(key);
  }

  /** Rows of a requirement that are muted. */
  mutedRows(id: string): number {
    return [...this.#findings.muted].filter((key) => splitKey(key)[0] === id).length;
  }

  /** Counts a judgement of an invariant: the refutation in it, if that is news. */
  heard({ id, row, refutation }: Judgement, trace: readonly Exchange[]): Refutation | undefined {
    this.#answered(keyOf(id, row), refutation === undefined, trace.at(-1));
    if (!refutation) {
      this.#findings.tally.judged(id, row);
      return undefined;
    }
    const key = keyOf(id, row);
    const isKnown = this.isMuted(key) || this.#explanations.explain(key, refutation.details.after ?? []);
    return isKnown || this.#findings.causes.explainLast(trace) ? undefined : refutation;
  }

  #answered(key: string, hasHeld: boolean, exchange: Exchange | undefined): void {
    if (!exchange) return;
    const { calls } = this.#findings;
    const own = calls.get(key) ?? new Map<CallKind, { held: number; broke: number }>();
    calls.set(key, own);
    const { kind } = exchange.call;
    const counts = own.get(kind) ?? { held: 0, broke: 0 };
    own.set(kind, counts);
    counts[hasHeld ? "held" : "broke"] += 1;
  }

  /** Counts what a stop of a tour threw: the refutation in it, if that is news. What is neither is thrown. */
  stumbled(error: unknown, id: string, row: string | undefined, trace: readonly Exchange[]): Refutation | undefined {
    if (error instanceof Unjudged) this.#findings.tally.unjudged(id, row, error.verdict, error.message);
    else if (!(error instanceof Refutation)) throw error;
    else {
      const key = keyOfRefutation(error, id, row);
      if (this.isMuted(key)) return undefined;
      const by = this.coveredBy(error, [], key, trace);
      if (by === undefined) return error;
      this.explain(id, row, by);
    }
    return undefined;
  }

  /** The failure that is known and explains a refutation of a claim. */
  explainedBy(
    claim: Claim<never, never, string>,
    refutation: Refutation,
    key: string,
    trace: readonly Exchange[],
  ): string | undefined {
    const { id } = refutation.details;
    return this.coveredBy(refutation, id === undefined || id === claim.id ? claim.after : [], key, trace);
  }

  /** What explains a refutation: a failure that is known, be it one of these causes or one that it names, or a known cause. */
  coveredBy(
    refutation: Refutation,
    causes: readonly string[],
    key: string,
    trace: readonly Exchange[],
  ): string | undefined {
    const by = this.#explanations.causeOf(key, refutation, causes, trace);
    return by ?? (this.#findings.causes.explain(trace) ? "a known cause" : undefined);
  }

  /** What may explain a refutation, as far as it says so itself. */
  causesOf(key: string, refutation: Refutation, trace: readonly Exchange[]): string[] {
    return this.#explanations.causesOf(key, refutation, trace);
  }

  /** Notes that a requirement was not judged, since something else explains what came. */
  explain(id: string, row: string | undefined, by: string): void {
    this.#findings.tally.unjudged(id, row, "untested", `${explained}: ${by}`);
  }
}
