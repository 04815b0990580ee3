import type { Report } from "../../reports/report.ts";

type Times = NonNullable<Report["times"]>;

/** Durations that are kept of each kind of call: the first ones of a long run speak for all. */
const mostKept = 50_000;

const rounded = (ms: number): number => Math.round(ms * 100) / 100;

/** The value below which so much of a sorted list lies: the nearest rank. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

/** How long answers took, by the kind of call. */
export class AnswerTimes {
  readonly #all = new Map<string, { count: number; kept: number[] }>();

  add(kind: string, ms: number): void {
    const known = this.#all.get(kind) ?? { count: 0, kept: [] };
    known.count += 1;
    if (known.kept.length < mostKept) known.kept.push(ms);
    this.#all.set(kind, known);
  }

  /** Count, median and 95th percentile of each kind, in ms; undefined where nothing was answered. */
  summary(): Times | undefined {
    if (this.#all.size === 0) return undefined;
    const kinds = [...this.#all].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      kinds.map(([kind, { count, kept }]) => {
        const sorted = kept.toSorted((a, b) => a - b);
        return [kind, { count, medianMs: rounded(quantile(sorted, 0.5)), p95Ms: rounded(quantile(sorted, 0.95)) }];
      }),
    );
  }
}
