import type { Exchange } from "../../contract/api.ts";
import type { Refutation, Unjudged } from "../../contract/refutation.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { Verdict } from "../../reports/report.ts";
import { worst } from "../../reports/report.ts";

/** A refutation with the smallest input that shows it. */
export interface Caught {
  id: RequirementId;
  row: string | undefined;
  claim: string;
  refutation: Refutation;
  input: unknown[];
  exchanges: Exchange[];
  seed: number;
  path: string;
  flaky: boolean;
  /** The exchanges of the last replay. */
  replayed?: Exchange[];
}

/** What is known of one row of one requirement. */
export interface Line {
  judged: number;
  caught: Caught[];
  /** Why cases could not be judged, by verdict; the first reason of each. */
  reasons: Map<Unjudged["verdict"], string>;
  broken: string[];
}

const emptyLine = (): Line => ({ judged: 0, caught: [], reasons: new Map(), broken: [] });
/** Stands for "no row" among a requirement's lines. */
const noRow = "";

/** `id/row` apart again: ids hold no slash, rows may. */
export function splitKey(key: string): [string, string | undefined] {
  const slash = key.indexOf("/");
  return slash < 0 ? [key, undefined] : [key.slice(0, slash), key.slice(slash + 1)];
}

export const keyOf = (id: string, row: string | undefined): string => (row === undefined ? id : `${id}/${row}`);

export function verdictOf(line: Line): Verdict {
  if (line.caught.some((one) => !one.flaky)) return "fail";
  if (line.broken.length > 0) return "broken";
  if (line.caught.length > 0) return "flaky";
  if (line.judged > 0) return "pass";
  return worst([...line.reasons.keys()]);
}

/** How often each requirement was judged, row by row, and what came of it. */
export class Tally {
  readonly #lines = new Map<RequirementId, Map<string, Line>>();

  line(id: RequirementId, row: string | undefined): Line {
    const rows = this.#lines.get(id) ?? new Map<string, Line>();
    this.#lines.set(id, rows);
    const line = rows.get(row ?? noRow) ?? emptyLine();
    rows.set(row ?? noRow, line);
    return line;
  }

  judged(id: RequirementId, row: string | undefined): void {
    this.line(id, row).judged += 1;
  }

  unjudged(id: RequirementId, row: string | undefined, { verdict, message }: Unjudged): void {
    const { reasons } = this.line(id, row);
    if (!reasons.has(verdict)) reasons.set(verdict, message);
  }

  /** The lines of a requirement: those of its rows, and the one without a row, if there is one. */
  lines(id: RequirementId): { row: string | undefined; line: Line }[] {
    return [...(this.#lines.get(id) ?? [])].map(([row, line]) => ({ row: row === noRow ? undefined : row, line }));
  }

  /** Requirements with a confirmed or unconfirmed failure. */
  failing(): RequirementId[] {
    return [...this.#lines]
      .filter(([, rows]) => [...rows.values()].some((line) => line.caught.length > 0))
      .map(([id]) => id);
  }

  #linesOf(key: string): Line[] {
    const [id, row] = splitKey(key);
    const rows = this.#lines.get(id as RequirementId);
    return row === undefined ? [...(rows?.values() ?? [])] : [rows?.get(row)].flatMap((line) => line ?? []);
  }

  /** Whether a requirement (`id`, any row) or one row of it (`id/row`) is known to fail. */
  hasFailed(key: string): boolean {
    return this.#linesOf(key).some((line) => line.caught.length > 0);
  }

  /** Whether a requirement, or a row of it, was judged at all. */
  isHeard(key: string): boolean {
    return this.#linesOf(key).some((line) => line.judged + line.caught.length > 0);
  }

  /** Whether a row was tried and never judged: the target lacks it, and a request that holds it proves nothing. */
  isUnheard(key: string): boolean {
    const lines = this.#linesOf(key);
    return lines.length > 0 && lines.every((line) => line.judged === 0 && line.reasons.size > 0);
  }

  get failures(): number {
    return [...this.#lines.values()].flatMap((rows) => [...rows.values()]).filter((line) => verdictOf(line) === "fail")
      .length;
  }
}
