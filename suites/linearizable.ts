/** A call of a concurrent history: when it was made and answered, in the order of those moments. */
export interface Operation<C> {
  call: C;
  invoked: number;
  /** Infinity where nobody knows whether it took effect: then it may have, at any time after it was made, or never. */
  returned: number;
}

/** What calls do when they come one after the other. */
export interface Sequential<S, C> {
  initial: S;
  /** The state after a call with this outcome, or undefined where it cannot have had it. */
  apply: (state: S, call: C) => S | undefined;
  /** What tells apart two states that come of the same calls in another order. */
  key: (state: S) => string;
}

/** `unknown`: the search was given up. */
export type Answer = "yes" | "no" | "unknown";

/** An end of an operation in the doubly linked list of a history's moments. */
interface Moment {
  index: number;
  /** The other end, of a call's begin. */
  end?: Moment;
  before?: Moment;
  after?: Moment;
}

function linked<C>(history: readonly Operation<C>[]): Moment {
  const moments = history.flatMap(({ invoked, returned }, index) => {
    const end: Moment = { index };
    return [
      { at: invoked, moment: { index, end } as Moment },
      { at: returned, moment: end },
    ];
  });
  // At the same moment, beginnings come first: such calls overlap.
  moments.sort((a, b) => a.at - b.at || Number(b.moment.end !== undefined) - Number(a.moment.end !== undefined));
  const head: Moment = { index: -1 };
  let last = head;
  for (const { moment } of moments) {
    last.after = moment;
    moment.before = last;
    last = moment;
  }
  return head;
}

function unlink({ before, after }: Moment): void {
  if (before) before.after = after as Moment;
  if (after) after.before = before as Moment;
}
function relink(moment: Moment): void {
  if (moment.before) moment.before.after = moment;
  if (moment.after) moment.after.before = moment;
}
/** Takes both ends of an operation out of the list, or puts them back where they were. */
const lift = (call: Moment): void => {
  unlink(call);
  if (call.end) unlink(call.end);
};
const unlift = (call: Moment): void => {
  if (call.end) relink(call.end);
  relink(call);
};

const wordBits = 32;
/** The operations that took effect so far, as a text that is short while they are the first ones. */
class Done {
  readonly #words: Uint32Array;

  constructor(size: number) {
    this.#words = new Uint32Array(Math.ceil(size / wordBits));
  }

  flip(index: number): void {
    const word = Math.floor(index / wordBits);
    this.#words[word] = ((this.#words[word] ?? 0) ^ (1 << (index % wordBits))) >>> 0;
  }

  text(): string {
    const full = this.#words.findIndex((word) => word !== 0xffffffff);
    const low = full < 0 ? this.#words.length : full;
    const high = this.#words.findLastIndex((word) => word !== 0);
    return `${low}:${this.#words.subarray(low, high + 1).join(",")}`;
  }
}

/**
 * Whether a concurrent history can be explained by calls that each take effect at one moment between its begin and its
 * end: the search of Wing and Gong, with Lowe's memory of the states that led nowhere. Given up after `mostSteps`.
 */
export function linearizable<S, C>(
  { initial, apply, key }: Sequential<S, C>,
  history: readonly Operation<C>[],
  mostSteps = 200_000,
): Answer {
  const head = linked(history);
  const done = new Done(history.length);
  const seen = new Set<string>();
  const taken: { moment: Moment; state: S }[] = [];
  let state = initial;
  let moment = head.after;
  for (let steps = 0; moment; steps += 1) {
    if (steps > mostSteps) return "unknown";
    if (moment.end) {
      const next = apply(state, (history[moment.index] as Operation<C>).call);
      if (next !== undefined) {
        done.flip(moment.index);
        const mark = `${done.text()} ${key(next)}`;
        if (!seen.has(mark)) {
          seen.add(mark);
          taken.push({ moment, state });
          state = next;
          lift(moment);
          moment = head.after;
          continue;
        }
        done.flip(moment.index);
      }
      moment = moment.after;
      continue;
    }
    // An end is reached: everything known is explained, or the last choice was wrong.
    if (history[moment.index]?.returned === Number.POSITIVE_INFINITY) return "yes";
    const last = taken.pop();
    if (!last) return "no";
    state = last.state;
    done.flip(last.moment.index);
    unlift(last.moment);
    moment = last.moment.after;
  }
  return "yes";
}
