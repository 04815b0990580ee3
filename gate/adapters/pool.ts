import { type Done, type Environment, type Program, Started } from "./program.ts";

/** A process for each call; the next ones are started while the last answer is judged. */
export class Pool {
  readonly #programWith: (environment: Environment) => Program;
  readonly #size: number;
  /** Processes that wait for their input, and the environment that they were started in. */
  #waiting: Started[] = [];
  #key: string | undefined;
  #lastAsked: string | undefined;
  readonly #busy = new Set<Started>();

  constructor(programWith: (environment: Environment) => Program, size: number) {
    this.#programWith = programWith;
    this.#size = size;
  }

  async run(environment: Environment, input: string, deadlineMs: number): Promise<Done> {
    const key = JSON.stringify(environment);
    const ahead = this.#take(key);
    const done = this.#ask(ahead ?? new Started(this.#programWith(environment)), input, deadlineMs);
    this.#startAhead(key, environment);
    const first = await done;
    // One that was started ahead and had ended meanwhile says nothing of the adapter: the call is made with another.
    return ahead?.isDeaf && first.stdout === ""
      ? this.#ask(new Started(this.#programWith(environment)), input, deadlineMs)
      : first;
  }

  #ask(one: Started, input: string, deadlineMs: number): Promise<Done> {
    this.#busy.add(one);
    return one.ask(input, deadlineMs).finally(() => this.#busy.delete(one));
  }

  /** One that waits in this environment; one that has ended by itself is nobody's answer. */
  #take(key: string): Started | undefined {
    if (key !== this.#key) return undefined;
    this.#waiting = this.#waiting.filter(({ isOver }) => !isOver);
    return this.#waiting.shift();
  }

  /** Starts the next ones where the same environment was asked for twice: one that is asked for once is seldom asked for again. */
  #startAhead(key: string, environment: Environment): void {
    const isUsual = this.#key === undefined || key === this.#lastAsked;
    this.#lastAsked = key;
    if (!isUsual) return;
    if (key !== this.#key) this.#endWaiting();
    this.#key = key;
    while (this.#waiting.length < this.#size) this.#waiting.push(new Started(this.#programWith(environment)));
  }

  #endWaiting(): void {
    for (const one of this.#waiting) one.end();
    this.#waiting = [];
  }

  close(): void {
    this.#endWaiting();
    for (const one of this.#busy) one.end();
  }
}
