import { type ChildProcess, execFile, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SliceDone } from "./plan.ts";

const root = join(import.meta.dirname, "..");
/** The script that the package installs as its command. */
export const command = join(root, "bin/wvc.js");

/** A mock target in a process of its own, so that client and server share no event loop. */
export async function startMock(...flags: string[]): Promise<{ baseUrl: string; stop: () => Promise<void> }> {
  const args = [command, "mock", "--port", "0", ...flags];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const baseUrl = /http:\S+\/client\/v4/.exec(line.toString())?.[0];
  if (!baseUrl) throw new Error(`the mock did not say where it is: ${line}`);
  const stop = async () => {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  };
  return { baseUrl, stop };
}

/** A loop in a process of its own; each `slice` lets it do one slice of cases. */
export interface Loop {
  slice: () => Promise<SliceDone>;
  /** Lets a loop end that has done its last slice. */
  end: () => Promise<void>;
}

/** The next message of a loop; a loop that ends instead has written why to standard error. */
function nextMessage(child: ChildProcess): Promise<SliceDone> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the loop ended with exit code ${code}`));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message as SliceDone);
    });
  });
}

export async function startLoop(way: "judged" | "raw", cases: number, baseUrl?: string): Promise<Loop> {
  const child = fork(join(root, "bench/loop.ts"), [way, String(cases), ...(baseUrl ? [baseUrl] : [])]);
  await nextMessage(child);
  const slice = () => {
    const done = nextMessage(child);
    child.send("go");
    return done;
  };
  const end = async () => {
    const ended = once(child, "exit");
    child.send("go");
    const [code] = await ended;
    if (code !== 0) throw new Error(`the ${way} loop ended with exit code ${code}`);
  };
  return { slice, end };
}

/** Runs a script to its end: how long that took, and what it printed. A failing exit code throws. */
export async function timed(args: readonly string[]): Promise<{ tookMs: number; stdout: string }> {
  const startedAt = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [...args]);
  return { tookMs: performance.now() - startedAt, stdout };
}

/** The command as the package has it, built, in a folder of its own: the checkout's own command runs its sources. */
export async function builtCommand(): Promise<string> {
  await promisify(execFile)("npm", ["run", "build"], { cwd: root });
  const folder = await mkdtemp(join(tmpdir(), "wvc-built-"));
  await cp(join(root, "bin"), join(folder, "bin"), { recursive: true });
  for (const name of ["dist", "package.json", "node_modules"]) await symlink(join(root, name), join(folder, name));
  return join(folder, "bin/wvc.js");
}
