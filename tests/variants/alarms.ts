import { run } from "../../harness/run/run.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { mockTransport } from "../../harness/target/client.ts";
import { mockAccount, type Target } from "../../harness/target/target.ts";
import { createMock, type MockOptions } from "../../mock/app.ts";
import { combined } from "../../mock/behaviour.ts";
import type { Report } from "../../reports/report.ts";
import { suite } from "../../suites/index.ts";
import type { Answers, Shape } from "./variant.ts";

type Flags = Parameters<typeof readSettings>[0];

/** Cases of each claim: few, since there are many targets. */
const runs = 3;

/** Of the many refusals every third, another third for each turn. */
const sampled = (turn: number) =>
  suite.claims.filter(({ name }, i) => !name.startsWith("refusal.") || i % 3 === turn % 3);

/** Several shapes as one target. */
function targetOf(shapes: readonly Shape[]): Target {
  const options: MockOptions = Object.assign(
    {},
    ...shapes.map(({ behaviour: _, wire: __, lagMs: ___, ...rest }) => rest),
  );
  const mock = createMock({
    seed: "variant",
    ...options,
    behaviour: combined(shapes.map(({ behaviour = {} }) => behaviour)),
  });
  const fetch = shapes.reduce<Answers>((answers, { wire }) => wire?.(answers) ?? answers, mock.fetch);
  return {
    kind: "url",
    transport: mockTransport({ ...mock, fetch }),
    accountId: mockAccount,
    runId: "variant",
    lagMs: Math.max(0, ...shapes.map(({ lagMs = 0 }) => lagMs)),
  };
}

/** A run against a mock that keeps every promise in ways of its own: whole where its requests are counted, else sampled. */
export async function judged(shapes: readonly Shape[], flags: Flags = {}, turn = 0): Promise<Report> {
  const claims = flags.maxRequests === undefined ? sampled(turn) : suite.claims;
  const budget = flags.maxRequests === undefined ? { runs } : {};
  return run({ ...suite, claims }, readSettings({ ...budget, ...flags }, {}), targetOf(shapes));
}

const noAlarm: readonly string[] = ["pass", "untested", "inapplicable", "environment"];

/** What the suite wrongly blames a target for: sentences that were only observed alarm nobody. */
export function alarmsIn({ requirements }: Report): string[] {
  return requirements
    .filter(({ verdict, level }) => level !== "observed" && !noAlarm.includes(verdict))
    .map(({ id, verdict, reason, failures }) => {
      const said = failures.map(
        ({ row, claim, expected, actual }) =>
          `${claim} [${row ?? ""}]: expected ${expected}, got ${JSON.stringify(actual)}`,
      );
      return `${id} ${verdict} ${reason ?? ""} ${said.join("; ")}`.slice(0, 500);
    });
}
