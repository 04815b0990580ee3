import type { World } from "../arbitraries/world.ts";
import { type RequirementId, requirementIds, requirements } from "../contract/requirements/index.ts";
import { revision } from "../contract/revision.ts";
import { type Report, type RequirementResult, reportSchema, type Verdict, verdicts, worst } from "../reports/report.ts";
import { type Claim, claimKey } from "../suites/claim.ts";
import { claims as allClaims } from "../suites/index.ts";
import { Engine } from "./engine.ts";
import { CannotRun, EndOfRun, TargetLost } from "./errors.ts";
import { type Reporting, reported } from "./failure.ts";
import { version as suiteVersion } from "./package.ts";
import { isSelected, select } from "./select.ts";
import { Session } from "./session.ts";
import { profiles, type Settings } from "./settings.ts";
import { Tally, verdictOf } from "./tally.ts";
import type { Target } from "./target.ts";
import { type Residue, Workspace } from "./workspace.ts";

export interface Progress {
  claim: string;
  done: number;
  of: number;
  failures: number;
  requests: number;
}
export interface RunOptions {
  onProgress?: (progress: Progress) => void;
  /** Ends the run after the case at hand; what was made is removed. */
  signal?: AbortSignal;
  resources?: World["resources"];
  /** Receives the digest over all requests, in order. */
  onDigest?: (hex: string) => void;
}

const unlimited = 1000;
const shrinkAllowance = { mock: unlimited, url: 200, account: 30 };

/** Judges a target: every selected claim, then the report. Throws CannotRun where no run is possible. */
export async function run(settings: Settings, target: Target, options: RunOptions = {}): Promise<Report> {
  const selected = select(allClaims, settings.only);
  if (selected.length === 0)
    throw new CannotRun(`--only ${settings.only.join(", ")} selects nothing`, "`list` shows what there is");
  const startedAt = new Date();
  const tally = new Tally();
  const engines: Engine[] = [];
  const session = new Session({
    ...target,
    ...(settings.maxRequests === undefined ? {} : { maxRequests: settings.maxRequests }),
    ...(options.signal ? { signal: options.signal } : {}),
    onFinding: (finding) => engines[0]?.onFinding(finding) ?? false,
  });
  const workspace = new Workspace(session, target.kind !== "account");
  const runs = settings.runs ?? profiles[settings.profile];
  const allowance = shrinkAllowance[target.kind];
  engines.push(
    new Engine(session, workspace, tally, {
      seed: settings.seed,
      runs,
      path: settings.path,
      shrinkAllowance: allowance,
    }),
  );
  const peer = await workspace.peer().catch((error) => {
    throw asCannotRun(error, target);
  });
  const world: World = {
    peer,
    ...(options.resources ? { resources: options.resources } : target.kind === "account" ? { resources: {} } : {}),
  };
  const ended = await judgeAll(selected, world, engines, tally, settings, session, options);
  const residue = await workspace.close().catch(() => workspace.residue);
  options.onDigest?.(session.digest.digest("hex"));
  const driven = new Set(selected.flatMap((one) => one.drives));
  return report({ settings, target, session, tally, startedAt, residue, ended, driven });
}

function asCannotRun(error: unknown, { transport }: Target): unknown {
  if (error instanceof CannotRun) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new CannotRun(
    `${transport.baseUrl} cannot be reached: ${reason}`,
    "check --base-url, and that the target is running",
  );
}

/** Why the run ended before its last claim, or undefined. */
async function judgeAll(
  selected: readonly Claim[],
  world: World,
  [engine]: readonly Engine[],
  tally: Tally,
  settings: Settings,
  session: Session,
  { onProgress }: RunOptions,
): Promise<string | undefined> {
  for (const [done, claim] of selected.entries()) {
    if (settings.bail !== undefined && tally.failures >= settings.bail) return `--bail ${settings.bail}`;
    onProgress?.({
      claim: claimKey(claim),
      done,
      of: selected.length,
      failures: tally.failures,
      requests: session.requests,
    });
    try {
      await engine?.judge(claim, world);
    } catch (error) {
      if (error instanceof TargetLost) return `the target no longer answers: ${error.message}`;
      if (error instanceof EndOfRun) return error.message;
      throw error;
    }
  }
  onProgress?.({
    claim: "",
    done: selected.length,
    of: selected.length,
    failures: tally.failures,
    requests: session.requests,
  });
  return undefined;
}

interface Ended extends Omit<Reporting, "kind"> {
  session: Session;
  tally: Tally;
  startedAt: Date;
  residue: Residue;
  ended: string | undefined;
  /** Requirements that the selected claims are meant to exercise. */
  driven: ReadonlySet<RequirementId>;
}

function report(end: Ended): Report {
  const { settings, target, session, tally, startedAt, residue, ended, driven } = end;
  const results = requirementIds
    .filter((id) => isSelected(id, settings.only) || driven.has(id) || tally.failing().includes(id))
    .map((id) => result(id, end));
  const totals = Object.fromEntries(
    verdicts.map((one) => [one, results.filter(({ verdict }) => verdict === one).length]),
  );
  return reportSchema.parse({
    schema: "workers-version-conformance/report@1",
    complete: ended === undefined,
    suite: { version: suiteVersion },
    contract: { revision },
    target: { kind: target.kind, baseUrl: target.transport.baseUrl },
    run: {
      seed: settings.seed,
      profile: settings.profile,
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      requests: session.requests,
      creates: session.creates,
      ...(settings.only.length > 0 ? { only: settings.only } : {}),
      ...(ended === undefined ? {} : { ended }),
    },
    totals,
    requirements: results,
    coverage: Object.fromEntries(results.map(({ id, judged }) => [id, judged])),
    drift: [...session.drift.values()],
    residue,
  });
}

function result(id: keyof typeof requirements, { tally, settings, target, ended }: Ended): RequirementResult {
  const { level, text, source } = requirements[id];
  const lines = tally.lines(id);
  const notReached: Verdict = ended?.startsWith("the target no longer") ? "environment" : "untested";
  const verdict = lines.length === 0 ? notReached : worst(lines.map(({ line }) => verdictOf(line)));
  const reasons = lines.flatMap(({ line }) => [...line.broken, ...line.reasons.values()]);
  const unheard = lines.length === 0 ? (ended ?? "no case reached it") : reasons[0];
  return {
    id,
    level,
    text,
    source,
    verdict,
    judged: lines.reduce((sum, { line }) => sum + line.judged + line.caught.length, 0),
    ...(verdict === "pass" || verdict === "fail" ? {} : { reason: unheard ?? "no case reached it" }),
    rows: lines.flatMap(({ row, line }) => {
      const [reason] = [...line.broken, ...line.reasons.values()];
      const own = verdictOf(line);
      if (row === undefined) return [];
      return [
        {
          row,
          verdict: own,
          judged: line.judged + line.caught.length,
          ...(reason && own !== "pass" ? { reason } : {}),
        },
      ];
    }),
    failures: lines.flatMap(({ line }) => line.caught.map((one) => reported(one, { settings, target }))),
  };
}
