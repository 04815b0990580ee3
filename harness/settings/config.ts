import { existsSync } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isObject } from "../../contract/json.ts";
import { CannotRun } from "../shared/errors.ts";
import { meant } from "../shared/nearest.ts";
import {
  type ConfigFile,
  configVariable,
  type Environment,
  type Resolved,
  resolveSettings,
  type SettingName,
  settingNames,
} from "./settings.ts";

/** Names under which a configuration file is found in the working folder. */
export const configNames = ["conformance.config.ts", "conformance.config.mjs", "conformance.config.json"] as const;

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

async function found(folder: string): Promise<string | undefined> {
  const all: string[] = [];
  for (const name of configNames) if (await exists(join(folder, name))) all.push(name);
  if (all.length > 1) throw new CannotRun(`there is more than one configuration file: ${all.join(", ")}`, "keep one");
  return all[0] === undefined ? undefined : join(folder, all[0]);
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).split("\n")[0];

/** The default export; a module that was turned into CommonJS has it one step deeper. */
function exported(module: unknown): unknown {
  const value = isObject(module) ? module.default : undefined;
  return isObject(value) && "default" in value ? value.default : value;
}

/** How a module of TypeScript can be loaded, first by what the folder of the file has. */
const loaders: Readonly<Record<string, (module: never, path: string) => Promise<unknown>>> = {
  "tsx/esm/api": ({ tsImport }: typeof import("tsx/esm/api"), path) =>
    tsImport(pathToFileURL(path).href, { parentURL: import.meta.url }),
  jiti: ({ createJiti }: { createJiti: (from: string) => { import: (path: string) => Promise<unknown> } }, path) =>
    createJiti(import.meta.url).import(path),
};

/** Node itself strips types, from 22.18 on. */
const readsTypeScript = "typescript" in process.features && Boolean(process.features.typescript);

async function loadTypeScript(path: string): Promise<unknown> {
  if (readsTypeScript) return import(pathToFileURL(path).href);
  for (const from of [path, fileURLToPath(import.meta.url)])
    for (const [name, load] of Object.entries(loaders)) {
      const found = resolved(name, from);
      if (found !== undefined) return load((await import(pathToFileURL(found).href)) as never, path);
    }
  throw new CannotRun(
    `the configuration ${path} is TypeScript, which Node ${process.version.slice(1)} does not read by itself`,
    "take Node 22.18 or newer, or `npm install --save-dev tsx` (or jiti), or write it as conformance.config.mjs",
  );
}

function resolved(name: string, from: string): string | undefined {
  try {
    // What is found is the form for require; the one for import lies beside it.
    const path = createRequire(from).resolve(name);
    const forImport = path.replace(/\.cjs$/, ".mjs");
    return existsSync(forImport) ? forImport : path;
  } catch {
    return undefined;
  }
}

async function load(path: string): Promise<unknown> {
  if (!(await exists(path))) throw new CannotRun(`there is no configuration file ${path}`);
  try {
    if (extname(path) === ".json") return JSON.parse(await readFile(path, "utf8"));
    const isTypeScript = /^\.[cm]?ts$/.test(extname(path));
    return exported(await (isTypeScript ? loadTypeScript(path) : import(pathToFileURL(path).href)));
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    throw new CannotRun(`the configuration ${path} cannot be read: ${messageOf(error)}`);
  }
}

/** Keys by which people write credentials into files, letters only. */
const secretKeys = /^(cloudflare)?(api)?(token|key|email|secret|password|authorization)$|^xauth(key|email)$/;
const isSecret = (key: string) => secretKeys.test(key.toLowerCase().replace(/[^a-z]/g, ""));

/** Checks the keys of a configuration: known ones only, and no credentials. */
function keysOfFile(path: string, values: unknown): Record<string, unknown> {
  if (!isObject(values)) {
    const how = extname(path) === ".json" ? "one JSON object" : "an object as its default export";
    throw new CannotRun(`the configuration ${path} must hold ${how}`, "see defineConfig in the README");
  }
  const { $schema: _, ...rest } = values;
  return keysChecked(`the configuration ${path}`, rest);
}

/** Settings under names that are known, and no credentials among them; `what` says where they stand. */
export function keysChecked(what: string, rest: Record<string, unknown>): Record<string, unknown> {
  const secret = Object.keys(rest).find(isSecret);
  if (secret !== undefined)
    throw new CannotRun(
      `${what} holds ${secret}: credentials are taken from the environment only`,
      "remove it, and set CLOUDFLARE_API_TOKEN, or CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL",
    );
  const stray = Object.keys(rest).find((key) => !(settingNames as string[]).includes(key));
  if (stray !== undefined)
    throw new CannotRun(
      `${what} holds ${stray}, which is no setting${meant(stray, settingNames)}`,
      `settings: ${settingNames.join(", ")}`,
    );
  return rest;
}

/** The configuration file that is named, or the one of the folder, if it has one. */
export async function readConfig(folder: string, named?: string): Promise<ConfigFile | undefined> {
  const path = named === undefined ? await found(folder) : resolve(folder, named);
  return path === undefined ? undefined : { path, values: keysOfFile(path, await load(path)) };
}

/** Flags as the command line gives them: the configuration file among them. */
export type Flags = Partial<Record<SettingName | "config", unknown>>;

/** Settings from the flags, the environment and the configuration file of a folder. */
export async function loadSettings({ config, ...flags }: Flags, env: Environment, folder: string): Promise<Resolved> {
  const named = config ?? (env[configVariable] || undefined);
  const file = await readConfig(folder, named === undefined ? undefined : String(named));
  const { settings, sources } = resolveSettings(flags, env, file);
  const read = file === undefined ? {} : { config: relative(folder, file.path) };
  return { settings: { ...settings, ...read, ...(named === undefined ? {} : { configFile: String(named) }) }, sources };
}
