/** What is known of one row of one requirement or property. */
export interface Line<Caught, Reason extends string> {
  judged: number;
  caught: Caught[];
  /** Why cases could not be judged, by verdict; the first reason of each. */
  reasons: Map<Reason, string>;
  /** What broke on our side, or on the side of whoever speaks for the client. */
  broken: string[];
}

/** Stands for "no row" among the lines of an id. */
const noRow = "";

export const keyOf = (id: string, row: string | undefined): string => (row === undefined ? id : `${id}/${row}`);

/** `id/row` apart again: ids hold no slash, rows may. */
export function splitKey(key: string): [id: string, row: string | undefined] {
  const slash = key.indexOf("/");
  return slash < 0 ? [key, undefined] : [key.slice(0, slash), key.slice(slash + 1)];
}

/** Whether a failure showed again when it was tried again; undefined where nothing was left to try it with. */
export interface Confirmed {
  flaky: boolean;
  unconfirmed?: boolean | undefined;
}

/** What a line's cases say: a failure that repeats comes first; of a line that nothing judged, undefined. */
export function verdictOf(
  line: Line<Confirmed, string>,
): "fail" | "broken" | "flaky" | "unconfirmed" | "pass" | undefined {
  if (line.caught.some((one) => !one.flaky && !one.unconfirmed)) return "fail";
  if (line.broken.length > 0) return "broken";
  if (line.caught.some((one) => one.flaky)) return "flaky";
  if (line.caught.length > 0) return "unconfirmed";
  return line.judged > 0 ? "pass" : undefined;
}

/** How often each requirement or property was judged, row by row, and what came of it. */
export class Tally<Caught extends Confirmed, Reason extends string> {
  readonly #lines = new Map<string, Map<string, Line<Caught, Reason>>>();
  readonly #onCaught: ((caught: Caught) => void) | undefined;

  /** `onCaught` is told of each failure as it is kept. */
  constructor(onCaught?: (caught: Caught) => void) {
    this.#onCaught = onCaught;
  }

  line(id: string, row: string | undefined): Line<Caught, Reason> {
    const rows = this.#lines.get(id) ?? new Map<string, Line<Caught, Reason>>();
    this.#lines.set(id, rows);
    const line = rows.get(row ?? noRow) ?? { judged: 0, caught: [], reasons: new Map(), broken: [] };
    rows.set(row ?? noRow, line);
    return line;
  }

  judged(id: string, row: string | undefined): void {
    this.line(id, row).judged += 1;
  }

  /** Keeps a failure of a line. */
  keep(id: string, row: string | undefined, caught: Caught): void {
    this.line(id, row).caught.push(caught);
    this.#onCaught?.(caught);
  }

  unjudged(id: string, row: string | undefined, verdict: Reason, reason: string): void {
    const { reasons } = this.line(id, row);
    if (!reasons.has(verdict)) reasons.set(verdict, reason);
  }

  /** The lines of an id: those of its rows, and the one without a row, if there is one. */
  lines(id: string): { row: string | undefined; line: Line<Caught, Reason> }[] {
    return [...(this.#lines.get(id) ?? [])].map(([row, line]) => ({ row: row === noRow ? undefined : row, line }));
  }

  /** Ids with a confirmed or unconfirmed failure. */
  failing(): string[] {
    return [...this.#lines]
      .filter(([, rows]) => [...rows.values()].some((line) => line.caught.length > 0))
      .map(([id]) => id);
  }

  #linesOf(key: string): Line<Caught, Reason>[] {
    const [id, row] = splitKey(key);
    const rows = this.#lines.get(id);
    return row === undefined ? [...(rows?.values() ?? [])] : [rows?.get(row)].flatMap((line) => line ?? []);
  }

  /** Failures of an id (any row), or of one row of it (`id/row`). */
  caught(key: string): Caught[] {
    return this.#linesOf(key).flatMap((line) => line.caught);
  }

  /** The first reason of a kind for which something could not be judged, if there is one. */
  reasonOf(verdict: Reason): string | undefined {
    return [...this.#lines.values()].flatMap((rows) =>
      [...rows.values()].flatMap((line) => line.reasons.get(verdict) ?? []),
    )[0];
  }

  /** What broke on our side first, if anything did. */
  firstBroken(): string | undefined {
    return [...this.#lines.values()].flatMap((rows) => [...rows.values()].flatMap(({ broken }) => broken))[0];
  }

  /** Whether an id (`id`, any row) or one row of it (`id/row`) is known to fail. */
  hasFailed(key: string): boolean {
    return this.caught(key).length > 0;
  }

  /** Whether a failure of exactly this line showed again. */
  hasConfirmed(key: string): boolean {
    const [id, row] = splitKey(key);
    return this.line(id, row).caught.some((one) => !one.flaky && !one.unconfirmed);
  }

  /** Whether an id, or a row of it, was judged at all. */
  wasJudged(key: string): boolean {
    return this.#linesOf(key).some((line) => line.judged + line.caught.length > 0);
  }

  /** Whether a row was tried and never judged: the target lacks it, and a request that holds it proves nothing. */
  wasTriedInVain(key: string): boolean {
    const lines = this.#linesOf(key);
    return lines.length > 0 && lines.every((line) => line.judged === 0 && line.reasons.size > 0);
  }

  /** Lines that failed, and did so again. */
  failed(): { id: string; row: string | undefined }[] {
    return [...this.#lines.keys()].flatMap((id) =>
      this.lines(id).flatMap(({ row, line }) => (verdictOf(line) === "fail" ? [{ id, row }] : [])),
    );
  }
}
