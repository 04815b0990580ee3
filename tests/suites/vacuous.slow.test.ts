import { describe, expect, test } from "vitest";
import { isObject } from "../../contract/json.ts";
import { run } from "../../harness/run/run.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { fetchTransport } from "../../harness/target/client.ts";
import { mockAccount } from "../../harness/target/target.ts";
import { createMock } from "../../mock/app.ts";
import type { Behaviour } from "../../mock/behaviour.ts";
import type { Report } from "../../reports/report.ts";
import { suite } from "../../suites/index.ts";

type Answers = (request: Request) => Promise<Response>;
async function judged(
  behaviour: Behaviour,
  wire: (answers: Answers) => Answers = (answers) => answers,
): Promise<Report> {
  const mock = createMock({ seed: "vacuous", behaviour });
  const transport = fetchTransport(wire(mock.fetch));
  const settings = readSettings({ profile: "quick", runs: "2" }, {});
  return run(suite, settings, { kind: "url", transport, accountId: mockAccount, runId: "vacuous", lagMs: 0 });
}
const passes = ({ requirements }: Report, beginnings: readonly string[]) =>
  requirements
    .filter(({ id, verdict }) => verdict === "pass" && beginnings.some((one) => id.startsWith(one)))
    .map(({ id }) => id);

/** What nobody can keep who shows nothing of what was created before. */
const shows = [
  ...[
    "read-back.get-finds",
    "read-back.list-finds",
    "read-back.agree",
    "read-back.immutable",
    "read-back.deleted-gone",
  ],
  ...["read-back.pages-complete", "read-back.counts", "read-back.replay", "read-back.json-form-free"],
  ...["modules.bytes-unchanged", "modules.complete", "modules.content-type-kept", "modules.only-when-included"],
  ...["concurrency.", "deploy.", "addressing.id-or-name", "addressing.rename-keeps", "bindings.order-free"],
  ...["addressing.unknown-version-refused", "numbering.same-everywhere", "transport.content-kept"],
];

describe("a target of which nothing can be read", () => {
  /** A path that leads nowhere, for every call but creates and deletes of Workers. */
  const createsAlone = (answers: Answers) => async (request: Request) => {
    const isKept = request.method === "POST" || (request.method === "DELETE" && !request.url.includes("/versions/"));
    const isCreate = isKept && !request.url.endsWith("/deployments");
    const body = { success: false, errors: [{ code: 7003, message: "No route" }], messages: [], result: null };
    return isCreate ? answers(request) : Response.json(body, { status: 404 });
  };

  test("passes nothing that a read would have to show, and fails nothing", async () => {
    const report = await judged({}, createsAlone);

    expect(passes(report, shows)).toEqual([]);
    expect(report.requirements.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    expect(passes(report, ["refusal.type", "bindings.accepted", "placement.accepted"]).length).toBe(3);
  });
});

describe("a target that keeps nothing", () => {
  const forgets: Behaviour = {
    find: () => undefined,
    list: () => [],
    answer: (call, reply) =>
      call === "listDeployments" && isObject(reply.body) && reply.status === 200
        ? { ...reply, body: { ...reply.body, result: { deployments: [] } } }
        : reply,
  };

  test("passes nothing that it would have to keep", async () => {
    const report = await judged(forgets);

    expect(passes(report, [...shows, "transport.methods"])).toEqual([]);
    const failing = report.requirements.filter(({ verdict }) => verdict === "fail").map(({ id }) => id);
    expect(failing).toContain("read-back.get-finds");
    expect(failing.length).toBeLessThanOrEqual(5);
  });
});
