import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { main } from "../../../cli.ts";

const streams = () => {
  const [out, err]: [string[], string[]] = [[], []];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => out.push(String(text)) > 0);
  vi.spyOn(process.stderr, "write").mockImplementation((text) => err.push(String(text)) > 0);
  return { out: () => out.join(""), err: () => err.join("") };
};
const step = () => {
  const folder = mkdtempSync(join(tmpdir(), "step-"));
  const files = { GITHUB_STEP_SUMMARY: join(folder, "summary"), GITHUB_OUTPUT: join(folder, "output") };
  writeFileSync(files.GITHUB_STEP_SUMMARY, "what stood there\n");
  const read = (name: keyof typeof files) => readFileSync(files[name], "utf8");
  const args = ["run", "--only", "deploy", "--runs", "1", "--out", join(folder, "out"), "--format", "json"];
  return { folder, env: { GITHUB_ACTIONS: "true", ...files }, read, args };
};

afterEach(() => vi.restoreAllMocks());

describe("a run in a step of GitHub Actions", () => {
  test("appends to the summary, annotates, and gives its outputs", async () => {
    const { env, read, args } = step();
    const { out, err } = streams();

    const code = await main([...args, "--fault", "deploy-joins"], env);

    expect(code).toBe(1);
    expect(read("GITHUB_STEP_SUMMARY")).toMatch(/^what stood there\n## Create Version conformance: the target breaks/);
    expect(read("GITHUB_OUTPUT")).toMatch(/^verdict<<wvc_end\nviolations\nwvc_end\nexit-code<<wvc_end\n1\n/);
    expect(out().match(/^::.*/gm)).toEqual([expect.stringMatching(/^::error title=deploy\.supersedes::/)]);
    expect(out().trimEnd().split("\n").at(-1)).toMatch(/^exit 1: /);
    expect(err()).not.toContain("GITHUB");
  });

  test("complains of a summary that cannot be written, and keeps its exit code", async () => {
    const { env, folder, read, args } = step();
    const { err } = streams();
    mkdirSync(join(folder, "a-folder"));

    const code = await main(args, { ...env, GITHUB_STEP_SUMMARY: join(folder, "a-folder") });

    expect(code).toBe(0);
    expect(err()).toMatch(/^cannot write GITHUB_STEP_SUMMARY \(.*a-folder\): /m);
    expect(read("GITHUB_OUTPUT")).toContain("conforms");
  });

  test("complains of a step without a summary, and keeps its exit code", async () => {
    const { args } = step();
    const { err } = streams();

    expect(await main(args, { GITHUB_ACTIONS: "true" })).toBe(0);
    expect(err()).toContain("cannot write GITHUB_STEP_SUMMARY: it is not set");
  });

  test("says why no run was possible", async () => {
    const { env, read, args } = step();
    const { out } = streams();

    expect(await main([...args, "--base-url", "http://127.0.0.1:1/client/v4"], env)).toBe(2);
    expect(read("GITHUB_OUTPUT")).toContain("could-not-judge");
    expect(read("GITHUB_STEP_SUMMARY")).toContain("--base-url needs --account-id");
    expect(out()).toMatch(/^::error title=could-not-judge::--base-url needs/);
  });

  test("says nothing elsewhere", async () => {
    const { env, read, args } = step();
    const { out } = streams();

    await main([...args, "--fault", "deploy-joins"], { ...env, GITHUB_ACTIONS: undefined });

    expect(read("GITHUB_STEP_SUMMARY")).toBe("what stood there\n");
    expect(out()).not.toMatch(/^::/m);
  });
});
