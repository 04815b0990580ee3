import { spawn } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createMock } from "../mock/app.ts";
import { serveMock } from "../mock/server.ts";
import { reportSchema } from "../reports/report.ts";

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

describe("from settings to a comparison, as the README has it", () => {
  test("doctor, plan, run, diff against a server", async () => {
    const mock = createMock({ token: "cli-token" });
    let received = 0;
    const fetch = (request: Request) => {
      received += 1;
      return mock.fetch(request);
    };
    const server = await serveMock({ ...mock, fetch });
    const cwd = await folder();
    const config = { baseUrl: server.baseUrl, accountId: "0".repeat(32), maxRequests: 60, provision: true };
    await writeFile(join(cwd, "conformance.config.json"), JSON.stringify(config));
    const env = { CLOUDFLARE_API_TOKEN: "cli-token" };

    const printed = await wvc(["run", "--print-config"], cwd, env);
    const doctor = await wvc(["doctor"], cwd, env);
    const looked = received;
    const plan = await wvc(["plan"], cwd, env);
    const planned = received - looked;
    const run = await wvc(["run", "--out", "one"], cwd, env);
    const ran = received - looked;
    const same = await wvc(["diff", "one/report.json", "one/report.json"], cwd, env);
    await server.close();

    expect([printed.code, doctor.code, plan.code, run.code, same.code]).toEqual([0, 0, 0, 3, 1]);
    expect(same.out).toContain("incomplete: the budget of 60 requests is too small");
    expect(printed.out).toMatch(/^maxRequests +60 +from maxRequests in /m);
    expect(planned).toBe(0);
    expect(plan.out).toContain("never more than 60");
    expect(run.err).toContain(plan.out.split("\n").find((line) => line.startsWith("plan:")) ?? "no plan");
    expect(ran).toBeLessThanOrEqual(60);
    expect([mock.workerCount(), mock.resourceCount()]).toEqual([0, 0]);
    const report = reportSchema.parse(JSON.parse(await readFile(join(cwd, "one", "report.json"), "utf8")));
    expect(report.run.plan?.atMost).toBe(60);
    expect([printed, doctor, plan, run].map(({ out, err }) => out + err).join()).not.toContain("cli-token");
  });
});
