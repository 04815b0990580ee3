import { run } from "../../harness/run/run.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { fetchTransport, httpTransport } from "../../harness/target/client.ts";
import { mockAccount, type Target } from "../../harness/target/target.ts";
import { createMock, type Mock, type MockOptions } from "../../mock/app.ts";
import { combined } from "../../mock/behaviour.ts";
import { serveMock } from "../../mock/server.ts";
import type { Report } from "../../reports/report.ts";
import { suite } from "../../suites/index.ts";
import type { Answers, Shape } from "./variant.ts";

type Flags = Parameters<typeof readSettings>[0];

/** Cases of each claim: few, since there are many targets. */
const runs = 3;

/** Of the many refusals every third, another third for each turn. */
const sampled = (turn: number) =>
  suite.claims.filter(({ name }, i) => !name.startsWith("refusal.") || i % 3 === turn % 3);

/** Several shapes as one mock. */
function mockOf(shapes: readonly Shape[]): Mock {
  const options: MockOptions = Object.assign(
    {},
    ...shapes.map(({ behaviour: _, wire: __, lagMs: ___, ...rest }) => rest),
  );
  const mock = createMock({
    seed: "variant",
    ...options,
    behaviour: combined(shapes.map(({ behaviour = {} }) => behaviour)),
  });
  return { ...mock, fetch: shapes.reduce<Answers>((answers, { wire }) => wire?.(answers) ?? answers, mock.fetch) };
}

/** How a run reaches the mock. */
export type Way = "in process" | "over HTTP";
const timeoutMs = 30_000;

/** A mock as a server that is anybody's, and what ends it. */
async function opened(mock: Mock, way: Way): Promise<Pick<Target, "transport"> & { close: () => Promise<void> }> {
  if (way === "in process") return { transport: fetchTransport(mock.fetch), close: async () => {} };
  const server = await serveMock(mock);
  const transport = httpTransport(server.baseUrl, { authorization: "Bearer mock" }, timeoutMs);
  const close = async () => {
    await transport.close();
    await server.close();
  };
  return { transport, close };
}

/** A run against a mock that keeps every promise in ways of its own: whole where its requests are counted, else sampled. */
export function judged(shapes: readonly Shape[], flags: Flags = {}, turn = 0, way?: Way): Promise<Report> {
  if (flags.maxRequests !== undefined) return judgedBy(suite.claims, shapes, flags, way);
  return judgedBy(sampled(turn), shapes, { runs, ...flags }, way);
}

/** A run of these claims. */
export async function judgedBy(
  claims: typeof suite.claims,
  shapes: readonly Shape[],
  flags: Flags,
  way: Way = "in process",
): Promise<Report> {
  const { transport, close } = await opened(mockOf(shapes), way);
  const lagMs = Math.max(0, ...shapes.map((one) => one.lagMs ?? 0));
  const target: Target = { kind: "url", transport, accountId: mockAccount, runId: "variant", lagMs };
  // A metered run is planned with its tours, a whole one begins with them; of chosen claims only those are made.
  const isChosen = flags.maxRequests === undefined && claims.length < suite.claims.length / 2;
  const judging = isChosen ? { ...suite, claims, tours: [], rowTours: [] } : { ...suite, claims };
  return run(judging, readSettings(flags, {}), target).finally(close);
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
