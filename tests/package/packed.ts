import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export const root = resolve(import.meta.dirname, "../..");

export interface Ended {
  code: number;
  out: string;
}

/** The environment of somebody who has nothing of this project: no settings, no variable of a runner of tests. */
export const plainEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(CONFORMANCE_|CLOUDFLARE_|VITEST|NODE_ENV|GITHUB_|npm_)/.test(name),
    ),
  );

/** Runs a program to its end, and gives its exit code and all that it said. */
export const ran = (file: string, args: readonly string[], cwd: string, env = plainEnvironment()): Promise<Ended> =>
  new Promise((done) => {
    execFile(file, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, out: `${stdout}${stderr}` }),
    );
  });

/** The same, where anything but 0 is an error. */
export async function must(file: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, out } = await ran(file, args, cwd);
  if (code !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${code}:\n${out.slice(-4000)}`);
  return out;
}

/** The tarball of the checkout, built once for all the files of a run: a build empties `dist/` first. */
export async function packed(): Promise<string> {
  const folder = join(tmpdir(), "tarball");
  const isFirst = await mkdir(folder).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    const { code, out } = await ran("npm", ["pack", "--pack-destination", folder], root);
    await writeFile(join(folder, "ended"), code === 0 ? "" : out);
  }
  while (!existsSync(join(folder, "ended"))) await sleep(200);
  const problem = await readFile(join(folder, "ended"), "utf8");
  if (problem !== "") throw new Error(problem);
  const name = (await readdir(folder)).find((one) => one.endsWith(".tgz")) ?? "";
  return join(folder, name);
}

/** An empty folder in which packages were installed, as somebody would. */
export async function installed(...packages: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wvc-user-"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  await must("npm", ["install", "--save-dev", "--no-audit", "--no-fund", ...packages], folder);
  return folder;
}

/** The folder of a Node, by its version as npm has it; undefined where it cannot be had here. */
export async function nodeOf(version: string): Promise<string | undefined> {
  const { code, out } = await ran("npx", ["--yes", "--package", `node@${version}`, "which", "node"], tmpdir());
  const path = out.split("\n").find((line) => line.endsWith("/node"));
  return code === 0 && path !== undefined ? join(path, "..") : undefined;
}

/** An environment in which this Node comes first. */
export const withNode = (folder: string): NodeJS.ProcessEnv => ({
  ...plainEnvironment(),
  PATH: `${folder}${delimiter}${process.env.PATH}`,
});
