import { describe, expect, test } from "vitest";
import { isLostWithout, neighbours } from "../../../contract/features.ts";
import { isObject } from "../../../contract/json.ts";
import type { VersionRequest } from "../../../contract/version.ts";
import { run } from "../../../harness/run/run.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { fetchTransport } from "../../../harness/target/client.ts";
import { mockAccount, type Target } from "../../../harness/target/target.ts";
import { createMock, type MockOptions } from "../../../mock/app.ts";
import { Refusal } from "../../../mock/refusal.ts";
import type { Report } from "../../../reports/report.ts";
import { suite } from "../../../suites/index.ts";

type Asked = { method: string; url: string; body: string };

/** A run against the mock, and every request that reached it. */
async function judged(lacks: readonly string[], mock: MockOptions = { seed: "lacks" }) {
  const asked: Asked[] = [];
  const { fetch } = createMock(mock);
  const listening = async (request: Request) => {
    asked.push({ method: request.method, url: request.url, body: await request.clone().text() });
    return fetch(request);
  };
  const transport = fetchTransport(listening);
  const target: Target = { kind: "url", transport, accountId: mockAccount, runId: "lacks", lagMs: 0 };
  const report = await run(suite, readSettings({ lacks, runs: "4", profile: "quick" }, {}), target);
  return { report, asked };
}
const verdicts = ({ requirements }: Report, verdict: string) =>
  requirements.filter((one) => one.verdict === verdict).map(({ id }) => id);

describe("a target that is declared to lack much", () => {
  const lacks = ["placement", "assets", "bindings.vectorize", "deployments", "usage_model"];

  test("has a run that says what it leaves out, and that it is there after all", async () => {
    const { report } = await judged(lacks);

    expect(verdicts(report, "fail")).toEqual([]);
    expect(verdicts(report, "untested")).toEqual([]);
    expect(report.requirements.find(({ id }) => id === "placement.accepted")).toMatchObject({
      verdict: "inapplicable",
      reason: "declared: without placement",
    });
    expect(report.lacks?.filter((one) => one.isFound).map(({ name }) => name)).toEqual(lacks);
  });

  test("is sent what it lacks once, to see whether it has it", async () => {
    const { asked } = await judged(lacks);

    const bodies = asked.filter(({ method }) => method === "POST").map(({ body }) => body);
    // Some bodies are no JSON, on purpose.
    const keysIn = (body: string): string[] => {
      try {
        const json: unknown = JSON.parse(body);
        return isObject(json) ? Object.keys(json) : [];
      } catch {
        return [];
      }
    };
    const count = (name: string) => bodies.filter((body) => keysIn(body).includes(name)).length;
    expect(["placement", "assets", "usage_model"].map(count)).toEqual([1, 1, 1]);
    expect(bodies.filter((body) => body.includes('"vectorize"')).length).toBe(1);
    expect(asked.filter(({ url }) => url.endsWith("/deployments")).length).toBe(1);
  });

  test("is not blamed for what it lacks in truth", async () => {
    const refuse = (request: VersionRequest) =>
      request.placement ? new Refusal(400, 10021, "placement is unknown") : undefined;

    const { report } = await judged(["placement"], { seed: "lacks", behaviour: { refuse } });

    expect(verdicts(report, "fail")).toEqual([]);
    expect(report.lacks).toEqual([
      { name: "placement", text: "placement in a request", isDeclared: true, isFound: false },
    ]);
  });
});

describe("a neighbour that is missing", () => {
  test.each(Object.keys(neighbours))("costs no more than is said of it: %s", async (name) => {
    const { report } = await judged([name]);

    const lost = [...verdicts(report, "inapplicable"), ...verdicts(report, "untested")];
    const whatever = ["refusal.credentials", "transport.content-kept"];
    const unforeseen = lost.filter((id) => !isLostWithout(id, name) && !whatever.includes(id));
    expect(verdicts(report, "fail")).toEqual([]);
    expect(unforeseen).toEqual([]);
  });
});
