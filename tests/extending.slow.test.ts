import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve, sep } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const folder = join(mkdtempSync(join(tmpdir(), "extending-")), "copy");
const left = ["node_modules", ".git", "conformance-report"].map((one) => join(root, one));

/** Puts lines behind a line of a file of the copy. */
function insert(file: string, after: string, ...lines: string[]): void {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  if (!text.includes(after)) throw new Error(`${file} has no line ${after}`);
  writeFileSync(path, text.replace(after, [after, ...lines].join("\n")));
}
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const vitest = (...args: string[]) => run("npx", "vitest", "run", "--project", "project", ...args);

/** What CONTRIBUTING says about adding things, done in a copy of the project. */
describe("in a copy of the project", () => {
  beforeAll(async () => {
    await cp(root, folder, {
      recursive: true,
      filter: (from) => !left.some((one) => from === one || from.startsWith(one + sep)),
    });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  });

  it("a binding kind is one row and one command", () => {
    const row = `  websearch: { ...resource({ engine: name() }), since: "create-version/2026-11" },`;
    insert("contract/bindings.ts", "  queue: resource({ queue_name: name() }),", row);

    run("npm", "run", "schemas");

    expect(run("npx", "tsc", "--noEmit")).toBe("");
    vitest(
      "tests/contract",
      "tests/harness/commands/drift.test.ts",
      "tests/harness/settings",
      "tests/arbitraries",
      "tests/shape.test.ts",
    );
    const matrix = run(
      process.execPath,
      "bin/wvc.js",
      "kill-matrix",
      "--runs",
      "2",
      "--only",
      "refuses-websearch",
      "--only",
      "loses-websearch",
    );
    expect(matrix).toContain("2/2 faults killed by exactly their requirement");
  });

  it("a requirement is a row, a judge and a target fault", () => {
    insert(
      "contract/requirements/envelope.ts",
      "export const versionRequirements = {",
      `  "version.source-short": must("name a source of at most 20 characters", "page:result.source"),`,
    );
    insert(
      "suites/index.ts",
      "export const invariants: readonly Invariant[] = [",
      `  { ids: ["version.source-short"], judge: shortSource },`,
    );
    insert(
      "suites/index.ts",
      `import { addressingClaims } from "./addressing.ts";`,
      `import { shortSource } from "./source.ts";`,
    );
    writeFileSync(
      join(folder, "suites/source.ts"),
      [
        `import { type Finding, finding, type Observed } from "./seen/invariant.ts";`,
        "",
        "/** A source is short. */",
        "export const shortSource = ({ sightings }: Observed): Finding[] =>",
        `  sightings.map(({ shown: { source } }) =>`,
        `    finding("version.source-short", typeof source !== "string" || source.length <= 20, "20 characters at most", source),`,
        "  );",
        "",
      ].join("\n"),
    );
    insert(
      "mock/faults/fields.ts",
      "const fieldFaults = {",
      `  "source-long": fault("version.source-short", "names a long source", showing((one) => { one.source = "a".repeat(21); })),`,
    );

    run("npx", "biome", "check", "--write", "suites", "mock", "contract");

    expect(run("npx", "tsc", "--noEmit")).toBe("");
    vitest("tests/shape.test.ts", "-u");
    vitest("tests/suites/judges.test.ts", "tests/contract/sources.test.ts", "tests/shape.test.ts");
    const matrix = run(process.execPath, "bin/wvc.js", "kill-matrix", "--runs", "2", "--only", "version.source-short");
    expect(matrix).toContain("1/1 faults killed by exactly their requirement");
  });
});
