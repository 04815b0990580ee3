import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { AdapterError } from "./adapter.ts";

export type Environment = Readonly<Record<string, string>>;

/** The process's own environment, without credentials and settings that are not the client's business. */
export const cleanEnvironment = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || /^(CLOUDFLARE_|CF_|CONFORMANCE_)/.test(name) ? [] : [[name, value]],
    ),
  );

const shortest = 1000;
/** The end of what a process wrote, for messages. */
export const tail = (text: string) => text.trim().slice(-shortest);

/** A program to run: where, and with which variables. */
export interface Program {
  command: readonly string[];
  folder: string;
  env: Environment;
}

/** Starts a program; what it prints comes as text, whole characters at a time. */
export function start({ command, folder, env }: Program): ChildProcessWithoutNullStreams {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { cwd: folder, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
  child.stdout.setEncoding("utf8");
  child.stderr.setEncoding("utf8");
  return child;
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

/** What a process printed, and how it ended; one that did not end in time was ended. */
export interface Done {
  ended: boolean;
  stdout: string;
  stderr: string;
  code: number | null;
}

/** A process that is started, and is asked once. */
export class Started {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #over: Promise<Done>;
  #stdout = "";
  #stderr = "";
  /** It cannot be asked any more. */
  isOver = false;
  /** It had closed its input before it was asked. */
  isDeaf = false;

  constructor(program: Program) {
    this.#child = start(program);
    this.#child.stdout.on("data", (text: string) => (this.#stdout += text));
    this.#child.stderr.on("data", (text: string) => (this.#stderr += text));
    this.#child.stdin.on("error", () => (this.isDeaf = true));
    this.#over = new Promise<Done>((resolve, reject) => {
      this.#child.on("exit", () => (this.isOver = true));
      this.#child.on("close", (code) => resolve(this.#done(true, code)));
      this.#child.on("error", ({ message }) => {
        this.isOver = true;
        reject(new AdapterError(`${program.command[0]} cannot be started: ${message}`));
      });
    });
    // Where nobody asks it, nobody is told.
    this.#over.catch(() => {});
  }

  #done(ended: boolean, code: number | null): Done {
    return { ended, stdout: this.#stdout, stderr: this.#stderr, code };
  }

  /** Gives it its input, and waits until it ends. */
  async ask(input: string, deadlineMs: number): Promise<Done> {
    this.#child.stdin.end(input);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Done>((resolve) => {
      timer = setTimeout(() => resolve(this.#done(false, null)), deadlineMs);
    });
    try {
      return await Promise.race([this.#over, late]);
    } finally {
      clearTimeout(timer);
      this.end();
    }
  }

  end(): void {
    end(this.#child);
  }
}
