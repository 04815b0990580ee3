import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { gate } from "../harness/gate/gate.ts";
import { manifestSchema } from "../harness/gate/protocol.ts";
import { published } from "../harness/gate/publish.ts";
import { type GateFlags, readFlags } from "../harness/gate/settings.ts";
import { matrixHtml, matrixMarkdown, matrixSchema } from "../reports/gate-matrix.ts";

const root = resolve(import.meta.dirname, "..");
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
  "result.strings",
  "failure.all-errors",
];
const judged = (command: string[]) => {
  const manifest = manifestSchema.parse({ client: "docs", command, mode: "stream" });
  return gate({ manifest, folder, expected: [] }, readFlags({ runs: 3, only }) as GateFlags, process.env, { proof });
};

describe("the adapters of docs/gate.md", () => {
  const slow = { timeout: 600_000 };
  const passes = { fail: 0, flaky: 0, "adapter-error": 0, untested: 0, pass: 10 };

  it("JavaScript: as it is written", slow, async () => {
    writeFileSync(join(folder, "adapter.mjs"), block("js"));

    expect((await judged([process.execPath, "adapter.mjs"])).totals).toMatchObject(passes);
  });

  it.skipIf(!isThere("python3", "--version"))(
    "Python: as it is written (skipped where there is no python3)",
    slow,
    async () => {
      writeFileSync(join(folder, "adapter.py"), block("python"));

      expect((await judged(["python3", "adapter.py"])).totals).toMatchObject(passes);
    },
  );

  it.skipIf(!isThere("go", "version"))("Go: as it is written (skipped where there is no go)", slow, async () => {
    const place = mkdtempSync(join(tmpdir(), "wvc-go-"));
    writeFileSync(join(place, "main.go"), block("go"));
    execFileSync("go", ["build", "-o", join(folder, "adapter-go"), "main.go"], { cwd: place, stdio: "pipe" });

    expect((await judged(["./adapter-go"])).totals).toMatchObject(passes);
  });
});
