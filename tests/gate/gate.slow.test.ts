import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { main } from "../../cli.ts";
import { type GateFlags, readFlags } from "../../gate/adapters/settings.ts";
import { type Manifest, manifestSchema } from "../../gate/contract/protocol.ts";
import type { Proof } from "../../gate/proof/prove.ts";
import { gate } from "../../gate/run/gate.ts";
import { compareGates } from "../../reports/gate/changes.ts";
import { gateHtml } from "../../reports/gate/html.ts";
import { gateMarkdown } from "../../reports/gate/markdown.ts";
import { type GateReport, gateExitCode, gateReportSchema } from "../../reports/gate/report.ts";
import { gateText } from "../../reports/gate/text.ts";

const here = import.meta.dirname;
/** The gate proves itself in a test of its own. */
const proof: Proof = { alarms: [], rows: [], unproven: [], cases: 0, tookMs: 0 };

const adapter = (how: string, more: Partial<Manifest> = {}) =>
  manifestSchema.parse({ client: how, command: [process.execPath, "adapter.mjs", how], mode: "stream", ...more });
const judged = (
  manifest: Manifest,
  flags: Record<string, unknown> = {},
  expected: { id: string; row?: string; reason: string }[] = [],
) => gate({ manifest, folder: here, expected }, readFlags({ runs: 2, ...flags }) as GateFlags, process.env, { proof });
const failing = ({ properties }: GateReport) =>
  properties.flatMap(({ id, failures }) => (failures.length > 0 ? [id] : []));
const verdict = ({ properties }: GateReport, id: string) => properties.find((one) => one.id === id)?.verdict;

describe("an adapter as a program", () => {
  it("passes it as well in a process for each call", async () => {
    const command = [process.execPath, "adapter.mjs", "right", "spawn"];

    const report = await judged(adapter("right", { mode: "spawn", command }), {
      only: ["deploy", "call.path"],
      runs: 1,
    });

    expect(report.totals.pass).toBe(5);
    expect(gateExitCode(report)).toBe(0);
  });

  it("ends in about twice the time that was given where it never answers", async () => {
    const report = await judged(adapter("hangs"), { seconds: 1 });

    expect(report.run.ended).toContain("2 times the 1 s that were given are over");
    expect(gateExitCode(report)).toBe(2);
  });

  it("that crashes on some calls is asked about the other properties", async () => {
    const report = await judged(adapter("crashes-on-deploy"), { only: ["deploy", "query", "call.sent"], runs: 12 });

    expect(report.run.ended).toBeUndefined();
    expect(verdict(report, "deploy.true-sent")).toBe("adapter-error");
    expect(verdict(report, "deploy.absent-stays-absent")).toBe("pass");
    expect(verdict(report, "call.sent")).toBe("pass");
    expect(gateText(report)).toContain("the adapter failed 5 times in a row, the rest of its cases is left out");
    expect(gateExitCode(report)).toBe(2);
  });

  it("that hangs on some calls is waited for less after three of them", async () => {
    const report = await judged(adapter("hangs-on-deploy"), { only: ["deploy", "call.sent"], runs: 3, seconds: 16 });

    expect(report.run.ended).toBeUndefined();
    expect(verdict(report, "deploy.absent-stays-absent")).toBe("pass");
    expect(gateText(report)).toContain("after 3 calls without an answer the rest of its cases is left out");
  });
});

describe("a command template", () => {
  const template = manifestSchema.parse({
    client: "cli",
    command: [process.execPath, "cli.mjs", "{base_url}", "{account_id}", "{worker_id}", "{token}", "{body}"],
    deploy: { true: ["true"], false: ["false"] },
    mode: "template",
  });

  it.each([
    ["the envelope", { WHOLE: "1" }, { pass: 4, "not-expressible": 0 }],
    ["the version", {}, { pass: 3, "not-expressible": 1 }],
  ])("shows messages where it prints %s, and errors as JSON or as text", async (_, env, totals) => {
    const only = ["result.messages", "failure.message", "failure.all-errors", "failure.pointer"];

    const report = await judged({ ...template, env }, { only, runs: 6 });

    expect(failing(report)).toEqual([]);
    expect(report.totals).toMatchObject(totals);
  });
});

