import type { Exchange } from "../../contract/api.ts";
import { valueAt } from "../../contract/json.ts";
import type { KnownCause } from "../../reports/known.ts";

/** What came of the causes that a baseline knows. */
export class KnownCauses {
  /** Cases that failed by each. */
  readonly cases = new Map<KnownCause, number>();
  /** Causes that some case could have shown. */
  readonly tried = new Set<KnownCause>();
  readonly #entries: readonly KnownCause[];

  constructor(entries: readonly KnownCause[] = []) {
    this.#entries = entries;
  }

  /** Told of every case that was made. */
  made(trace: readonly Exchange[]): void {
    for (const one of this.#entries) if (trace.some((exchange) => holds(exchange, one))) this.tried.add(one);
  }

  /** Whether a case failed by one of them. */
  explain(trace: readonly Exchange[]): boolean {
    return this.#explained(trace, () => true);
  }

  /** Whether the last answer is what one of them makes of it: what an invariant says of it is no news. */
  explainLast(trace: readonly Exchange[]): boolean {
    const last = trace.at(-1);
    return this.#explained(trace, (one) => one === last);
  }

  #explained(trace: readonly Exchange[], isMeant: (one: Exchange) => boolean): boolean {
    const entry = this.#entries.find((one) => isShown(one, trace, isMeant));
    if (entry) this.cases.set(entry, (this.cases.get(entry) ?? 0) + 1);
    return entry !== undefined;
  }
}

/** Whether a create holds what a cause needs. */
const holds = ({ call: { kind, request } }: Exchange, { cause }: KnownCause): boolean =>
  kind === "createVersion" && cause.request.some((pointer) => valueAt(request, pointer) !== undefined);

/** Whether after such a create an answer of the Worker is what the cause makes of it. */
function isShown(entry: KnownCause, trace: readonly Exchange[], isMeant: (one: Exchange) => boolean): boolean {
  const { status, text = "" } = entry.cause;
  const created = trace.find((one) => holds(one, entry));
  const isAnswer = (one: Exchange) => {
    const { call, answer } = one;
    return (
      isMeant(one) && call.workerId === created?.call.workerId && answer.status === status && answer.text.includes(text)
    );
  };
  return created !== undefined && trace.slice(trace.indexOf(created)).some(isAnswer);
}
