import { spawn } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const bin = new URL("../bin/wvc.js", import.meta.url).pathname;

/** The command line as a user has it: in a folder, with this environment. */
function wvc(args: readonly string[], cwd: string, env: Record<string, string> = {}) {
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const child = spawn(process.execPath, [bin, ...args], { cwd, env: { PATH: process.env.PATH ?? "", ...env } });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.on("close", (code) => resolve({ code, out, err }));
  });
}
const folder = () => mkdtemp(join(tmpdir(), "wvc-cli-"));

test("a run that its budget does not allow does not start, and neither does one without credentials", async () => {
  const cwd = await folder();
  const target = ["--base-url", "http://127.0.0.1:1/client/v4", "--account-id", "0".repeat(32)];

  const small = await wvc(["run", "--max-requests", "4", "--only", "deploy"], cwd);
  const bare = await wvc(["run", ...target], cwd);
  const doctor = await wvc(["doctor", ...target], cwd);

  expect([small.code, bare.code, doctor.code]).toEqual([2, 2, 2]);
  expect(small.err).toContain("a budget of 4 requests is too small");
  expect(bare.err).toContain("no credentials");
  expect(doctor.out).toContain("no run is possible: credentials");
});