describe("the official client of this project's own dependencies", () => {
  let report: GateReport;
  beforeAll(async () => {
    const manifest = manifestSchema.parse({
      client: "cloudflare (npm)",
      version: "7.3.0",
      command: [process.execPath, "adapter.mjs", "cloudflare"],
      mode: "stream",
      auth: ["token", "key_email"],
    });
    const client = { manifest, folder: resolve(here, "../../clients/cloudflare-npm"), expected: [] };
    report = await gate(client, readFlags({ runs: 4, seconds: 120 }) as GateFlags, process.env, { proof });
  });

  it("breaks what is known of release 7.3.0, and nothing else", () => {
    expect(failing(report).toSorted()).toEqual([
      "attempts.refusal-final",
      "attempts.retry-after",
      "attempts.unknown-outcome",
      "auth.nothing-else",
      "failure.no-version",
      "failure.success-false",
      "redirects.credential-stays",
      "redirects.same-request",
      "result.framing",
      "result.messages",
      "result.number-exact",
    ]);
    expect(report.totals).toMatchObject({ untested: 0, flaky: 0, "adapter-error": 0 });
  });

  it("cannot be asked for integers beyond 2^53: its language has none", () => {
    const numbers = report.properties.find(({ id }) => id === "body.numbers");

    expect(numbers?.verdict).toBe("pass");
    expect(numbers?.rows).toMatchObject([{ row: "beyond-2^53", verdict: "not-expressible", judged: 0 }]);
  });

  it("is reported in every form, each with the smallest call", () => {
    expect(gateReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    for (const text of [gateText(report), gateMarkdown(report), gateHtml(report)]) {
      expect(text).toContain("result.number-exact");
      expect(text).toContain("9007199254740993");
    }
  });

  it("compares with another release of itself", () => {
    const fixed: GateReport = structuredClone(report);
    const one = fixed.properties.find(({ id }) => id === "result.messages");
    if (one) Object.assign(one, { verdict: "pass", failures: [] });

    expect(compareGates(report, report)).toMatchObject({
      fixed: [],
      broken: [],
      noLongerJudged: [],
      newlyJudged: [],
      unlike: [],
    });
    expect(compareGates(report, fixed).fixed).toMatchObject([{ id: "result.messages", before: "fail", after: "pass" }]);
    expect(compareGates(fixed, report).broken).toMatchObject([{ id: "result.messages", finding: { at: "messages" } }]);
  });
});

describe("the command line", () => {
  const run = async (...args: string[]) => {
    let text = "";
    const keep = (chunk: unknown) => {
      text += String(chunk);
      return true;
    };
    const [out, err] = [process.stdout.write, process.stderr.write];
    process.stdout.write = keep as typeof out;
    process.stderr.write = keep as typeof err;
    try {
      const code = await main(["gate", ...args], process.env);
      return { code, text };
    } finally {
      process.stdout.write = out;
      process.stderr.write = err;
    }
  };

  it("refuses a path that leads nowhere with one sentence and exit 2", async () => {
    const { code, text } = await run("--path", "0:99:99", "--only", "body.null", "--", "true");

    expect(code).toBe(2);
    expect(text).toContain("exit 2");
    expect(text).not.toMatch(/\n\s+at /);
  });

  describe("--record, where something is amiss", () => {
    const posting = (then = "") => [
      process.execPath,
      "-e",
      `fetch(process.env.CLOUDFLARE_BASE_URL + "/accounts/a/workers/workers/w/versions", { method: "POST",
        headers: { authorization: "Bearer t", "content-type": "application/json" }, body: "{}" })
        .then((answer) => { ${then} })`,
    ];
    /** A server that treats each connection so. */
    const serving = async (treat: (socket: Socket) => void, act: (port: number) => Promise<void>) => {
      const server = createServer(treat).listen(0, "127.0.0.1");
      await once(server, "listening");
      await act((server.address() as AddressInfo).port).finally(() => server.close());
    };
    const out = () => mkdtemp(join(tmpdir(), "wvc-"));

    const isRight = "if (answer.status !== 502) process.exit(9);";

    it("gives the client a 502 that says so where the upstream never answers", async () => {
      await serving(
        (socket) => void socket.on("error", () => {}),
        async (port) => {
          const upstream = ["--upstream", `http://127.0.0.1:${port}`, "--seconds", "1"];
          const { code, text } = await run("--record", "--out", await out(), ...upstream, "--", ...posting(isRight));

          expect(code).toBe(2);
          expect(text).toMatch(/exit 2: upstream http:\/\/127\.0\.0\.1:\d+ unreachable: /);
        },
      );
    });
  });
});
