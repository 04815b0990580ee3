import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installed, packed, plainEnvironment, ran, root } from "./packed.ts";

/**
 * A block of code of a document. What stands behind the language says what becomes of it: `file=NAME` is written, `server` goes on
 * beside the others, `exit=N` ends with another code than 0, `checkout` is about the repository and `install` is how the folder was
 * made; all other blocks of a shell are run, one after the other, in a folder that has the package installed.
 */
interface Block {
  line: number;
  language: string;
  marks: string[];
  text: string;
}

function blocksOf(text: string): Block[] {
  const fence = /^( *)```([^\n`]*)\n([\s\S]*?)^\1```$/gm;
  return [...text.matchAll(fence)].map(({ index, 1: indent = "", 2: info = "", 3: body = "" }) => {
    const [language = "", ...marks] = info.trim().split(/\s+/);
    const lines = body.split("\n").map((one) => (one.startsWith(indent) ? one.slice(indent.length) : one));
    return { line: text.slice(0, index).split("\n").length, language, marks, text: lines.join("\n") };
  });
}

const markOf = ({ marks }: Block, name: string): string | undefined =>
  marks.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);

/** A client of somebody: what the README's template calls, and what `npm test` there runs. */
const myClient = `#!/usr/bin/env node
const args = process.argv.slice(2);
const after = (name) => args[args.indexOf(name) + 1];
const [worker = "my-worker", account = "0".repeat(32)] = args.length > 0 ? [args[2], after("--account")] : [];
if (worker === "." || worker === "..") { console.error("no Worker has that name"); process.exit(1); }
const body = args.length > 0 ? after("--body") : JSON.stringify({ main_module: "index.js", modules: [] });
const deploy = args.includes("--deploy") ? "?deploy=true" : args.includes("--no-deploy") ? "?deploy=false" : "";
const base = process.env.CLOUDFLARE_BASE_URL;
const path = "/accounts/" + account + "/workers/workers/" + encodeURIComponent(worker) + "/versions" + deploy;
const headers = { "content-type": "application/json", authorization: "Bearer " + (process.env.CLOUDFLARE_API_TOKEN ?? "t") };
const response = await fetch(base + path, { method: "POST", headers, body });
const json = await response.json();
if (!json.success) { console.error(JSON.stringify(json.errors)); process.exit(1); }
console.log(JSON.stringify(json.result));
`;

const servers: ReturnType<typeof spawn>[] = [];
afterAll(() => {
  for (const { pid } of servers) if (pid !== undefined) process.kill(-pid);
});

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  return Promise.race([once(socket, "connect").then(() => true), once(socket, "error").then(() => false)])
    .catch(() => false)
    .finally(() => socket.destroy());
}

const readme = await readFile(join(root, "README.md"), "utf8");
const blocks = blocksOf(readme);
let folder = "";
beforeAll(async () => {
  folder = await installed(await packed(), "hono", "vitest@4.1");
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  manifest.scripts = { test: "node node_modules/.bin/my-cli" };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "node_modules/.bin/my-cli"), myClient);
  await chmod(join(folder, "node_modules/.bin/my-cli"), 0o755);
});

/** What a gate is told beside what the README says, so that it ends in time: it says what it left out. */
const shorter = (text: string): string => text.replace(/(gate run[^\n]*)/g, "$1 --only call.path --runs 1");

/** What the blocks of a shell said, by their places. */
const outputs = new Map<number, string>();

async function happens(block: Block): Promise<void> {
  const { language, marks, text } = block;
  const file = markOf(block, "file");
  if (file !== undefined) return writeFile(join(folder, file), text);
  if (language !== "sh" || marks.includes("checkout") || marks.includes("install")) return;
  const env = { ...plainEnvironment(), CI: "1", NO_COLOR: "1" };
  if (marks.includes("server")) {
    servers.push(spawn("sh", ["-c", text], { cwd: folder, env, detached: true, stdio: "ignore" }));
    const port = Number(/--port (\d+)/.exec(text)?.[1]);
    while (!(await isListening(port))) await sleep(100);
    return;
  }
  const { code, out } = await ran("bash", ["-euc", shorter(text)], folder, env);
  outputs.set(blocks.indexOf(block), out);
  expect([code, out]).toEqual([Number(markOf(block, "exit") ?? 0), expect.anything()]);
  // A file of settings is one step of the README, and would be read by all that follows.
  await rm(join(folder, "conformance.config.mjs"), { force: true });
}

describe("the README, in a folder that has the package installed", () => {
  test.each(blocks.filter(({ language }) => language !== ""))("line $line: $language $marks", happens);

  test("what it shows of an output is what came", () => {
    const at = blocks.findIndex(({ language }) => language === "");
    const form = (line: string) =>
      line
        .trim()
        .replace(/[0-9a-f]{8}(-[-0-9a-f…]*)?|\d+/g, "#")
        .slice(0, 48);
    const came = new Set(
      outputs
        .get(at - 1)
        ?.split("\n")
        .map(form),
    );
    const lines = blocks[at]?.text.split("\n").filter((line) => line !== "") ?? [];
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => !came.has(form(line)))).toEqual([]);
  });

  test("what it says of the checkout is what the checkout has", async () => {
    const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test("nothing in it would fetch a package that is not ours", () => {
    const all = blocks.map(({ text }) => text).join("\n") + readme;
    expect(all.match(/npx (?!--no-install|vitest )\S+/g)).toEqual(null);
  });
});
