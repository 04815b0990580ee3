import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { junitReport } from "../../reports/junit.ts";
import { exitCodeOf, type Report, type Verdict } from "../../reports/report.ts";
import { failureOf } from "./failures.ts";
import { realReport } from "./real.ts";
import { requirementOf, sampleReport } from "./sample.ts";

const schema = { fileName: "junit.xsd", contents: readFileSync(join(import.meta.dirname, "junit.xsd"), "utf8") };
const errorsIn = async (contents: string) =>
  (await validateXML({ xml: { fileName: "junit.xml", contents }, schema })).errors.map(({ message }) => message);

/** The elements of a case by its name. */
const caseIn = (xml: string, name: string): string => {
  const [found = ""] =
    xml.match(new RegExp(`<testcase name="${name.replace(/[[\].]/g, "\\$&")}"[^>]*?(/>|>.*?</testcase>)`, "s")) ?? [];
  return found.replaceAll(/\s*\n\s*/g, "");
};
const isRed = (xml: string) => !/^<testsuites [^>]*failures="0" errors="0"/m.test(xml);

const withVerdict = (verdict: Verdict, rest: object = {}): Report =>
  sampleReport({
    totals: { [verdict]: 1, pass: 1 },
    requirements: [requirementOf("deploy.a", "pass"), { ...requirementOf("deploy.b", verdict), ...rest }],
  });

describe("junit.xml", () => {
  test("is valid, of a run with failures", async () => {
    const xml = junitReport(await realReport());

    expect(await errorsIn(xml)).toEqual([]);
    expect(xml).toContain('<testsuite name="deploy" ');
    expect(caseIn(xml, "bindings.accepted [kv_namespace]")).toMatch(/<failure message="expected .*replay /s);
  });

  test.each<[string, Verdict, object, string]>([
    ["passed", "pass", {}, "/>"],
    ["is a warning", "warn", { failures: [failureOf({ warning: true })] }, "<system-out>warn: it breaks below the bar"],
    [
      "failed",
      "fail",
      { failures: [failureOf()] },
      '<failure message="expected less; got &quot;more&quot; (a string)" ',
    ],
    [
      "is known",
      "fail",
      { failures: [failureOf({ known: "1" })], known: "1" },
      '<skipped message="known: 1" type="fail">',
    ],
    ["broke", "broken", { reason: "TypeError: x" }, '<error message="broken: TypeError: x" type="broken"/>'],
    ["did not repeat", "flaky", { failures: [failureOf({ flaky: true })] }, '<skipped message="flaky: it did not'],
    [
      "was seen once",
      "unconfirmed",
      { failures: [failureOf({ unconfirmed: true })] },
      '<skipped message="unconfirmed: ',
    ],
    ["nothing reached", "untested", { reason: "no case" }, '<skipped message="untested: no case" type="untested"/>'],
    ["does not apply", "inapplicable", { reason: "no placement" }, '<skipped message="inapplicable: no placement"'],
    ["the network hid", "environment", { reason: "429" }, '<skipped message="environment: 429"'],
  ])("of what %s", async (_, verdict, rest, expected) => {
    const report = withVerdict(verdict, rest);

    const xml = junitReport(report);

    expect(await errorsIn(xml)).toEqual([]);
    expect(caseIn(xml, "deploy.b")).toContain(expected);
    expect(isRed(xml)).toBe(exitCodeOf(report) !== 0);
  });

  test("is red where nothing failed and the exit code is not 0 all the same", () => {
    const stopped = sampleReport({ complete: false, totals: { pass: 1 }, run: { ended: "--bail <1>" } });
    const stale = sampleReport({
      totals: { pass: 1 },
      baseline: { file: "b.json", known: 0, stale: [{ id: "deploy.a", row: "x", reason: "old" }], expired: [] },
    });

    expect(caseIn(junitReport(stopped), "run.is-conclusive")).toMatch(
      /<error message="inconclusive: .*--bail &lt;1&gt;"/,
    );
    expect(caseIn(junitReport(stale), "run.stale deploy.a/x")).toContain("<failure message=");
  });
});

test("a refusal that did not come says how its request differs from the accepted one", () => {
  const twin = { limits: { cpu_ms: 1 } };
  const sent = { limits: { cpu_ms: "1" } };
  const exchange = { method: "POST", path: "/x", status: 200, contentType: "", answer: {}, startedAt: "", tookMs: 1 };
  const failure = failureOf({ twin, decides: 0, exchanges: [{ ...exchange, body: sent }] });

  const xml = junitReport(withVerdict("fail", { failures: [failure] }));

  expect(xml).toContain("differs  /limits/cpu_ms: &quot;1&quot; was sent, the accepted request has 1");
});
