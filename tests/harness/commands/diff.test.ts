import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { main } from "../../../cli.ts";
import { runDiff } from "../../../harness/commands/diff.ts";
import { requirementOf, sampleReport } from "../../reports/sample.ts";

const whole = sampleReport();
const worse = sampleReport({ requirements: [requirementOf("deploy.supersedes", "fail")] });
const cut = sampleReport({ complete: false, run: { ended: "interrupted" } });

async function file(value: unknown): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "wvc-diff-")), "report.json");
  await writeFile(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
}

describe("diff", () => {
  test("of a report and itself finds nothing", async () => {
    const path = await file(whole);

    expect(await runDiff(path, path)).toMatchObject({ exitCode: 0, text: expect.stringContaining("nothing changed") });
  });

  test("has exit code 1 only where something breaks", async () => {
    const [good, bad] = [await file(whole), await file(worse)];

    expect(await runDiff(good, bad)).toMatchObject({ exitCode: 1, text: expect.stringMatching(/\nexit 1: .*$/) });
    expect(await runDiff(bad, good)).toMatchObject({ exitCode: 0, text: expect.stringContaining("1 additive") });
    expect(await main(["diff", good, bad], {})).toBe(1);
  });

  test("never calls an incomplete run unchanged", async () => {
    const [good, torn] = [await file(whole), await file(cut)];

    expect(await runDiff(good, torn)).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining("incomplete: interrupted"),
    });
    expect(await runDiff(torn, good)).toMatchObject({
      exitCode: 0,
      text: expect.stringContaining("note: the earlier run is incomplete"),
    });
  });

  test("prints JSON and Markdown alone, or writes them to a file", async () => {
    const [good, bad] = [await file(whole), await file(worse)];
    const out = `${good}.diff`;

    const json = await runDiff(good, bad, { format: "json" });
    const markdown = await runDiff(good, bad, { format: "md" });
    const written = await runDiff(good, bad, { format: "json", out });

    expect(JSON.parse(json.text)).toMatchObject({ schema: "workers-version-conformance/diff@1" });
    expect(markdown.text).toMatch(/^## What changed/);
    expect(written.text).toContain(`written: ${out}`);
    expect(await readFile(out, "utf8")).toBe(`${json.text}\n`);
  });

  test.each<[string, unknown]>([
    ["no JSON", "<html>"],
    ["another JSON", { hello: 1 }],
    ["a list", []],
    ["null", null],
  ])("refuses %s: exit code 2", async (_what, value) => {
    const [good, bad] = [await file(whole), await file(value)];

    expect(await main(["diff", good, bad], {})).toBe(2);
    expect(await main(["diff", bad, good], {})).toBe(2);
    expect(await main(["diff", good, `${good}.none`], {})).toBe(2);
    expect(await main(["diff", good, good, "--format", "xml"], {})).toBe(2);
  });
});
