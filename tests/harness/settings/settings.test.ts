import { chmod, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requirementIds } from "../../../contract/requirements/index.ts";
import { loadSettings } from "../../../harness/settings/config.ts";
import { printedConfig } from "../../../harness/settings/print-config.ts";
import { readResources } from "../../../harness/settings/resources.ts";
import { jsonSchemas } from "../../../harness/settings/schemas.ts";
import { readSettings, type SettingName, settingNames } from "../../../harness/settings/settings.ts";
import { CannotRun } from "../../../harness/shared/errors.ts";
import { defineConfig } from "../../../package/index.ts";

/** A folder with these files. */
async function folder(files: Record<string, string> = {}): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "wvc-settings-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return path;
}
const json = (value: unknown) => folder({ "conformance.config.json": JSON.stringify(value) });
const load = async (path: string, flags: Partial<Record<SettingName | "config", unknown>> = {}, env = {}) =>
  (await loadSettings(flags, env, path)).settings;

describe("settings", () => {
  test("flags win, then the environment, then the file", async () => {
    const path = await json({ seed: 1, runs: 1, bail: 1 });

    const settings = await load(path, { seed: "3" }, { CONFORMANCE_SEED: "2", CONFORMANCE_RUNS: "2" });

    expect([settings.seed, settings.runs, settings.bail]).toEqual([3, 2, 1]);
  });

  test.each(["ts", "mjs"])("come from conformance.config.%s", async (kind) => {
    const root = new URL("../../../package/index.ts", import.meta.url).href;
    const plain = `export default { seed: 7, only: ["deploy"] };`;
    const typed = `import { defineConfig } from ${JSON.stringify(root)};\nconst seed: number = 7;\nexport default defineConfig({ seed, only: ["deploy"] });`;
    const isTyped = kind === "ts";
    const manifest = JSON.stringify({ type: "module" });
    const path = await folder({ [`conformance.config.${kind}`]: isTyped ? typed : plain, "package.json": manifest });

    const { seed, only } = await load(path);

    expect({ seed, only }).toEqual({ seed: 7, only: ["deploy"] });
    expect(defineConfig({ seed, only })).toEqual({ seed: 7, only: ["deploy"] });
  });

  test("come from the file that --config or CONFORMANCE_CONFIG names, and replays name it too", async () => {
    const path = await folder({ "other.json": '{"seed":9}', "conformance.config.json": '{"seed":1}' });

    const [byFlag, byVariable] = [
      await load(path, { config: "other.json" }),
      await load(path, {}, { CONFORMANCE_CONFIG: "other.json" }),
    ];

    expect([byFlag.seed, byVariable.seed, byFlag.configFile]).toEqual([9, 9, "other.json"]);
  });

  test("hold for any mixture: each setting comes from the first source that has it", async () => {
    const values = fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined });
    const property = fc.property(values, values, values, (flag, variable, inFile) => {
      const env = variable === undefined ? {} : { CONFORMANCE_TIMEOUT: String(variable) };
      const file = { path: "file", values: inFile === undefined ? {} : { timeout: inFile } };

      const { timeout } = readSettings(flag === undefined ? {} : { timeout: String(flag) }, env, file);

      expect(timeout).toBe(flag ?? variable ?? inFile ?? 30);
    });
    fc.assert(property, { seed: 1 });
  });

  test.each<[string, unknown, string]>([
    ["an unknown key", { maxRequest: 5 }, "maxRequest, which is no setting; the nearest known name is maxRequests"],
    ["an unknown key like none", { zzzzzzzzzzzzzzz: 5 }, "zzzzzzzzzzzzzzz, which is no setting"],
    ["a token", { apiToken: "sekrit" }, "credentials are taken from the environment only"],
    ["a key", { CLOUDFLARE_API_KEY: "sekrit" }, "credentials are taken from the environment only"],
    ["an email", { email: "sekrit@example.com" }, "credentials are taken from the environment only"],
    ["a wrong type", { seed: "one" }, "seed in /"],
    ["a wrong list", { only: "deploy" }, "must be a list"],
    ["a number out of range", { runs: 0 }, "runs in /"],
    ["no object", [1, 2], "must hold one JSON object"],
    ["null", null, "must hold one JSON object"],
    ["a base URL with a password", { baseUrl: "https://me:sekrit@host/client/v4" }, "no user name and no password"],
    ["a base URL with a query", { baseUrl: "https://host/client/v4?a=b" }, "no ? and no #"],
    ["a base URL with a fragment", { baseUrl: "https://host/client/v4#a" }, "no ? and no #"],
    ["resources of a wrong shape", { resources: { d1: "x" } }, "resources in /"],
    ["provision beside resources", { provision: true, resources: {} }, "exclude each other"],
  ])("in a file, %s is refused in one sentence that tells no secret", async (_what, value, sentence) => {
    const error = await load(await json(value)).then(String, (thrown: Error) => thrown);

    expect(error).toMatchObject({ name: "CannotRun", message: expect.stringContaining(sentence) });
    expect((error as Error).message).not.toContain("\n");
    if (!JSON.stringify(value).includes("me:sekrit")) expect((error as Error).message).not.toContain("sekrit");
  });

  test("two files, a missing one, and one that is no JSON are refused", async () => {
    const two = await folder({ "conformance.config.json": "{}", "conformance.config.mjs": "export default {}" });
    const torn = await folder({ "conformance.config.json": "{" });
    const empty = await folder({ "conformance.config.mjs": "export const seed = 1;" });

    await expect(load(two)).rejects.toThrow("more than one configuration file");
    await expect(load(await folder(), { config: "none.json" })).rejects.toThrow("there is no configuration file");
    await expect(load(torn)).rejects.toThrow("cannot be read");
    await expect(load(empty)).rejects.toThrow("default export");
  });

  test("an unknown variable is refused with the nearest known one", () => {
    expect(() => readSettings({}, { CONFORMANCE_SEDE: "1" })).toThrow("the nearest known name is CONFORMANCE_SEED");
  });

  test.each(["abc", "1.5", "", "1e99"])("--seed %j is refused by its flag", (seed) => {
    expect(() => readSettings({ seed }, {})).toThrow("--seed");
  });
});

