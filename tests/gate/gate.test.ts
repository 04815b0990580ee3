import { once } from "node:events";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { main } from "../../cli.ts";
import { type GateFlags, readFlags } from "../../gate/adapters/settings.ts";
import { type Manifest, manifestSchema } from "../../gate/contract/protocol.ts";
import type { Proof } from "../../gate/proof/prove.ts";
import { gate } from "../../gate/run/gate.ts";
import { gateHtml } from "../../reports/gate/html.ts";
import { gateMarkdown } from "../../reports/gate/markdown.ts";
import { type GateReport, gateExitCode } from "../../reports/gate/report.ts";
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
  it("passes a client that is right but for doubles, over one process", async () => {
    const report = await judged(adapter("right"));

    // JSON.parse reads numbers as doubles; nothing else of it is wrong.
    expect(failing(report).toSorted()).toEqual(["body.numbers", "result.number-exact"]);
    const numbers = report.properties.find(({ id }) => id === "body.numbers")?.failures;
    expect(numbers).toMatchObject([{ row: "beyond-2^53", at: "body/bindings/0/json/0", expected: "9007199254740993" }]);
    expect(gateExitCode(report)).toBe(1);
  });

  it("finds what a client breaks, with the smallest call, a curl and a replay that shows it again", async () => {
    const report = await judged(adapter("forgets-deploy"), { only: ["deploy"] });

    const failure = report.properties.find(({ id }) => id === "deploy.true-sent")?.failures[0];
    expect(failing(report)).toEqual(["deploy.true-sent", "deploy.false-sent"]);
    expect(failure?.call).toEqual({
      account_id: "023e105f4ecef8ad9ca31a8372d0c353",
      worker_id: "my-worker",
      query: { deploy: true },
      body: { main_module: "index.js" },
    });
    expect(failure?.curl).toContain('/workers/workers/my-worker/versions?deploy=true"');
    expect(failure?.attempts[0]?.text).toContain("POST /c/");
    const [only, path] = /--only (\S+) --seed 1 --path (\S+)/.exec(failure?.replay ?? "")?.slice(1) ?? [];
    const again = await judged(adapter("forgets-deploy"), { only: [only], path });
    expect(failing(again)).toEqual(["deploy.true-sent"]);
  });

  it.each(["crashes", "nonsense", "no-outcome", "other-case"])(
    "is to blame itself, never its client, where it %s",
    async (how) => {
      const report = await judged(adapter(how), { only: ["deploy"], runs: 6 });

      expect(report.totals.fail).toBe(0);
      expect(report.totals["adapter-error"]).toBeGreaterThan(0);
      expect(report.run.ended).toContain("the adapter failed 5 times in a row");
      expect(gateExitCode(report)).toBe(2);
    },
  );

  it("is to blame where it says two things at once", async () => {
    const report = await judged(adapter("twice"), { only: ["deploy"] });

    expect(report.totals["adapter-error"]).toBeGreaterThan(0);
    expect(gateExitCode(report)).not.toBe(0);
  });

  it("cannot be started: exit 2 with the reason", async () => {
    const report = await judged(adapter("missing", { command: ["/no/such/program"] }), { only: ["deploy"], runs: 6 });

    expect(report.run.ended).toContain("/no/such/program");
    expect(gateExitCode(report)).toBe(2);
  });

  it("says what its client cannot express: no pass, and alone no success", async () => {
    const report = await judged(adapter("cannot"), { only: ["deploy"] });

    expect(report.totals).toMatchObject({ pass: 0, fail: 0, "not-expressible": 4 });
    expect(gateExitCode(report)).toBe(2);
  });
});

