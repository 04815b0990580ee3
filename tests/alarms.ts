import { isObject, toJson } from "../contract/json.ts";
import { readDeployments } from "../contract/neighbours.ts";
import { run } from "../harness/run/run.ts";
import { readSettings } from "../harness/settings/settings.ts";
import { mockTransport } from "../harness/target/client.ts";
import { mockAccount, type Target } from "../harness/target/target.ts";
import { createMock, type MockOptions } from "../mock/app.ts";
import type { Behaviour } from "../mock/behaviour.ts";
import type { Report } from "../reports/report.ts";
import { suite } from "../suites/index.ts";

const isNightly = process.env.CONFORMANCE_PROFILE === "nightly";
const runs = isNightly ? 10 : 3;

/** Of the many refusals a third each time, another third for the next target; all of them in the nightly profile. */
let turn = 0;
function sampled(): typeof suite.claims {
  turn += 1;
  if (isNightly) return suite.claims;
  return suite.claims.filter(({ name }, i) => !name.startsWith("refusal.") || i % 3 === turn % 3);
}

/** A run against a mock that keeps every promise in a way of its own. */
export async function judged(
  options: MockOptions,
  changes: Partial<Target>,
  flags: Parameters<typeof readSettings>[0],
) {
  const mock = createMock({ seed: "variant", ...options });
  const target: Target = {
    kind: "url",
    transport: mockTransport(mock),
    accountId: mockAccount,
    runId: "variant",
    lagMs: 0,
    ...changes,
  };
  const claims = flags.maxRequests === undefined ? sampled() : suite.claims;
  return run({ ...suite, claims }, readSettings(flags, {}), target);
}

/** What the suite wrongly blames it for. */
export async function alarms(
  options: MockOptions,
  changes: Partial<Target> = {},
  only: string[] = [],
): Promise<string[]> {
  return alarmsIn(await judged(options, changes, { runs, only }));
}

export function alarmsIn(report: Report): string[] {
  return report.requirements
    .filter(({ verdict }) => !["pass", "untested", "inapplicable"].includes(verdict))
    .flatMap(({ id, verdict, reason, failures }) => [
      `${id} ${verdict} ${reason ?? ""} ${failures.map((one) => `[${one.row ?? ""}] ${one.claim}: expected ${one.expected}, got ${JSON.stringify(one.actual)}`).join("; ")}`.slice(
        0,
        600,
      ),
    ]);
}

/** A target whose reads lag behind its writes. */
export function lagging(): Behaviour {
  const lag = 30;
  const isFresh = (createdOn: string) => Date.now() - Date.parse(createdOn) < lag;
  return {
    find: (right) => (right && isFresh(right.createdOn) ? undefined : right),
    list: (versions) => versions.filter((one) => !isFresh(one.createdOn)),
    answer: (call, reply) => {
      const list = readDeployments(isObject(reply.body) ? reply.body.result : undefined);
      if (call !== "listDeployments" || !list || !isObject(reply.body)) return reply;
      const deployments = toJson(list.filter((one) => !isFresh(String(one.created_on))));
      return { ...reply, body: { ...reply.body, result: { deployments } } };
    },
  };
}
