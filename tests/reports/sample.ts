import { type Report, type RequirementResult, reportSchema, type Verdict } from "../../reports/report.ts";

type Row = [row: string, verdict: Verdict];

/** A requirement of a report, with the verdicts of its rows. */
export const requirementOf = (id: string, verdict: Verdict, rows: Row[] = []): RequirementResult => ({
  id,
  level: "must",
  text: `keep ${id}`,
  source: "page:result",
  verdict,
  judged: verdict === "untested" ? 0 : 9,
  rows: rows.map(([row, one]) => ({ row, verdict: one, judged: one === "untested" ? 0 : 3 })),
  failures: [],
});

/** A report as a run of a server writes it, with what a test is about. */
export const sampleReport = ({ run, ...rest }: Partial<Omit<Report, "run">> & { run?: Partial<Report["run"]> } = {}) =>
  reportSchema.parse({
    schema: "workers-version-conformance/report@1",
    complete: true,
    suite: { version: "0.1.0" },
    contract: { revision: "2026-06" },
    target: { kind: "url", baseUrl: "http://127.0.0.1:1/client/v4" },
    run: {
      seed: 1,
      profile: "quick",
      startedAt: "2026-01-01T00:00:00.000Z",
      durationMs: 5000,
      requests: 1000,
      creates: 300,
      shortened: 0,
      ...run,
    },
    totals: {},
    requirements: [requirementOf("deploy.supersedes", "pass")],
    coverage: {},
    drift: [],
    silences: [],
    residue: { created: 2, deleted: 2, left: [], proven: true },
    ...rest,
  });
