import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { main } from "../../../cli.ts";
import { runTrend } from "../../../harness/commands/trend.ts";
import { sampleReport } from "../../reports/sample.ts";

/** A folder with files of these names and contents. */
async function folder(files: Record<string, unknown>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "wvc-trend-"));
  for (const [name, value] of Object.entries(files)) {
    await mkdir(join(path, name, ".."), { recursive: true });
    await writeFile(join(path, name), typeof value === "string" ? value : JSON.stringify(value));
  }
  return path;
}
const on = (day: number) =>
  sampleReport({ run: { startedAt: `2026-01-0${day}T00:00:00.000Z` }, totals: { pass: day } });

describe("trend", () => {
  test("takes every report below a folder by its day, and names what is none", async () => {
    const nights = await folder({ "z.json": on(1), "deep/er/a.json": on(2), "plan.json": { hello: 1 }, "b.json": "{" });
    const out = join(nights, "out");

    const text = await runTrend(nights, { out });

    expect(text).toContain("2 runs, 2026-01-01 to 2026-01-02");
    expect(text).toMatch(/pass +1 -> 2/);
    expect(text).toContain("left out, since they are no reports: b.json, plan.json");
    expect(await readFile(join(out, "trend.html"), "utf8")).toContain("<title>pass: 2, 2026-01-02 00:00</title>");
    expect(await readFile(join(out, "trend.md"), "utf8")).toMatch(/^\| 2026/m);
  });

  test("takes the last reports only", async () => {
    const nights = await folder({ "1.json": on(1), "2.json": on(2), "3.json": on(3) });

    expect(await runTrend(nights, { out: nights, last: 2 })).toContain(
      "2 runs, 2026-01-02 to 2026-01-03; 1 older left out",
    );
  });

  test("without a report ends with exit code 2, and so does a folder that is none, or a number", async () => {
    const [none, one] = [await folder({ "a.json": {} }), await folder({ "a.json": on(1) })];

    await expect(runTrend(none)).rejects.toThrow(/no report of a run is below .*: a\.json$/);
    expect(await main(["trend", join(none, "nowhere")], {})).toBe(2);
    expect(await main(["trend", one, "--last", "0", "--out", one], {})).toBe(2);
    expect(await main(["trend", one, "--last", "1", "--out", one], {})).toBe(0);
  });
});
