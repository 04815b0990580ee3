import type { Answer } from "../../contract/api.ts";
import { revision, shortName } from "../../contract/revision.ts";
import { type Against, againstSchema, type ComparedCall, type Difference } from "../../reports/against.ts";
import { command } from "../../reports/command.ts";
import { claimKey } from "../../suites/words/claim.ts";
import type { WorkerClaim } from "../judge/judging.ts";
import type { Settings } from "../settings/settings.ts";
import { cutOff } from "../shared/mask.ts";
import { redactValue } from "../shared/redact.ts";
import type { Differences, Found, Side, Sides } from "./against-cases.ts";
import { Placeholders, type Step } from "./against-steps.ts";

/** What a comparison ended with. */
export interface Compared {
  sides: Sides;
  settings: Settings & { today: string };
  startedAt: Date;
  claims: readonly WorkerClaim[];
  differences: Differences;
  ended: string | undefined;
}

const longestShown = 20_000;
const mostClaims = 20;

function jsonOr(text: string): unknown {
  if (text.length > longestShown) return cutOff(text, 2000);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const shownBody = (body: Step["call"]["body"]): unknown =>
  body === undefined || typeof body === "string" ? body && jsonOr(body) : `${body.byteLength} bytes`;
const shownAnswer = (answer: Answer | undefined): ComparedCall["a"] =>
  answer === undefined ? null : { status: answer.status, contentType: answer.contentType, answer: jsonOr(answer.text) };

/** The calls of a case up to the one whose answers differ, each with both answers. */
function callsOf({ shown: [a, b], difference: { index } }: Found, accountId: string): ComparedCall[] {
  const names = new Placeholders(a.steps, accountId);
  return a.steps.slice(0, index + 1).map(({ call, answer }, i) => ({
    kind: call.kind,
    method: call.method,
    path: names.text(call.path),
    ...(call.body === undefined ? {} : { body: shownBody(call.body) }),
    a: shownAnswer(answer),
    b: shownAnswer(b.steps[i]?.answer),
  }));
}

const quoted = (text: string) => (/^[\w./:,=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** The one command that makes the case on both targets again. */
function replayOf({ claim, path }: Found, { settings, sides: [a, b] }: Compared): string {
  const { baseUrl, fault, resources, lacks, seed, today, configFile, contract } = settings;
  const flags = [
    ...(configFile === undefined ? [] : ["--config", configFile]),
    ...(baseUrl === undefined ? [] : ["--base-url", baseUrl, "--account-id", a.target.accountId]),
    ...fault.flatMap((one) => ["--fault", one]),
    ...["--against-base-url", b.target.transport.baseUrl, "--against-account-id", b.target.accountId],
    ...(typeof resources === "string" ? ["--resources", resources] : []),
    ...(contract === revision ? [] : ["--contract", shortName(contract)]),
    ...(lacks.length === 0 ? [] : ["--lacks", lacks.join(",")]),
    ...["--only", claim, "--seed", `${seed}`, "--today", today, "--path", path],
  ];
  return [`${command} run`, ...flags.map(quoted)].join(" ");
}

function differenceOf(found: Found, end: Compared): Difference {
  const { difference, claim, path, repeats } = found;
  const { key, kind, what, pointer, statuses, a = null, b = null } = difference;
  const { cases = 0, claims = new Set<string>(), broken = new Set<string>() } = end.differences.seen.get(key) ?? {};
  return {
    ...{ kind, what, pointer, statuses, a, b },
    ...(broken.size > 0 ? { broken: [...broken].sort() } : {}),
    repeats,
    cases,
    claims: [...claims].slice(0, mostClaims),
    ...(claims.size > mostClaims ? { moreClaims: claims.size - mostClaims } : {}),
    claim,
    path,
    replay: replayOf(found, end),
    calls: callsOf(found, end.sides[0].target.accountId),
  };
}

/** Create Version comes first, then what reads a version, then what stands beside the page. */
const order = ["createVersion", "getVersion", "listVersions", "deleteVersion", "listDeployments", "createDeployment"];
const rankOf = ({ kind }: Difference) => (order.includes(kind) ? order.indexOf(kind) : order.length);

const sideOf = ({ target, session, inventory: { residue } }: Side): Against["a"] => ({
  kind: target.kind,
  baseUrl: target.transport.baseUrl,
  requests: session.requests,
  residue: { created: residue.created, deleted: residue.deleted, left: residue.left },
});

/** What became of a comparison, with what nobody may read masked. */
export function againstOf(end: Compared): Against {
  const { sides, settings, startedAt, claims, differences, ended } = end;
  const [a, b] = sides;
  const all = [...differences.found.values()].map((one) => differenceOf(one, end));
  const result = againstSchema.parse({
    schema: "workers-version-conformance/against@1",
    // A budget that is spent is the size that was asked for.
    complete: ended === undefined || ended.startsWith("the budget of "),
    a: sideOf(a),
    b: sideOf(b),
    run: {
      seed: settings.seed,
      profile: settings.profile,
      today: settings.today,
      only: settings.only,
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      claims: new Set(claims.map(claimKey)).size,
      cases: differences.cases,
      ...(ended === undefined ? {} : { ended }),
    },
    differences: all.sort((one, other) => rankOf(one) - rankOf(other) || other.cases - one.cases),
    moreDifferences: [...differences.seen.keys()].filter((key) => !differences.found.has(key)).length,
    uncompared: {
      overlapping: differences.overlapping,
      unanswered: differences.unanswered,
      diverged: differences.diverged,
    },
    broken: differences.broken,
  });
  const sent = new Set([...a.session.secrets, ...b.session.secrets]);
  return redactValue(result, sent, [...(a.target.secrets ?? []), ...(b.target.secrets ?? [])]);
}
