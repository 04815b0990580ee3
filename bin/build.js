import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

// `npm run build`: what the package has in dist/. JavaScript in few files, since each takes time to open; declarations beside them,
// with maps to the sources; of both only what an export or the command leads to.
const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const exported = Object.values(manifest.exports).flatMap(({ default: file }) => (file?.endsWith(".js") ? [file] : []));
const entries = exported.map((file) => relative("dist", file).replace(/\.js$/, ""));
const dependencies = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
const isOutside = (id) =>
  id.startsWith("node:") || dependencies.some((name) => id === name || id.startsWith(`${name}/`));

rmSync(dist, { recursive: true, force: true });
await build({
  cwd: root,
  input: Object.fromEntries([...entries, "cli", "package/kill-worker"].map((name) => [name, `${name}.ts`])),
  external: isOutside,
  platform: "node",
  output: {
    dir: dist,
    format: "esm",
    sourcemap: true,
    sourcemapExcludeSources: true,
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
  },
});
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
for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" }))
  if (/\.d\.ts(\.map)?$/.test(name) && !used.has(join(dist, name.replace(/\.map$/, "")))) rmSync(join(dist, name));
