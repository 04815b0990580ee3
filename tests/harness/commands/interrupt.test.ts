import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../mock/app.ts";
import { type MockServer, serveMock } from "../../../mock/server.ts";
import { exitCodeOf, type Report, reportSchema } from "../../../reports/report.ts";
import { workersOn } from "../../workers-on.ts";

const root = resolve(import.meta.dirname, "../../..");
const accountId = "0".repeat(32);
const env = { PATH: process.env.PATH, CLOUDFLARE_API_TOKEN: "mock", CLOUDFLARE_ACCOUNT_ID: accountId };
const folder = () => mkdtempSync(join(tmpdir(), "wvc-interrupt-"));

interface Ran {
  child: ChildProcess;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}
function start(...args: string[]): Ran {
  const child = spawn(process.execPath, ["bin/wvc.js", ...args], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = [text(child.stdout as NodeJS.ReadableStream), text(child.stderr as NodeJS.ReadableStream)];
  const ended = once(child, "exit").then(async ([code]) => ({ code, stdout: await stdout, stderr: await stderr }));
  return { child, ended };
}
const readReport = (out: string): Report =>
  reportSchema.parse(JSON.parse(readFileSync(join(out, "report.json"), "utf8")));
const journals = (out: string) => readdirSync(out).filter((name) => name.startsWith("journal"));

/** A mock over HTTP that tells of every request before it answers; an answer may be withheld. */
async function serve(
  on: (number: number, request: Request) => Promise<void> | void,
): Promise<{ mock: Mock; server: MockServer }> {
  const mock = createMock();
  await workersOn(mock, accountId).make("not-ours");
  let count = 0;
  const fetch = async (request: Request) => {
    count += 1;
    await on(count, request);
    return mock.fetch(request);
  };
  const server = await serveMock({ ...mock, fetch });
  servers.push(server);
  return { mock, server };
}
const servers: Pick<MockServer, "close">[] = [];
afterEach(async () => {
  for (const one of servers.splice(0)) await one.close();
});
const never = () => new Promise<void>(() => {});
const against = (server: MockServer, out: string) => [
  "run",
  "--base-url",
  server.baseUrl,
  "--account-id",
  accountId,
  "--out",
  out,
];

describe("an interrupted run", () => {
  test.each(["SIGINT"] as const)(
    "ends at %s with exit code 130, nothing left, and a report that is no pass",
    async (signal) => {
      const out = folder();
      let ran: Ran | undefined;
      const { mock, server } = await serve((number) => void (number === 60 && ran?.child.kill(signal)));

      ran = start(...against(server, out), "--only", "deploy");
      const { code, stdout } = await ran.ended;

      const report = readReport(out);
      expect(code).toBe(130);
      expect(stdout.trimEnd().split("\n").at(-1)).toBe("exit 130: interrupted; what was made has been removed");
      expect(await workersOn(mock, accountId).names()).toEqual(["not-ours"]);
      expect({ complete: report.complete, ended: report.run.ended, left: report.residue.left }).toEqual({
        complete: false,
        ended: "interrupted",
        left: [],
      });
      expect(exitCodeOf(report)).not.toBe(0);
      expect(journals(out)).toEqual([]);
    },
  );

  test("says at the second signal what is left and how to remove it, and that removes it", async () => {
    const out = folder();
    let ran: Ran | undefined;
    let isStuck = true;
    const { mock, server } = await serve(async (_number, { method }) => {
      if (method !== "DELETE" || !isStuck) return;
      ran?.child.kill("SIGINT");
      setTimeout(() => ran?.child.kill("SIGINT"), 300);
      await never();
    });

    ran = start(...against(server, out), "--only", "numbering");
    const { code, stdout } = await ran.ended;
    isStuck = false;

    const { left } = readReport(out).residue;
    expect(code).toBe(130);
    const names = await workersOn(mock, accountId).names();
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => name !== "not-ours" && !left.includes(name))).toEqual([]);
    expect(stdout).toContain(`left on the target, or not known to be gone: ${left.join(", ")}`);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(`exit 130: interrupted; ${left.length} Workers may be left`);
    expect(journals(out)).toHaveLength(1);
    const [, args = ""] = /remove it: npx --no-install workers-version-conformance (.*)/.exec(stdout) ?? [];
    const cleaned = await start(...args.replace('"$CLOUDFLARE_ACCOUNT_ID"', accountId).split(" ")).ended;
    expect(cleaned.code).toBe(0);
    expect(await workersOn(mock, accountId).names()).toEqual(["not-ours"]);
    expect(journals(out)).toEqual([]);
  });
});
