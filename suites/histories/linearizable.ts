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
  /** A call that changes nothing, whenever it comes. */
  isRead: (call: C) => boolean;
  /** Whether a call that takes effect now makes the outcome of one that is still to come impossible for good. */
  dooms?: (state: S, call: C, coming: C) => boolean;
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

/** The calls that may take effect next: those that were made before any other one's end; undefined: all is explained. */
function frontier<C>(head: Moment, history: readonly Operation<C>[]): Moment[] | undefined {
  const open: Moment[] = [];
  for (let moment = head.after; moment; moment = moment.after) {
    if (moment.end) open.push(moment);
    // Those without an answer end last: nothing else is left.
    else return history[moment.index]?.returned === Number.POSITIVE_INFINITY ? undefined : open;
  }
  return undefined;
}

/** A call that may come next, and the state after it. */
interface Choice<S> {
  moment: Moment;
  next: S;
}

/** Whether a call that takes effect now makes one impossible that was made before its end, and so may come later. */
function isDoom<S, C>(
  { dooms }: Sequential<S, C>,
  state: S,
  moment: Moment,
  head: Moment,
  history: readonly Operation<C>[],
): boolean {
  const own = history[moment.index] as Operation<C>;
  for (let other = head.after; dooms && other && other !== moment.end; other = other.after) {
    const { call, returned } = history[other.index] as Operation<C>;
    const mustCome = other.end && other !== moment && returned !== Number.POSITIVE_INFINITY;
    if (mustCome && dooms(state, own.call, call)) return true;
  }
  return false;
}

/** What may come next: a read that holds now alone, since it changes nothing; else each call that dooms no other. */
function choices<S, C>(
  model: Sequential<S, C>,
  state: S,
  open: readonly Moment[],
  head: Moment,
  history: readonly Operation<C>[],
): Choice<S>[] {
  const callOf = ({ index }: Moment) => (history[index] as Operation<C>).call;
  const read = open.find((one) => model.isRead(callOf(one)) && model.apply(state, callOf(one)) !== undefined);
  if (read) return [{ moment: read, next: state }];
  return open
    .filter((one) => !model.isRead(callOf(one)) && !isDoom(model, state, one, head, history))
    .flatMap((moment) => {
      const next = model.apply(state, callOf(moment));
      return next === undefined ? [] : [{ moment, next }];
    });
}

/**
 * Whether a concurrent history can be explained by calls that each take effect at one moment between its begin and its
 * end: the search of Wing and Gong, with Lowe's memory of the states that led nowhere. Given up after `mostSteps`.
 */
export function linearizable<S, C>(
  model: Sequential<S, C>,
  history: readonly Operation<C>[],
  mostSteps = 200_000,
): Answer {
  const head = linked(history);
  const done = new Done(history.length);
  const seen = new Set<string>();
  const taken: Moment[] = [];
  const levels: Choice<S>[][] = [];
  let state = model.initial;
  for (let steps = 0; steps < mostSteps; steps += 1) {
    const open = frontier(head, history);
    if (!open) return "yes";
    levels.push(choices(model, state, open, head, history));
    for (;;) {
      const choice = levels.at(-1)?.shift();
      if (choice) {
        done.flip(choice.moment.index);
        const mark = `${done.text()} ${model.key(choice.next)}`;
        if (seen.has(mark)) {
          done.flip(choice.moment.index);
          continue;
        }
        seen.add(mark);
        lift(choice.moment);
        taken.push(choice.moment);
        state = choice.next;
        break;
      }
      levels.pop();
      const last = taken.pop();
      if (!last) return "no";
      done.flip(last.index);
      unlift(last);
    }
  }
  return "unknown";
}
