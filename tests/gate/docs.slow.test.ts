import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type GateFlags, readFlags } from "../../gate/adapters/settings.ts";
import { published } from "../../gate/commands/publish.ts";
import { manifestSchema } from "../../gate/contract/protocol.ts";
import { gate } from "../../gate/run/gate.ts";
import { matrixSchema } from "../../reports/gate/matrix.ts";
import { matrixHtml } from "../../reports/gate/matrix-html.ts";
import { matrixMarkdown } from "../../reports/gate/matrix-markdown.ts";

const root = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

it.each(published.map(([path]) => path))("%s is what the code says", (path) => {
  const text = published.find(([one]) => one === path)?.[1] ?? "";

  if (path.endsWith(".json")) expect(JSON.parse(read(path))).toEqual(JSON.parse(text));
  else expect(read(path)).toBe(text);
});

describe("the page of clients", () => {
  it("is made from the runs that its JSON holds", () => {
    const matrix = matrixSchema.parse(JSON.parse(read("docs/clients.json")));

    expect(read("docs/clients.md")).toBe(matrixMarkdown(matrix));
    expect(read("docs/clients.html")).toBe(matrixHtml(matrix));
    expect(matrix.clients.length).toBeGreaterThan(0);
  });
});

/** In the project's folder, so that its own dependencies are found. */
const folder = join(root, "node_modules", ".gate-docs");
mkdirSync(folder, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const block = (language: string) =>
  new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(read("docs/gate.md"))?.[1] ?? "";
const isThere = (command: string, ...args: string[]) => {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};
const proof = { alarms: [], rows: [], unproven: [], cases: 0, tookMs: 0 };
const only = [
  "call.sent",
  "call.json-body",
  "deploy",
  "body.json-binding",
  "body.strings",
  "body.numbers",
  "result.strings",
  "failure.all-errors",
  "failure.reported",
  "failure.odd-envelope",
  "failure.edge-page",
  "failure.truncated",
  "failure.no-connection",
];
const judged = async (command: string[]) => {
  const manifest = manifestSchema.parse({ client: "docs", command, mode: "stream" });
  const { totals, properties } = await gate(
    { manifest, folder, expected: [] },
    readFlags({ runs: 3, only }) as GateFlags,
    process.env,
    { proof },
  );
  return { totals, failing: properties.flatMap(({ id, failures }) => (failures.length > 0 ? [id] : [])) };
};

describe("the adapters of docs/gate.md", () => {
  const passes = { totals: { flaky: 0, "adapter-error": 0, untested: 0, pass: 16 }, failing: [] as string[] };

  it("JavaScript: as it is written", async () => {
    writeFileSync(join(folder, "adapter.mjs"), block("js"));

    // The client sends again after a 502; after a reset, so that it is answered; and does not wait longer than a minute.
    expect(await judged([process.execPath, "adapter.mjs"])).toMatchObject({
      totals: { ...passes.totals, pass: 15 },
      failing: ["attempts.unknown-outcome", "attempts.retry-after"],
    });
  });

  it("JavaScript: says so where the client throws before it sends", async () => {
    writeFileSync(join(folder, "throwing.mjs"), block("js").replace("versions.create(", "versions.gone("));

    await expect(judged([process.execPath, "throwing.mjs"])).rejects.toMatchObject({
      message: expect.stringContaining("not one request reached the gate"),
      hint: expect.stringContaining("before_send"),
    });
  });

  it("JavaScript: several calls at once, by protocol 2", async () => {
    writeFileSync(join(folder, "several.mjs"), block("javascript"));
    const command = [process.execPath, "several.mjs"];
    const manifest = manifestSchema.parse({ client: "docs", command, mode: "stream", protocol: 2 });

    const { totals, properties } = await gate(
      { manifest, folder, expected: [] },
      readFlags({ runs: 3, only: ["call.sent", "deploy", "failure.reported"] }) as GateFlags,
      process.env,
      { proof },
    );

    expect(totals).toMatchObject({ fail: 0, "adapter-error": 0, flaky: 0 });
    expect(properties.every(({ verdict }) => verdict === "pass")).toBe(true);
  });

  it.skipIf(!isThere("python3", "--version"))(
    "Python: as it is written (skipped where there is no python3)",
    async () => {
      writeFileSync(join(folder, "adapter.py"), block("python"));

      expect(await judged(["python3", "adapter.py"])).toMatchObject(passes);
    },
  );

  it.skipIf(!isThere("go", "version"))("Go: as it is written (skipped where there is no go)", async () => {
    const place = mkdtempSync(join(tmpdir(), "wvc-go-"));
    writeFileSync(join(place, "main.go"), block("go"));
    execFileSync("go", ["build", "-o", join(folder, "adapter-go"), "main.go"], { cwd: place, stdio: "pipe" });

    expect(await judged(["./adapter-go"])).toMatchObject(passes);
  });
});
