import { mkdirSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { conformance } from "../../../harness/run/conformance.ts";
import { openEventLog } from "../../../harness/run/event-log.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { eventLine, eventSchema, type RunEvent } from "../../../reports/events.ts";
import { suite } from "../../../suites/index.ts";

const folder = () => mkdtempSync(join(tmpdir(), "events-"));
const eventsIn = (out: string): RunEvent[] =>
  readFileSync(join(out, "events.ndjson"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => eventSchema.parse(JSON.parse(line)));
const settingsOf = (out: string, rest: object = {}) =>
  readSettings({ only: ["deploy"], runs: 1, fault: ["deploy-joins"], out, format: ["json", "events"], ...rest }, {});

describe("events.ndjson", () => {
  test("has the start, how far the run is, each failure as it is found, and the end with its exit code", async () => {
    const out = folder();

    const { report, files, failed } = await conformance(suite, settingsOf(out), {});

    const events = eventsIn(out);
    expect(files).toContain(join(out, "events.ndjson"));
    expect(failed).toEqual([]);
    expect(statSync(join(out, "events.ndjson")).mode & 0o777).toBe(0o600);
    expect(events[0]).toMatchObject({ event: "start", run: { seed: 1, only: ["deploy"] }, target: { kind: "mock" } });
    expect(events.at(-1)).toMatchObject({ event: "end", exit: 1, why: "the target breaks the contract" });
    const [failure] = report.requirements.flatMap((one) => one.failures);
    expect(events.filter(({ event }) => event === "failure")).toEqual([
      expect.objectContaining({
        id: "deploy.supersedes",
        verdict: "fail",
        hash: failure?.hash,
        replay: failure?.replay,
      }),
    ]);
    const progress = events.flatMap((one) => (one.event === "progress" ? [one] : []));
    expect(progress.at(-1)).toMatchObject({ claim: "", failures: 1 });
    expect(progress.map(({ requests }) => requests)).toEqual(
      progress.map(({ requests }) => requests).sort((a, b) => a - b),
    );
  });

  test("holds an end with exit code 2 where no run is possible", async () => {
    const out = folder();
    const baseUrl = "http://127.0.0.1:1/client/v4";
    const env = { CLOUDFLARE_API_TOKEN: "token-that-nobody-may-see" };

    await conformance(suite, settingsOf(out, { baseUrl, accountId: "a".repeat(32), fault: [] }), env).catch(() => {});

    expect(eventsIn(out).at(-1)).toMatchObject({
      event: "end",
      exit: 2,
      why: expect.stringMatching(/cannot be reached/),
    });
  });

  test("holds an end with exit code 130 where the run is interrupted", async () => {
    const out = folder();

    await conformance(suite, settingsOf(out), {}, { signal: AbortSignal.abort() });

    expect(eventsIn(out).at(-1)).toMatchObject({ event: "end", exit: 130 });
  });

  test("is not there unless it is asked for, and who listens is told all the same", async () => {
    const out = folder();
    const heard: RunEvent[] = [];

    const settings = settingsOf(out, { format: ["json"] });
    const { files } = await conformance(suite, settings, {}, { onEvent: (event) => void heard.push(event) });

    expect(files).toEqual([join(out, "report.json")]);
    expect([...new Set(heard.map(({ event }) => event))]).toEqual(["start", "progress", "failure", "end"]);
  });

  test("loses nothing else where it cannot be written", async () => {
    const out = folder();
    mkdirSync(join(out, "events.ndjson"));

    const { files, failed, report } = await conformance(suite, settingsOf(out), {});

    expect(files).toEqual([join(out, "report.json")]);
    expect(failed).toEqual([expect.stringMatching(/^cannot write .*events\.ndjson: /)]);
    expect(report.totals.fail).toBe(1);
  });

  test("shows no secret that was sent", async () => {
    const out = folder();

    const settings = settingsOf(out, { only: ["secrecy"], fault: ["secret-in-create", "secret-in-list"] });
    const { report } = await conformance(suite, settings, {});

    expect(report.totals.fail).toBeGreaterThan(0);
    expect(readFileSync(join(out, "events.ndjson"), "utf8")).not.toMatch(/wvc(secret|token)[0-9a-f]/i);
  });
});

test("the file of events is written through no link", () => {
  const [path, elsewhere] = [join(folder(), "events.ndjson"), join(folder(), "elsewhere")];
  writeFileSync(elsewhere, "as it was");
  symlinkSync(elsewhere, path);

  const log = openEventLog(path);
  log.write({ event: "end", atMs: 1, exit: 0, why: "well" });
  log.close();

  expect(readFileSync(elsewhere, "utf8")).toBe("as it was");
  expect(readFileSync(path, "utf8")).toBe('{"event":"end","atMs":1,"exit":0,"why":"well"}\n');
});

test("an event is one line for every reader", () => {
  const line = eventLine({ event: "end", atMs: 1, exit: 2, why: "a\nb\u2028c\u0085d\ud800" });

  expect(line.trimEnd()).not.toMatch(/[\n\r\u0085\u2028\u2029]/);
  expect(JSON.parse(line).why).toBe("a\nb\u2028c\u0085d\ud800");
});
