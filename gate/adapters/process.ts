import type { Job, Manifest } from "../contract/protocol.ts";
import { type Adapter, AdapterError, type Reaction, severalAtOnce } from "./adapter.ts";
import { lineOf, readOutcome } from "./lines.ts";
import { Pool } from "./pool.ts";
import { cleanEnvironment, type Environment, type Program, tail } from "./program.ts";
import { Stream } from "./stream.ts";

/** Processes that stay, each with its own environment: beyond that, the one that was asked longest ago is ended. */
const mostStreams = 8;

/** An adapter as a program: a new process for each call, or one that stays, for each environment. */
export class ProcessAdapter implements Adapter {
  readonly atOnce: number;
  readonly #program: Program;
  readonly #protocol: 1 | 2;
  readonly #stays: boolean;
  readonly #pool: Pool;
  /** Asked last comes last. */
  readonly #streams = new Map<string, Stream>();
  readonly #retired = new Set<Stream>();

  constructor(
    { command, mode, env, protocol, pool }: Pick<Manifest, "command" | "mode" | "env" | "protocol" | "pool">,
    folder: string,
    own: Environment,
  ) {
    this.#program = { command, folder, env: { ...cleanEnvironment(own), ...env } };
    this.#stays = mode === "stream";
    this.#protocol = protocol;
    this.atOnce = this.#stays && protocol === 1 ? 1 : severalAtOnce;
    this.#pool = new Pool((environment) => this.#with(environment), pool);
  }

  #with(environment: Environment): Program {
    return { ...this.#program, env: { ...this.#program.env, ...environment } };
  }

  call(job: Job, environment: Environment): Promise<Reaction> {
    return this.#stays ? this.#streamFor(environment).ask(job) : this.#once(job, environment);
  }

  #streamFor(environment: Environment): Stream {
    const key = JSON.stringify(environment);
    const known = this.#streams.get(key);
    const stream = known && !known.isRetired ? known : new Stream(this.#with(environment), this.#protocol);
    if (known !== undefined && known !== stream) this.#retired.add(known);
    this.#streams.delete(key);
    this.#streams.set(key, stream);
    this.#endIdle();
    return stream;
  }

  #endIdle(): void {
    for (const [key, stream] of [...this.#streams].slice(0, -1)) {
      if (this.#streams.size <= mostStreams) return;
      if (stream.inFlight > 0) continue;
      stream.close();
      this.#streams.delete(key);
    }
  }

  async #once(job: Job, environment: Environment): Promise<Reaction> {
    const done = await this.#pool.run(environment, `${lineOf(job)}\n`, job.deadline_ms);
    if (!done.ended) return { outcome: undefined, said: done.stderr };
    const lines = done.stdout.split("\n").filter((line) => line.trim() !== "");
    if (done.code !== 0) throw new AdapterError(`the adapter ended with code ${done.code}: ${tail(done.stderr)}`);
    if (lines.length !== 1)
      throw new AdapterError(`the adapter printed ${lines.length} lines instead of one: ${tail(done.stdout)}`);
    return { outcome: readOutcome(lines[0] ?? "", job.case), said: done.stderr };
  }

  async close(): Promise<void> {
    for (const stream of [...this.#streams.values(), ...this.#retired]) stream.close();
    this.#streams.clear();
    this.#pool.close();
  }
}