describe("a command template", () => {
  const template = manifestSchema.parse({
    client: "cli",
    command: [process.execPath, "cli.mjs", "{base_url}", "{account_id}", "{worker_id}", "{token}", "{body}"],
    deploy: { true: ["true"], false: ["false"] },
    mode: "template",
  });

  it("judges what the command sends and what it prints", async () => {
    const only = ["deploy", "body.steps", "failure.all-errors", "failure.pointer", "result.unknown-kind"];

    const report = await judged(template, { only, runs: 1 });

    expect(report.totals).toMatchObject({ pass: 8, fail: 0 });
  });

  it("finds its base URL in CLOUDFLARE_BASE_URL, too", async () => {
    const words = ["-e", 'process.argv.splice(1, 1, "cli", process.env.CLOUDFLARE_BASE_URL); import("./cli.mjs")'];
    const command = [process.execPath, ...words, "{base_url}", ...template.command.slice(3)];

    expect((await judged({ ...template, command }, { only: ["call.sent"], runs: 1 })).totals.pass).toBe(1);
  });

  it.each([
    ["knows no base URL", ["cli", "{body}"], "the template has no {base_url}"],
    [
      "misspells one",
      ["cli", "{base_ulr}", "{body}"],
      "{base_ulr} is no placeholder; the nearest known name is base_url",
    ],
    ["sends nothing", [process.execPath, "-e", "0", "{base_url}"], "not one request reached the gate"],
  ])("is refused where it %s", async (_, command, reason) => {
    await expect(judged({ ...template, command }, { only: ["call.sent"], runs: 1 })).rejects.toThrow(reason);
  });

  it("has no words for deploy=false: not expressible", async () => {
    const report = await judged({ ...template, deploy: { true: ["true"] } }, { only: ["deploy"], runs: 1 });

    expect(verdict(report, "deploy.false-sent")).toBe("not-expressible");
  });
});

describe("what is known of a client", () => {
  const known = [{ id: "deploy.true-sent", reason: "an issue is open" }];

  it("passes with the failures that are expected", async () => {
    const expected = [...known, { id: "deploy.false-sent", reason: "the same" }];

    const report = await judged(adapter("forgets-deploy"), { only: ["deploy"] }, expected);

    expect(report.totals).toMatchObject({ pass: 2, "expected-fail": 2, fail: 0 });
    expect(gateExitCode(report)).toBe(0);
  });

  it("says that no manifest names the other credential", async () => {
    const report = await judged(adapter("right"), { only: ["auth.credential-sent"], runs: 1 });

    expect(report.properties[0]?.rows.find(({ row }) => row === "key_email")?.reason).toBe(
      'not tried: "auth" of the manifest names no key_email',
    );
  });

  it("fails where an expected failure is gone", async () => {
    const report = await judged(adapter("right"), { only: ["deploy"] }, known);

    expect(verdict(report, "deploy.true-sent")).toBe("stale-expected");
    expect(gateExitCode(report)).toBe(1);
  });

  it("leaves out what the manifest says it cannot show", async () => {
    const report = await judged(adapter("right", { cannot: ["deploy.false-sent"] }), { only: ["deploy"] });

    expect(verdict(report, "deploy.false-sent")).toBe("not-expressible");
    expect(gateExitCode(report)).toBe(0);
  });

  it("forgives what the manifest declares as normalised, and nothing else", async () => {
    const program = `
      const { createInterface } = require("node:readline");
      createInterface({ input: process.stdin }).on("line", async (line) => {
        const { case: id, base_url, auth, call } = JSON.parse(line);
        const body = { ...call.body, usage_model: "standard", bindings: (call.body.bindings ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
        const url = base_url + "/accounts/" + call.account_id + "/workers/workers/" + call.worker_id + "/versions";
        const headers = { authorization: "Bearer " + auth.token, "content-type": "application/json" };
        const { result } = await (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).json();
        console.log(JSON.stringify({ case: id, outcome: "version", version: result }));
      });`;
    const command = [process.execPath, "-e", program];
    const normalizes = ["bindings.order", "usage_model.default"] as const;

    const strict = await judged(adapter("sorts", { command }), { only: ["body.order"], runs: 6 });
    const declared = await judged(adapter("sorts", { command, normalizes: [...normalizes] }), {
      only: ["body.order"],
      runs: 6,
    });

    expect(failing(strict).toSorted()).toEqual(["body.nothing-added", "body.order"]);
    expect(failing(declared)).toEqual([]);
  });
});

