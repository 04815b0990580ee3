import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { inOurWords } from "../../harness/shared/words.ts";
import { type Job, type Manifest, type Outcome, outcomeSchema } from "../contract/protocol.ts";
import { tryJson, writeJson } from "../wire/json.ts";
import { type Adapter, AdapterError, type Reaction, severalAtOnce } from "./adapter.ts";

type Environment = Readonly<Record<string, string>>;

/** The process's own environment, without credentials and settings that are not the client's business. */
export const cleanEnvironment = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || /^(CLOUDFLARE_|CF_|CONFORMANCE_)/.test(name) ? [] : [[name, value]],
    ),
  );

const shortest = 1000;
/** The end of what a process wrote to stderr, for messages. */
export const tail = (text: string) => text.trim().slice(-shortest);

/** Reads an adapter's line as an outcome. */
export function readOutcome(line: string, expectedCase: string): Outcome {
  const value = tryJson(line);
  if (value === undefined) throw new AdapterError(`the adapter printed no JSON: ${line.slice(0, 300)}`);
  const parsed = outcomeSchema.safeParse(value, { error: inOurWords });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AdapterError(
      `the adapter's line is no outcome: ${issue?.path.join(".")} ${issue?.message}: ${line.slice(0, 300)}`,
    );
  }
  if (parsed.data.case !== undefined && parsed.data.case !== expectedCase)
    throw new AdapterError(`the adapter answered case ${parsed.data.case} where ${expectedCase} was asked`);
  return parsed.data;
}

/** Ends a process and all that it started. */
export function end(child: { pid?: number | undefined; exitCode: number | null }): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

/** A program to run: where, and with which variables. */
export interface Program {
  command: readonly string[];
  folder: string;
  env: Environment;
}

export function start({ command, folder, env }: Program): ChildProcessWithoutNullStreams {
  const [file = "", ...args] = command;
  return spawn(file, args, { cwd: folder, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
}

/** An adapter that stays and answers line by line. */
class Stream {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: string[] = [];
  #waiting: ((line: string | Error) => void) | undefined;
  #stderr = "";
  #said = "";
  ended: Error | undefined;

  constructor(program: Program) {
    this.#child = start(program);
    this.#child.stdin.on("error", () => {});
    this.#child.stderr.on("data", (chunk) => {
      this.#stderr = (this.#stderr + String(chunk)).slice(-4 * shortest);
      this.#said += String(chunk);
    });
    this.#child.on("error", (error) => this.#end(`cannot be started: ${error.message}`));
    this.#child.on("close", (code, signal) => this.#end(`ended with ${signal ?? `code ${code}`}`));
    createInterface({ input: this.#child.stdout }).on("line", (line) => this.#take(line));
  }

  #take(line: string): void {
    if (line.trim() === "") return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(line);
    else this.#lines.push(line);
  }

  #end(how: string): void {
    this.ended ??= new AdapterError(`the adapter ${how}${this.#stderr === "" ? "" : `: ${tail(this.#stderr)}`}`);
    this.#waiting?.(this.ended);
    this.#waiting = undefined;
  }

  /** What it wrote to stderr since this was asked last. */
  takeSaid(): string {
    const said = this.#said;
    this.#said = "";
    return said;
  }

  /** Sends a line and waits for the answer; undefined where none came in time. */
  async ask(line: string, deadlineMs: number): Promise<string | undefined> {
    if (this.ended) throw this.ended;
    if (this.#lines.length > 0)
      throw new AdapterError(`the adapter printed a line that nobody asked for: ${this.#lines[0]}`);
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<string | Error | undefined>((resolve) => {
      this.#waiting = resolve;
      timer = setTimeout(() => resolve(undefined), deadlineMs);
    });
    this.#child.stdin.write(`${line}\n`);
    const got = await answer.finally(() => clearTimeout(timer));
    if (got instanceof Error) throw got;
    return got;
  }

  close(): void {
    this.ended ??= new AdapterError("the adapter was ended");
    end(this.#child);
  }
}

/** What a process printed, and how it ended; one that did not end in time was ended. */
export interface Done {
  ended: boolean;
  stdout: string;
  stderr: string;
  code: number | null;
}

/** One process a call. */
export async function runOnce(program: Program, input: string, deadlineMs: number): Promise<Done> {
  const child = start(program);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => resolve({ ended: false, stdout, stderr, code: null }), deadlineMs);
      child.on("error", (error) =>
        reject(new AdapterError(`${program.command[0]} cannot be started: ${error.message}`)),
      );
      child.on("close", (code) => resolve({ ended: true, stdout, stderr, code }));
    });
  } finally {
    clearTimeout(timer);
    end(child);
  }
}

/** An adapter as a program: a new process for each call, or one that stays, for each environment. */
export class ProcessAdapter implements Adapter {
  readonly atOnce: number;
  readonly #program: Program;
  readonly #stays: boolean;
  readonly #streams = new Map<string, Stream>();

  constructor(manifest: Pick<Manifest, "command" | "mode" | "env">, folder: string, env: Environment) {
    this.#program = { command: manifest.command, folder, env: { ...cleanEnvironment(env), ...manifest.env } };
    this.#stays = manifest.mode === "stream";
    this.atOnce = this.#stays ? 1 : severalAtOnce;
  }

  #with(environment: Environment): Program {
    return { ...this.#program, env: { ...this.#program.env, ...environment } };
  }

  async call(job: Job, environment: Environment): Promise<Reaction> {
    return this.#stays ? this.#ask(job, environment) : this.#once(job, environment);
  }

  async #ask(job: Job, environment: Environment): Promise<Reaction> {
    const key = JSON.stringify(environment);
    const stream = this.#streams.get(key) ?? new Stream(this.#with(environment));
    this.#streams.set(key, stream);
    try {
      const line = await stream.ask(writeJson(job), job.deadline_ms);
      if (line !== undefined) return { outcome: readOutcome(line, job.case), said: stream.takeSaid() };
      this.#drop(key, stream);
      return { outcome: undefined, said: stream.takeSaid() };
    } catch (error) {
      this.#drop(key, stream);
      throw error;
    }
  }

  #drop(key: string, stream: Stream): void {
    stream.close();
    this.#streams.delete(key);
  }

  async #once(job: Job, environment: Environment): Promise<Reaction> {
    const done = await runOnce(this.#with(environment), `${writeJson(job)}\n`, job.deadline_ms);
    if (!done.ended) return { outcome: undefined, said: done.stderr };
    const lines = done.stdout.split("\n").filter((line) => line.trim() !== "");
    if (done.code !== 0) throw new AdapterError(`the adapter ended with code ${done.code}: ${tail(done.stderr)}`);
    if (lines.length !== 1)
      throw new AdapterError(`the adapter printed ${lines.length} lines instead of one: ${tail(done.stdout)}`);
    return { outcome: readOutcome(lines[0] ?? "", job.case), said: done.stderr };
  }

  async close(): Promise<void> {
    for (const stream of this.#streams.values()) stream.close();
    this.#streams.clear();
  }
}
