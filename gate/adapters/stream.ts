import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { setImmediate as turn } from "node:timers/promises";
import type { Job } from "../contract/protocol.ts";
import { AdapterError, type Reaction } from "./adapter.ts";
import { answeredId, byLine, lineOf, readOutcome } from "./lines.ts";
import { end, type Program, start, tail } from "./program.ts";

const mostKept = 4000;

/** A job on its way, and what the process said meanwhile. */
interface Waiting {
  job: Job;
  said: string;
  isAnswered: boolean;
  settle: (line: string | Error | undefined) => void;
}

/** An adapter that stays and answers line by line: in turn by protocol 1, in any order and by id by protocol 2. */
export class Stream {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #protocol: 1 | 2;
  readonly #waiting = new Map<string, Waiting>();
  #asked = 0;
  /** What it wrote to stderr: the end of all, and what nobody was waiting for. */
  #stderr = "";
  #unheard = "";
  #ended: AdapterError | undefined;
  /** Takes no further job: it is broken, was late, or has ended. */
  isRetired = false;

  constructor(program: Program, protocol: 1 | 2) {
    this.#protocol = protocol;
    this.#child = start(program);
    this.#child.stdin.on("error", () => {});
    this.#child.stderr.on("data", (text: string) => this.#hear(text));
    this.#child.on("error", ({ message }) => this.#fail(`cannot be started: ${message}`));
    this.#child.on("close", (code, signal) => this.#fail(`ended with ${signal ?? `code ${code}`}`));
    this.#child.stdout.on(
      "data",
      byLine((line) => this.#take(line)),
    );
  }

  #hear(text: string): void {
    this.#stderr = (this.#stderr + text).slice(-mostKept);
    if (this.#waiting.size === 0) this.#unheard += text;
    for (const one of this.#waiting.values()) one.said += text;
  }

  #take(line: string): void {
    if (this.isRetired && this.#waiting.size === 0) return;
    try {
      this.#waitingFor(line)?.settle(line);
    } catch (error) {
      this.#lose(error as AdapterError);
    }
  }

  /** Whose answer a line is; undefined where it is late, which was said already. */
  #waitingFor(line: string): Waiting | undefined {
    if (this.#protocol === 1) {
      const [first] = this.#waiting.values();
      if (!first || first.isAnswered)
        throw new AdapterError(`the adapter printed a line that nobody asked for: ${line}`);
      return first;
    }
    const id = answeredId(line);
    const found = this.#waiting.get(id);
    if ((found && !found.isAnswered) || this.isRetired) return found;
    const wasAsked = /^[1-9]\d*$/.test(id) && Number(id) <= this.#asked;
    throw new AdapterError(
      wasAsked ? `the adapter answered id ${id} twice` : `the adapter answered id ${id}, which nobody asked`,
    );
  }

  #fail(how: string): void {
    this.#lose(new AdapterError(`the adapter ${how}${this.#stderr === "" ? "" : `: ${tail(this.#stderr)}`}`));
  }

  /** Nothing can be had of it any more. */
  #lose(error: AdapterError): void {
    this.#ended ??= error;
    this.isRetired = true;
    for (const one of this.#waiting.values()) one.settle(this.#ended);
    end(this.#child);
  }

  get inFlight(): number {
    return this.#waiting.size;
  }

  /** Sends a job and waits for its answer. One that is late ends the process, as soon as no other job is on its way. */
  async ask(job: Job): Promise<Reaction> {
    if (this.#ended) throw this.#ended;
    this.#asked += 1;
    const id = String(this.#asked);
    const { answer, waiting } = this.#wait(id, job);
    this.#child.stdin.write(`${lineOf(this.#protocol === 1 ? job : { ...job, protocol: 2, id })}\n`);
    const line = await answer;
    // What it wrote to stderr before its answer is there to be read: the next turn brings it.
    await turn();
    await turn();
    this.#waiting.delete(id);
    if (line instanceof Error) throw line;
    if (line === undefined) this.isRetired = true;
    if (this.isRetired && this.#waiting.size === 0) this.close();
    try {
      return { outcome: line === undefined ? undefined : readOutcome(line, job.case), said: waiting.said };
    } catch (error) {
      this.#lose(error as AdapterError);
      throw error;
    }
  }

  #wait(id: string, job: Job): { answer: Promise<string | Error | undefined>; waiting: Waiting } {
    const waiting: Waiting = { job, said: this.#unheard, isAnswered: false, settle: () => {} };
    this.#unheard = "";
    this.#waiting.set(id, waiting);
    const answer = new Promise<string | Error | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), job.deadline_ms);
      waiting.settle = (line) => {
        clearTimeout(timer);
        waiting.isAnswered = true;
        resolve(line);
      };
    });
    return { answer, waiting };
  }

  close(): void {
    this.#lose(new AdapterError("the adapter was ended"));
  }
}
