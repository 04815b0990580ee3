import { setTimeout as sleep } from "node:timers/promises";
import type { World } from "../../arbitraries/world.ts";
import { Unjudged } from "../../contract/refutation.ts";
import { type RequirementId, requirementIds, requirements } from "../../contract/requirements/index.ts";
import { revision } from "../../contract/revision.ts";
import { type PlanSummary, planText } from "../../reports/plan.ts";
import {
  type Report,
  type RequirementResult,
  reportSchema,
  type Verdict,
  verdicts,
  worst,
} from "../../reports/report.ts";
import { claims as allClaims } from "../../suites/index.ts";
import { tours } from "../../suites/tours/index.ts";
import { expected, journalOf, provision, type Site, unprovision } from "../cleanup/provision.ts";
import type { Findings } from "../judge/engine.ts";
import { endOf, judgeAll, notAnswering, type RunOptions } from "../judge/lanes.ts";
import { isSelected, select } from "../judge/select.ts";
import { Tally, verdictOf } from "../judge/tally.ts";
import { judgeByPlan } from "../plan/carry-out.ts";
import { budgetOf, planRun, summaryOf } from "../plan/request-budget.ts";
import { Meter } from "../session/meter.ts";
import { Lane, Session } from "../session/session.ts";
import { Inventory, type Residue, Workspace } from "../session/workspace.ts";
import type { Settings } from "../settings/settings.ts";
import { CannotRun, EndOfRun, NoAnswer, TargetLost } from "../shared/errors.ts";
import { version as suiteVersion } from "../shared/package.ts";
import { redact } from "../shared/redact.ts";
import type { Target } from "../target/target.ts";
import { type Reporting, reported } from "./failure.ts";
import { openJournal, tidyUp } from "./tidy.ts";

/** Judges a target: every selected claim, then the report. Throws CannotRun where no run is possible. */
export async function run(settings: Settings, target: Target, options: RunOptions = {}): Promise<Report> {
  const selected = select(options.claims ?? claimsFor(settings), settings.only);
  if (selected.length === 0) {
    throw new CannotRun(`--only ${settings.only.join(", ")} selects nothing`, "`list` shows what there is");
  }
  const startedAt = new Date();
  const resources = settings.provision ? expected(target.runId) : options.resources;
  const outside = worldOutside({ kind: target.kind, baseUrl: target.transport.baseUrl }, settings, resources);
  const budget = budgetOf(settings, target);
  const plan = budget === undefined ? undefined : await planRun({ settings, target, selected, world: outside }, budget);
  if (plan) options.onPlan?.(planText(summaryOf(plan)));
  const meter = plan && new Meter(plan.limit);
  const session = new Session({
    ...target,
    ...(meter ? { meter } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.hurry ? { hurry: options.hurry } : {}),
  });
  const findings: Findings = { tally: new Tally(), muted: new Set(), shortened: new Set() };
  const inventory = new Inventory(target.kind !== "account", openJournal(settings, target, startedAt));
  const cleaner = new Lane(session);
  const workspace = new Workspace(cleaner, inventory);
  const site = siteOf(session, inventory);
  const tidy = async (patience: "usual" | "none" = "usual") => {
    await workspace.close().catch(() => {});
    await tidyUp(cleaner, inventory, target, { ...options, patience, others: () => unprovision(site) });
  };
  const driven = new Set(selected.flatMap((one) => [...one.drives, ...(one.id ? [one.id] : [])]));
  const planned = plan && summaryOf(plan);
  const end = (ended: string | undefined) =>
    report({ settings, target, session, findings, startedAt, residue: inventory.residue, ended, driven, planned });
  const peer = await firstWorker(workspace).catch(async (error) => {
    if (inventory.unsure.size + inventory.residue.created > 0)
      await tidy(error instanceof TargetLost ? "none" : "usual");
    else inventory.journal?.close({ keep: false });
    if (error instanceof EndOfRun) return error;
    const cannot = asCannotRun(error, target, inventory.residue);
    cannot.report = end(`${notAnswering}: ${cannot.message}`);
    throw cannot;
  });
  if (peer instanceof EndOfRun) return end(peer.message);
  const ended = await endOf(
    (async () => {
      const real = settings.provision ? await provisioned(site, target, options.signal) : {};
      const world: World = { peer, ...outside, ...real };
      const judging = { selected, world, findings, settings, session, inventory, target, options };
      return plan && meter ? judgeByPlan(judging, plan, meter) : judgeAll(judging);
    })(),
  );
  await tidy();
  options.onDigest?.(session.digest.digest("hex"));
  return end(ended);
}

/** How often the first Worker is asked for where no answer comes. */
const mostTries = 3;

