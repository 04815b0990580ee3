import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { conformance } from "../../../harness/run/conformance.ts";
import { writeReports, writers } from "../../../harness/run/write.ts";
import { formats, readSettings } from "../../../harness/settings/settings.ts";
import { suite } from "../../../suites/index.ts";
import { sampleReport } from "../../reports/sample.ts";

const folder = () => mkdtempSync(join(tmpdir(), "write-"));
const namesOf = (files: readonly string[], out: string) => files.map((one) => one.slice(out.length + 1));

afterEach(() => vi.restoreAllMocks());

describe("the writers", () => {
  test("name each file as its readers look for it, for its owner alone", async () => {
    const out = folder();

    const { files, failed } = await writeReports(sampleReport(), out, [...formats, "json"]);

    expect(failed).toEqual([]);
    expect(namesOf(files, out)).toEqual([
      "report.json",
      "report.html",
      "report.md",
      "report.txt",
      "report.har",
      "junit.xml",
      "ctrf-report.json",
      "badge.json",
    ]);
    expect(files.map((one) => statSync(one).mode & 0o777)).toEqual(files.map(() => 0o600));
  });

  test.each<[string, unknown, RegExp]>([
    ["throws", new TypeError("x is undefined"), /^cannot write .*report\.html: x is undefined$/],
    ["throws what is no error", undefined, /^cannot write .*report\.html: undefined$/],
  ])("lose no other file where one %s", async (_, thrown, message) => {
    const out = folder();
    vi.spyOn(writers, "html").mockImplementation(() => {
      throw thrown;
    });

    const { files, failed } = await writeReports(sampleReport(), out, ["html", "json", "junit"]);

    expect(namesOf(files, out)).toEqual(["report.json", "junit.xml"]);
    expect(failed).toEqual([expect.stringMatching(message)]);
  });

  test("lose no other file where a folder stands in the place of one, and leave nothing half written", async () => {
    const out = folder();
    mkdirSync(join(out, "junit.xml"));

    const { files, failed } = await writeReports(sampleReport(), out, ["junit", "json", "badge"]);

    expect(namesOf(files, out)).toEqual(["report.json", "badge.json"]);
    expect(failed).toHaveLength(1);
    expect(readdirSync(out).sort()).toEqual(["badge.json", "junit.xml", "report.json"]);
  });

  test("write through no link", async () => {
    const out = folder();
    const elsewhere = join(out, "elsewhere");
    writeFileSync(elsewhere, "as it was");
    symlinkSync(elsewhere, join(out, "badge.json"));

    await writeReports(sampleReport(), out, ["badge"]);

    expect(readFileSync(elsewhere, "utf8")).toBe("as it was");
  });
});

test("a run whose folder is a file is not begun", async () => {
  const out = join(folder(), "taken");
  writeFileSync(out, "");

  const run = conformance(suite, readSettings({ only: ["deploy.strategy"], runs: 1, out }, {}), {});

  await expect(run).rejects.toThrow(/cannot make the folder/);
});
