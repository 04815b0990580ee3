import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

// `npm run build`: what the package has in dist/. JavaScript in few files, since each takes time to open; declarations beside them,
// with maps to their sources: only what an export leads to.
const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const exported = Object.values(manifest.exports).flatMap(({ default: file }) => (file?.endsWith(".js") ? [file] : []));
const entries = exported.map((file) => relative("dist", file).replace(/\.js$/, ""));
// What a caller shares with this package, and undici, which Node has in its own form; all else is part of the built files.
const dependencies = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
const isOutside = (id) =>
  id.startsWith("node:") || dependencies.some((name) => id === name || id.startsWith(`${name}/`));

rmSync(dist, { recursive: true, force: true });
const { output } = await build({
  cwd: root,
  input: Object.fromEntries([...entries, "cli", "package/kill-worker"].map((name) => [name, `${name}.ts`])),
  external: isOutside,
  platform: "node",
  // A part that is written in both ways is taken as modules: what CommonJS asks for by name cannot be bundled.
  resolve: { mainFields: ["module", "main"] },
  output: {
    dir: dist,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
  },
});

/** What stands in built files under another licence than this package's, with its text. */
function notice(name) {
  const folder = join(root, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : ""}\n`;
}
const modules = output.flatMap(({ moduleIds = [] }) => moduleIds);
const parts = modules.flatMap((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? []);
const line = `\n${"-".repeat(80)}\n\n`;
writeFileSync(join(dist, "THIRD-PARTY.txt"), [...new Set(parts)].sort().map(notice).join(line));

execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });

/** Declarations that a file leads to, itself among them. */
function reached(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, to] of readFileSync(file, "utf8").matchAll(/(?:from |import\()"(\.[^"]+)\.ts"/g))
    reached(`${resolve(dirname(file), to)}.d.ts`, seen);
  return seen;
}
const used = new Set(entries.flatMap((name) => [...reached(join(dist, `${name}.d.ts`))]));
for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".d.ts")) continue;
  const file = join(dist, name);
  if (!used.has(file)) {
    rmSync(file);
    rmSync(`${file}.map`);
    continue;
  }
  // Where an editor goes that is asked for a definition.
  const source = name.replace(/\.d\.ts$/, ".ts");
  const copy = join(dist, "sources", source);
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(join(root, source), copy);
  const map = JSON.parse(readFileSync(`${file}.map`, "utf8"));
  writeFileSync(`${file}.map`, JSON.stringify({ ...map, sources: [relative(dirname(file), copy)] }));
}
