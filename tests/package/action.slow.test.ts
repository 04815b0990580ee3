import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { settingNames } from "../../harness/settings/settings.ts";
import { packed, plainEnvironment, ran, root } from "./packed.ts";

interface Step {
  name?: string;
  id?: string;
  if?: string;
  run?: string;
  uses?: string;
  env?: Record<string, string>;
}
interface Action {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { value: string }>;
  runs: { using: string; steps: Step[] };
}
interface Workflow {
  on: { workflow_call: { inputs: Record<string, { default?: string; required?: boolean }> } };
  jobs: Record<string, { env?: Record<string, string>; steps: Step[] }>;
}

/** What stands for `${{ … }}`, by its text. */
type Values = Readonly<Record<string, string>>;
const filled = (text: string, values: Values): string =>
  text.replace(/\$\{\{ *(.+?) *\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`nothing is known of ${name}`);
    return value;
  });

/** A runner's machine for one job: its folders and files. */
async function machine() {
  const folder = await mkdtemp(join(tmpdir(), "wvc-runner-"));
  const work = join(folder, "work");
  const temp = join(folder, "temp");
  for (const one of [work, temp]) await mkdir(one);
  for (const name of ["output", "summary"]) await writeFile(join(folder, name), "");
  return { folder, work, temp };
}
type Machine = Awaited<ReturnType<typeof machine>>;

/** The file of outputs as the runner reads it: `name=value`, or `name<<END` and lines up to the end. */
const outputsOf = async ({ folder }: Machine): Promise<Values> => {
  const text = await readFile(join(folder, "output"), "utf8");
  const all = [...text.matchAll(/^([\w-]+)(?:=(.*)|<<(.+)\n([\s\S]*?)\n?^\3)$/gm)];
  return Object.fromEntries(all.map(([, name = "", short, , long = ""]) => [name, short ?? long]));
};

/** Runs a step as the runner would: its own variables, `bash -eo pipefail`, the files of the step. */
async function stepped({ run = "", env = {} }: Step, at: Machine, values: Values, job: Values = {}) {
  const own = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, filled(text, values)]));
  const file = join(at.folder, "step.sh");
  await writeFile(file, filled(run, values));
  return ran("bash", ["--noprofile", "--norc", "-eo", "pipefail", file], at.work, {
    ...plainEnvironment(),
    GITHUB_ACTIONS: "true",
    GITHUB_OUTPUT: join(at.folder, "output"),
    GITHUB_STEP_SUMMARY: join(at.folder, "summary"),
    RUNNER_TEMP: at.temp,
    ...job,
    ...own,
  });
}

const action = parse(await readFile(join(root, "action.yml"), "utf8")) as Action;
let tarball = "";
beforeAll(async () => {
  tarball = await packed();
});

describe("the action", () => {
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const inputsOf = (given: Values): Values => {
    const all = Object.entries(action.inputs).map(([name, one]) => [
      `inputs.${name}`,
      given[name] ?? one.default ?? "",
    ]);
    return { ...Object.fromEntries(all), "github.action_path": root };
  };

  test("has the flags of run as its inputs, and hands each on", () => {
    expect(Object.keys(action.inputs).sort()).toEqual(["package", ...settingNames.map(kebab)].sort());
    const { env = {} } = action.runs.steps.find(({ id }) => id === "run") ?? {};
    const expected = settingNames.map((name) => [
      `CONFORMANCE_${kebab(name).replaceAll("-", "_").toUpperCase()}`,
      `\${{ inputs.${kebab(name)} }}`,
    ]);
    expect(env).toEqual(Object.fromEntries(expected));
  });

  test.each([
    ["conforms", {}, 0],
    ["violations", { fault: "deploy-joins" }, 1],
    ["could-not-judge", { profile: "fast" }, 2],
  ])("says %s", async (verdict, given, code) => {
    const at = await machine();
    const values = inputsOf({ package: tarball, only: "deploy.supersedes", runs: "1", ...given });
    const [install, run] = action.runs.steps;
    expect((await stepped(install ?? {}, at, values)).code).toBe(0);
    const ended = await stepped(run ?? {}, at, values);
    expect([ended.code, ended.out]).toEqual([code, expect.anything()]);
    const outputs = await outputsOf(at);
    expect(outputs.verdict).toBe(verdict);
    expect(outputs["exit-code"]).toBe(String(code));
    const named = Object.values(action.outputs).map(({ value }) => /outputs\.([\w-]+)/.exec(value)?.[1] ?? "");
    if (code < 2) {
      expect(named.filter((name) => outputs[name] === undefined)).toEqual([]);
      expect(await readdir(join(at.work, "conformance-report"))).toContain("report.json");
    }
    expect(await readFile(join(at.folder, "summary"), "utf8")).not.toBe("");
  });
});

describe("the workflows", () => {
  const workflow = async (name: string) =>
    parse(await readFile(join(root, ".github/workflows", name), "utf8")) as Workflow;
  const jobOf = async (name: string, given: Values) => {
    const { on, jobs } = await workflow(name);
    const values: Record<string, string> = {
      "secrets.api-token || 'any-token'": "any-token",
      "secrets.api-token": "t",
    };
    for (const [input, one] of Object.entries(on.workflow_call.inputs)) {
      if (one.required) expect(given[input]).toBeDefined();
      values[`inputs.${input}`] = given[input] ?? one.default ?? "";
    }
    const [job] = Object.values(jobs);
    const env = Object.fromEntries(
      Object.entries(job?.env ?? {}).map(([key, text]) => [key, filled(String(text), values)]),
    );
    return { steps: (job?.steps ?? []).filter(({ run }) => run !== undefined), env, values };
  };

  test("server: installs, starts, waits, judges", async () => {
    const at = await machine();
    const bin = '"$RUNNER_TEMP/wvc/node_modules/.bin/workers-version-conformance"';
    const { steps, env, values } = await jobOf("server.yml", {
      package: tarball,
      setup: "true",
      start: `${bin} mock --port 8793 --fault deploy-joins & echo $! > server.pid`,
      "base-url": "http://127.0.0.1:8793/client/v4",
    });
    try {
      const codes = [];
      for (const one of steps)
        codes.push((await stepped(one, at, values, { ...env, CONFORMANCE_ONLY: "deploy.supersedes" })).code);
      expect(codes).toEqual([0, 0, 0, 0, 1]);
      expect((await outputsOf(at)).verdict).toBe("violations");
    } finally {
      process.kill(Number(await readFile(join(at.work, "server.pid"), "utf8")));
    }
  });

  test.each(["client.yml", "night.yml", "server.yml"])("%s names what there is", async (name) => {
    const { steps } = await jobOf(name, { package: tarball, manifest: "gate.json", "account-id": "0" });
    expect(steps.length).toBeGreaterThan(2);
    const commands = steps.flatMap(({ run = "" }) => [...run.matchAll(/workers-version-conformance"? (\w+)/g)]);
    const { out } = await ran(process.execPath, ["bin/wvc.js", "--help"], root);
    for (const [, command = ""] of commands) expect(out).toMatch(new RegExp(`^ {2}${command}\\b`, "m"));
  });
});

test("the image is made from the tarball", async () => {
  const text = await readFile(join(root, "Dockerfile"), "utf8");
  expect(text).toMatch(/^FROM node:\d+-slim$/m);
  expect(tarball).toMatch(/workers-version-conformance-[\d.]+\.tgz$/);
  expect(text).toMatch(/^COPY workers-version-conformance-\*\.tgz /m);
});