describe("--print-config", () => {
  test("shows each setting with its source, and nothing secret", async () => {
    const path = await json({ seed: 4, resources: { assets: [{ jwt: "sekrit-token" }] } });
    const env = {
      CLOUDFLARE_API_TOKEN: "sekrit-1",
      CLOUDFLARE_API_KEY: "sekrit-2",
      CLOUDFLARE_EMAIL: "sekrit@example.com",
      CLOUDFLARE_ACCOUNT_ID: "0123456789abcdef0123456789abcdef",
      HTTPS_PROXY: "http://user:sekrit-3@proxy:8080",
      CONFORMANCE_RUNS: "3",
    };

    const text = printedConfig(await loadSettings({ bail: "2" }, env, path), env);

    expect(text).toMatch(/^seed +4 +from seed in \//m);
    expect(text).toMatch(/^runs +3 +from CONFORMANCE_RUNS$/m);
    expect(text).toMatch(/^bail +2 +from --bail$/m);
    expect(text).toMatch(/^timeout +30 +default$/m);
    expect(text).toMatch(/^resources +assets \(1\)/m);
    expect(settingNames.every((name) => text.includes(name))).toBe(true);
    expect(text).not.toContain("sekrit");
    expect(text).not.toContain("0123456789abcdef");
  });
});

describe("resources", () => {
  const file = async (value: unknown) => {
    const path = await folder({ "resources.json": typeof value === "string" ? value : JSON.stringify(value) });
    return join(path, "resources.json");
  };

  test.each<[unknown, string]>([
    ["{", "this is not JSON"],
    [[], "at the top"],
    [{ kv_namespaces: [] }, "kv_namespaces is no binding kind; the nearest known name is kv_namespace"],
    [{ kv_namespace: [{ namespace: "x" }] }, "kv_namespace[0]"],
    [{ d1: [{ database_id: "not a uuid", x: 1 }] }, "x is no field of it"],
    [{ kv_namespace: {} }, "at kv_namespace"],
  ])("%j is refused", async (value, sentence) => {
    await expect(readResources(await file(value))).rejects.toThrow(sentence);
  });

  test("that are missing, or may not be read, are refused", async () => {
    const path = await file({});
    await chmod(path, 0o000);

    await expect(readResources(`${path}.none`)).rejects.toThrow("cannot read the resources");
    if (process.getuid?.() !== 0) await expect(readResources(path)).rejects.toThrow("cannot read the resources");
  });

  test("may stand in the configuration itself", async () => {
    await expect(readResources({ queue: [{ queue_name: "q" }] })).resolves.toEqual({ queue: [{ queue_name: "q" }] });
  });
});

test("the published JSON Schemas are current: `npm run schemas` writes them", async () => {
  for (const [name, schema] of Object.entries(jsonSchemas(requirementIds))) {
    const text = await readFile(new URL(`../../../schemas/${name}`, import.meta.url), "utf8");
    expect(JSON.parse(text), name).toEqual(JSON.parse(JSON.stringify(schema)));
  }
});

test.each([
  "https://me:sekrit@host/client/v4",
  "https://sekrit@host",
  "http://a:sek@rit@host/",
  "ftp://me:sekrit@host",
])("a password in %s is printed nowhere", (baseUrl) => {
  const refusal = () => readSettings({ baseUrl, accountId: "0".repeat(32) }, {});

  expect(refusal).toThrow(CannotRun);
  expect(refusal).not.toThrow(/sek/);
});