async function firstWorker(workspace: Workspace): Promise<World["peer"]> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await workspace.peer();
    } catch (error) {
      if (!(error instanceof NoAnswer) || tried >= mostTries) throw error;
    }
  }
}

/** Provisioning speaks through the session, as all else does. */
function siteOf(session: Session, { journal }: Inventory): Site {
  const lane = new Lane(session);
  const { accountId, runId } = session.options;
  return {
    send: async (call) => (await lane.call(call)).answer,
    accountId,
    runId,
    journal: journalOf(journal),
    made: [],
  };
}

/** A resource just made may be invisible to the check of bindings for about 20 s. */
const settleMs = 20_000;
async function provisioned(site: Site, { kind }: Target, signal?: AbortSignal): Promise<Pick<World, "resources">> {
  const resources = await provision(site);
  // A signal cuts the wait short; the next call then ends the run.
  if (kind === "account") await sleep(settleMs, undefined, signal ? { signal } : {}).catch(() => {});
  return { resources };
}

/** Tours are for metered runs, and for replays of what one found. */
const claimsFor = ({ only }: Settings) =>
  only.some((prefix) => prefix.startsWith("tour.")) ? [...tours, ...allClaims] : allClaims;

/** What of the world is known before the first request: what exists, and how large a body may be. */
export function worldOutside(
  target: { kind: Target["kind"]; baseUrl: string },
  settings: Settings,
  resources?: World["resources"],
): Omit<World, "peer"> {
  // Without a list of what exists, a real account is asked only for what needs nothing.
  const existing = resources ?? (target.kind === "account" ? {} : undefined);
  return {
    largestBodyMiB: largestBody(target, settings),
    ...(target.kind === "account" ? { isPlacementRisky: true } : {}),
    ...(existing ? { resources: existing } : {}),
  };
}

/** Large bodies go only to targets that are ours: the embedded mock, and servers on this machine. */
function largestBody({ kind, baseUrl }: { kind: Target["kind"]; baseUrl: string }, { profile }: Settings): number {
  if (kind === "mock") return { quick: 1, default: 10, nightly: 100 }[profile];
  const isHere = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(baseUrl);
  return isHere ? (profile === "quick" ? 1 : 10) : 0;
}

function asCannotRun(error: unknown, { transport, runId }: Target, { left }: Residue): CannotRun {
  if (!(error instanceof CannotRun || error instanceof Unjudged || error instanceof TargetLost)) throw error;
  const isLeft =
    left.length > 0 ? `it may have made ${left.join(", ")}: \`clean --run ${runId}\` removes it` : undefined;
  if (error instanceof CannotRun) return new CannotRun(error.message, isLeft ?? error.hint);
  const check = "check --base-url, and that the target is running";
  return new CannotRun(`${transport.baseUrl} cannot be reached: ${error.message}`, isLeft ?? check);
}

interface Ended extends Omit<Reporting, "kind"> {
  session: Session;
  findings: Findings;
  startedAt: Date;
  residue: Residue;
  ended: string | undefined;
  planned: PlanSummary | undefined;
  /** Requirements that the selected claims are meant to exercise. */
  driven: ReadonlySet<RequirementId>;
}

function report(end: Ended): Report {
  const { settings, target, session, startedAt, residue, ended, driven, findings, planned } = end;
  const results = requirementIds
    .filter((id) => isSelected(id, settings.only) || driven.has(id) || findings.tally.failing().includes(id))
    .map((id) => result(id, end));
  const totals = Object.fromEntries(
    verdicts.map((one) => [one, results.filter(({ verdict }) => verdict === one).length]),
  );
  const whole = reportSchema.parse({
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
      shortened: findings.shortened.size,
      ...(settings.only.length > 0 ? { only: settings.only } : {}),
      ...(ended === undefined ? {} : { ended }),
      ...(planned ? { plan: planned } : {}),
    },
    totals,
    requirements: results,
    coverage: Object.fromEntries(results.map(({ id, judged }) => [id, judged])),
    drift: [...session.drift.values()],
    silences: [...session.silences.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    residue,
  });
  return redact(whole, session.secrets, target.secrets ?? []);
}

function result(
  id: keyof typeof requirements,
  { findings: { tally }, settings, target, ended }: Ended,
): RequirementResult {
  const { level, text, source, sources } = requirements[id];
  const lines = tally.lines(id);
  const notReached: Verdict = ended?.startsWith(notAnswering) ? "environment" : "untested";
  const verdict = lines.length === 0 ? notReached : worst(lines.map(({ line }) => verdictOf(line)));
  const reasons = lines.flatMap(({ line }) => [...line.broken, ...line.reasons.values()]);
  const unheard = lines.length === 0 ? (ended ?? "no case reached it") : reasons[0];
  return {
    id,
    level,
    text,
    source,
    sources: [...sources],
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