describe("the report", () => {
  it("has the broken binding alone, though the case held every kind at once", async () => {
    const report = await judged(adapter("forgets-queues"), { only: ["body.kinds"], runs: 2 });

    const failures = report.properties.flatMap((one) => one.failures);
    expect(failures).toMatchObject([
      {
        row: "queue",
        replay: expect.stringMatching(/--only body.kinds --seed/),
        call: { body: { bindings: [{ type: "queue" }] } },
      },
    ]);
    expect(failures[0]?.call).toHaveProperty("body.bindings.length", 1);
  });

  it("says which property is broken, and shows in escapes what looks alike", async () => {
    const report = await judged(adapter("composes"), { only: ["body.strings"], runs: 12 });

    expect(gateText(report)).toContain("exit 1: 1 property broken: body.strings");
    for (const text of [gateText(report), gateMarkdown(report), gateHtml(report)]) {
      expect(text).toContain("cafe\\u0301");
      expect(text).toContain("caf\\u00e9");
    }
  });

  it("says which entry is stale", async () => {
    const known = [{ id: "deploy.true-sent", reason: "an issue is open" }];

    const report = await judged(adapter("right"), { only: ["deploy"] }, known);

    expect(gateText(report)).toContain("exit 1: 1 stale entry: deploy.true-sent");
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

  it.each([
    ["no client", []],
    ["a manifest that is not there", ["--manifest", "/no/such/file.json"]],
    ["a mode that it does not know", ["--mode", "telepathy", "--", "x"]],
    ["a selection of nothing", ["--only", "nothing", "--", "x"]],
    ["a path without a selection", ["--path", "0:1", "--", "x"]],
    ["a path with an area", ["--path", "0:1", "--only", "deploy", "--", "x"]],
    ["a path with two properties", ["--path", "0", "--only", "body.null", "--only", "body.empty", "--", "x"]],
    ["a seed that is no number", ["--seed", "x", "--", "x"]],
  ])("refuses %s with one sentence and exit 2", async (_, args) => {
    const { code, text } = await run(...args);

    expect(code).toBe(2);
    expect(text).toContain("exit 2");
    expect(text).not.toMatch(/\n\s+at /);
  });

  it("refuses a manifest with a key that it does not know, and an expected failure of no property", async () => {
    const folder = await mkdtemp(join(tmpdir(), "wvc-"));
    const odd = join(folder, "odd.json");
    const list = join(folder, "expected.json");
    await writeFile(odd, JSON.stringify({ client: "x", command: ["x"], colour: "red" }));
    await writeFile(list, JSON.stringify([{ property: "body.nonsense", reason: "x" }]));

    expect((await run("--manifest", odd)).text).toContain("colour");
    expect((await run("--expected", list, "--", "x")).text).toContain("body.nonsense is no property");
  });

  it("records a program, judges what shows without its intent, and keeps its secrets to itself", async () => {
    const out = await mkdtemp(join(tmpdir(), "wvc-"));
    const program = `fetch(process.env.CLOUDFLARE_BASE_URL + "/accounts/a/workers/workers/w/versions?deploy=", { method: "POST",
      headers: { authorization: "Bearer top-secret-token", "content-type": "application/json" },
      body: JSON.stringify({ compatibility_flags: "one", bindings: [{ name: "S", type: "secret_text", text: "hush" }] }) })`;

    const { code, text } = await run("--record", "--out", out, "--", process.execPath, "-e", program);

    const saved = await readFile(join(out, "gate-record.json"), "utf8");
    expect(code).toBe(1);
    expect(text).toContain("query.nothing-else");
    expect(text).toContain("body.one-element-lists");
    expect(text + saved).not.toMatch(/top-secret-token|hush/);
  });

  it("says so where a program sends no Create Version request", async () => {
    const out = await mkdtemp(join(tmpdir(), "wvc-"));

    const { code } = await run("--record", "--out", out, "--", process.execPath, "-e", "");

    expect(code).toBe(2);
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

    it("gives the client a 502 that says so where the upstream resets every connection", async () => {
      await serving(
        (socket) => socket.resetAndDestroy(),
        async (port) => {
          const upstream = ["--upstream", `http://127.0.0.1:${port}`];
          const { code, text } = await run("--record", "--out", await out(), ...upstream, "--", ...posting(isRight));

          expect(code).toBe(2);
          expect(text).toMatch(/exit 2: upstream http:\/\/127\.0\.0\.1:\d+ unreachable: /);
        },
      );
    });

    it("says which upstream is not there", async () => {
      let free = 0;
      await serving(
        () => {},
        async (port) => {
          free = port;
        },
      );

      const { code, text } = await run(
        ...["--record", "--out", await out(), "--upstream", `http://user:pass@127.0.0.1:${free}`, "--"],
        ...posting(isRight),
      );

      expect(code).toBe(2);
      expect(text).toContain(`upstream http://127.0.0.1:${free} unreachable`);
      expect(text).not.toMatch(/ended with|pass@/);
    });

    it("says that the program cannot be started", async () => {
      const { code, text } = await run("--record", "--out", await out(), "--", "no-such-command");

      expect(code).toBe(2);
      expect(text).toContain("no-such-command cannot be started");
      expect(text).not.toContain("broke");
    });

    it("says with which code the program ended", async () => {
      const { code, text } = await run("--record", "--out", await out(), "--", ...posting("process.exit(7);"));

      expect(code).toBe(2);
      expect(text).toContain("exit 2: the command ended with 7");
    });
  });
});
