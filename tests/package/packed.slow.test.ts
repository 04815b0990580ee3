import { cp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { installed, must, nodeOf, packed, plainEnvironment, ran, root, withNode } from "./packed.ts";

/** The package as somebody gets it: packed, installed in an empty folder, and used from there. */
let tarball = "";
let folder = "";
beforeAll(async () => {
  tarball = await packed();
  folder = await installed(tarball);
  await cp(join(root, "tests/package/consumer/imports.mjs"), join(folder, "imports.mjs"));
});
const command = () => join(folder, "node_modules/.bin/workers-version-conformance");

async function bytesOf(path: string): Promise<number> {
  const all = await readdir(path, { recursive: true, withFileTypes: true });
  const sizes = all.filter((one) => one.isFile()).map((one) => stat(join(one.parentPath, one.name)));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}

describe("what is installed", () => {
  test("is under 20 MB and 35 packages, runs no scripts, and brings no runner of tests and no compiler", async () => {
    const lock = JSON.parse(await readFile(join(folder, "node_modules/.package-lock.json"), "utf8"));
    const names = Object.keys(lock.packages);
    expect(names.length).toBeLessThan(35);
    expect(names.filter((name) => /vitest|tsx|esbuild|rolldown|typescript/.test(name))).toEqual([]);
    expect(names.filter((name) => lock.packages[name].hasInstallScript)).toEqual([]);
    expect(await bytesOf(join(folder, "node_modules"))).toBeLessThan(20e6);
  });

  test("is a package as publint and are-the-types-wrong want it", async () => {
    await must(join(root, "node_modules/.bin/publint"), [tarball, "--strict"], root);
    await must(join(root, "node_modules/.bin/attw"), [tarball, "--profile", "esm-only"], root);
  });

  test("has the licences of all that is built into it", async () => {
    const notices = await readFile(
      join(folder, "node_modules/workers-version-conformance/dist/THIRD-PARTY.txt"),
      "utf8",
    );
    expect(notices).toMatch(/^hono [\d.]+ \(MIT\)/m);
    const licences = [...notices.matchAll(/^\S+ [\d.]+ \((.+)\)$/gm)].map(([, licence]) => licence);
    expect(licences.length).toBeGreaterThan(15);
    expect([...new Set(licences)].sort()).toEqual(["ISC", "MIT"]);
  });

  test("declares with maps that lead to sources", async () => {
    const at = join(folder, "node_modules/workers-version-conformance/dist/package");
    const { sources } = JSON.parse(await readFile(join(at, "run.d.ts.map"), "utf8"));
    expect(await readFile(join(at, sources[0]), "utf8")).toContain("export async function run(");
  });
});

/** The floor, what is maintained, and what is current. A version that this machine cannot get is said, not passed over. */
describe.each(["20.19.0", "22", "24", "latest"])("on Node %s", (version) => {
  test("every export works, and the command", async ({ skip }) => {
    const node = await nodeOf(version);
    if (node === undefined) return skip(`node@${version} cannot be had here`);
    const env = withNode(node);
    const { code, out } = await ran(join(node, "node"), ["imports.mjs"], folder, env);
    expect([code, out]).toEqual([0, expect.stringContaining("every export works on Node v")]);
    const run = await ran(command(), ["run", "--only", "numbering.first-is-one", "--runs", "1"], folder, env);
    expect([run.code, run.out]).toEqual([0, expect.stringContaining("exit 0: the target conforms")]);
    expect((await ran(command(), ["--version"], folder, env)).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test("conformance.config.ts is read, or it is said what is missing", async ({ skip }) => {
    const node = await nodeOf(version);
    if (node === undefined) return skip(`node@${version} cannot be had here`);
    const own = await installed(tarball);
    const text = `import { defineConfig } from "workers-version-conformance";\nconst seed: number = 7;\nexport default defineConfig({ seed });\n`;
    await writeFile(join(own, "conformance.config.ts"), text);
    const at = join(own, "node_modules/.bin/workers-version-conformance");
    const read = async () => ran(at, ["run", "--print-config"], own, withNode(node));
    const first = await read();
    if (version !== "20.19.0") return expect([first.code, first.out]).toEqual([0, expect.stringMatching(/seed\W+7/)]);
    expect([first.code, first.out]).toEqual([
      2,
      expect.stringMatching(/is TypeScript, which Node 20.*npm install --save-dev tsx/s),
    ]);
    for (const loader of ["jiti", "tsx"]) {
      await must("npm", ["install", "--save-dev", "--no-audit", "--no-fund", loader], own);
      const next = await read();
      expect([loader, next.code, next.out]).toEqual([loader, 0, expect.stringMatching(/seed\W+7/)]);
      await must("npm", ["uninstall", "--no-audit", "--no-fund", loader], own);
    }
  });
});

describe("a project of TypeScript", () => {
  let project = "";
  beforeAll(async () => {
    const others = ["typescript@7", "typescript-5@npm:typescript@5.9", "vitest@4.1", "hono", "@types/node@20"];
    project = await installed(tarball, ...others);
    await cp(join(root, "tests/package/consumer/use.ts"), join(project, "use.ts"));
    const text = await readFile(join(project, "use.ts"), "utf8");
    const bare = text.split("\n").filter((line) => !/vitest|[Hh]ono|\bapp\b|describe/.test(line));
    await writeFile(join(project, "bare.ts"), bare.join("\n"));
  });

  const ways = ["nodenext", "bundler"].flatMap((resolution) =>
    ["typescript", "typescript-5"].map((compiler): [string, string] => [compiler, resolution]),
  );
  const check = async (compiler: string, options: object, file: string) => {
    const compilerOptions = { target: "es2022", strict: true, noEmit: true, skipLibCheck: false, ...options };
    await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }));
    return ran(process.execPath, [join("node_modules", compiler, "bin/tsc"), "-p", "."], project);
  };

  test.each(ways)("type-checks every export: %s, %s", async (compiler, moduleResolution) => {
    const module = moduleResolution === "nodenext" ? "nodenext" : "esnext";
    const { code, out } = await check(compiler, { module, moduleResolution, types: ["node"] }, "use.ts");
    expect([out, code]).toEqual(["", 0]);
  });

  test.each(["typescript", "typescript-5"])("needs no types of Node: %s", async (compiler) => {
    const options = { module: "nodenext", lib: ["es2022", "dom"], types: [] };
    const { code, out } = await check(compiler, options, "bare.ts");
    expect([out, code]).toEqual(["", 0]);
  });
});

describe("in a runner of tests", () => {
  let project = "";
  beforeAll(async () => {
    project = await installed(tarball, "vitest@4.1", "jest@30", "@jest/globals@30", "hono", "@hono/node-server");
    await cp(join(root, "examples"), project, { recursive: true });
  });
  const bin = (name: string) => join(project, "node_modules/.bin", name);
  const run = (file: string, args: string[], more: NodeJS.ProcessEnv = {}) =>
    ran(file, args, project, { ...plainEnvironment(), NO_COLOR: "1", ...more });

  const broken = { BROKEN: "deploy-joins" };
  const vms = { NODE_OPTIONS: "--experimental-vm-modules" };
  const ways: [
    name: string,
    file: () => string,
    args: string[],
    more: NodeJS.ProcessEnv,
    passed: RegExp,
    failed: RegExp,
  ][] = [
    [
      "vitest",
      () => bin("vitest"),
      ["run", "conformance.test.mjs"],
      {},
      /1[23]\d passed/,
      /FAIL {2}deploy\.supersedes[\s\S]*replay +run\(/,
    ],
    [
      "node:test",
      () => process.execPath,
      ["--test", "conformance.node-test.mjs"],
      {},
      /pass 1[23]\d/,
      /(not ok \d+ -|✖) deploy\.supersedes/,
    ],
    [
      "Jest",
      () => bin("jest"),
      ["--testMatch", "**/conformance.jest.mjs"],
      vms,
      /1[23]\d passed/,
      /✕ deploy\.supersedes/,
    ],
    [
      "a listener of node:http",
      () => bin("vitest"),
      ["run", "express.test.mjs", "-t", "deploy"],
      {},
      /\d\d passed/,
      /FAIL {2}deploy\.supersedes/,
    ],
  ];

  test.each(ways)("%s: passes what holds, fails what a server breaks", async (_, file, args, more, passed, failed) => {
    const { code, out } = await run(file(), args, { ...more, ...broken });
    expect([code, out]).toEqual([1, expect.stringMatching(passed)]);
    expect(out).toMatch(failed);
  });

  test("vitest: what -t leaves out is not judged", async () => {
    const { code, out } = await run(bin("vitest"), ["run", "conformance.test.mjs", "-t", "numbering"]);
    expect([code, out]).toEqual([0, expect.stringMatching(/\d passed \| \d+ skipped/)]);
    const report = JSON.parse(await readFile(join(project, "conformance-report/report.json"), "utf8"));
    expect(report.run.only.every((id: string) => id.startsWith("numbering."))).toBe(true);
  });
});
