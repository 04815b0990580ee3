import Builder from "fast-xml-builder";
import { type Case, casesOf, type Outcome, tookMs } from "./cases.ts";
import { xmlText } from "./door.ts";
import type { Report } from "./report.ts";

const builder = new Builder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  textNodeName: "#",
  format: true,
  suppressEmptyNode: true,
});

const longestDetail = 20_000;
const seconds = (ms: number) => (ms / 1000).toFixed(3);

/** What a case has beside its name: a failure, an error, a reason, or what is to be known of it all the same. */
function resultOf({ outcome, verdict, message = "", detail = "" }: Case): object {
  const content = detail === "" ? {} : { "#": xmlText(detail, longestDetail) };
  const said = { "@message": xmlText(message), "@type": verdict, ...content };
  if (outcome === "failed") return { failure: said };
  if (outcome === "error") return { error: said };
  if (outcome === "skipped") return { skipped: said };
  return message === "" ? {} : { "system-out": xmlText(`${message}\n\n${detail}`.trim(), longestDetail) };
}

const testcase = (one: Case) => ({
  "@name": xmlText(one.name, 400),
  "@classname": one.suite,
  "@time": seconds(tookMs(one)),
  ...resultOf(one),
});

const countIn = (cases: readonly Case[]) => {
  const count = (outcome: Outcome) => cases.filter((one) => one.outcome === outcome).length;
  return { "@tests": cases.length, "@failures": count("failed"), "@errors": count("error") };
};

function testsuite(name: string, cases: readonly Case[], { run, target, contract }: Report): object {
  const properties = { target: target.baseUrl, contract: contract.revision, profile: run.profile, seed: run.seed };
  return {
    "@name": name,
    ...countIn(cases),
    "@skipped": cases.filter(({ outcome }) => outcome === "skipped").length,
    "@time": seconds(cases.reduce((ms, one) => ms + tookMs(one), 0)),
    "@timestamp": xmlText(run.startedAt, 40),
    properties: {
      property: Object.entries(properties).map(([key, value]) => ({
        "@name": key,
        "@value": xmlText(String(value), 400),
      })),
    },
    testcase: cases.map(testcase),
  };
}

/** The report as JUnit's XML: a suite for each area. It is red just where the exit code is not 0. */
export function junitReport(report: Report): string {
  const cases = casesOf(report);
  const names = [...new Set(cases.map(({ suite }) => suite))];
  return builder.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": "Create Version conformance",
      ...countIn(cases),
      "@time": seconds(report.run.durationMs),
      testsuite: names.map((name) => {
        const own = cases.filter(({ suite }) => suite === name);
        return testsuite(name, own, report);
      }),
    },
  });
}
