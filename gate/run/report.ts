import type { ClientCase, Credential, ServerReply } from "../../contract/client.ts";
import { isBelow, type Level } from "../../contract/level.ts";
import { revision } from "../../contract/revision.ts";
import { version } from "../../harness/shared/package.ts";
import { verdictOf } from "../../harness/shared/tally.ts";
import { command } from "../../reports/command.ts";
import {
  type GateFailure,
  type GateReport,
  type GateVerdict,
  gateVerdicts,
  type PropertyResult,
  worstGate,
} from "../../reports/gate/report.ts";
import { isAbout, isOver, type KnownFailure, named } from "../../reports/known.ts";
import { type PropertyId, properties, propertyIds } from "../contract/properties.ts";
import type { Manifest } from "../contract/protocol.ts";
import type { SetOfCases } from "../engine/engine.ts";
import type { Caught, GateLine, GateTally } from "../engine/tally.ts";
import { isProven, type Proof } from "../proof/prove.ts";
import { isNumber, writeJson } from "../wire/json.ts";
import type { Recorded } from "../wire/recorder.ts";

export interface Reporting {
  manifest: Manifest;
  expected: readonly KnownFailure[];
  seed: number;
  runs: number;
  /** The command line's words that lead to this client again; undefined where it is a function of this process. */
  words: string | undefined;
  only: readonly string[];
  /** The bar: what breaks below it is a warning. */
  level: Level;
  startedAt: string;
  durationMs: number;
  cases: number;
  sets?: readonly SetOfCases[] | undefined;
  requests: number;
  /** Requests beside the creates, by method and route. */
  others: ReadonlyMap<string, number>;
  ended?: string | undefined;
  proof: Proof;
  provedAt?: string | undefined;
}

/** A word of a command line, as the shell takes it. */
export const quoted = (text: string): string =>
  /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const credentialOf = (auth: Credential) =>
  "token" in auth
    ? ['-H "Authorization: Bearer $CLOUDFLARE_API_TOKEN"']
    : ['-H "X-Auth-Key: $CLOUDFLARE_API_KEY"', '-H "X-Auth-Email: $CLOUDFLARE_EMAIL"'];

/** A text as a report holds it: of one that is very long, its beginning and its length. */
const longest = 6000;
const held = (text: string): string =>
  text.length > longest ? `${text.slice(0, longest)}\u2026 (${text.length} characters in all)` : text;

/** The request that the caller asked for; a body that no command line can hold goes into a file. */
function curlOf({ seen: { case: one } }: Caught): string {
  const { account_id, worker_id, query, body } = one.call;
  const path = `/accounts/${account_id}/workers/workers/${encodeURIComponent(worker_id)}/versions`;
  const text = writeJson(body);
  const words = [
    `curl -X POST "$CLOUDFLARE_BASE_URL${path}${query.deploy === undefined ? "" : `?deploy=${query.deploy}`}"`,
    ...credentialOf(one.auth),
    "-H 'Content-Type: application/json'",
    `--data-binary ${text.length > longest ? "@body.json" : quoted(text)}`,
  ];
  return words.join(" ");
}

/** What else a reply does than to answer at once, whole, and as a server of today. */
function notesOf({
  delayMs,
  cutAt,
  interim,
  cuts,
  coding,
  old,
  extended,
  declared,
  leadsTo,
  retryAtS,
  hangsUp,
}: ServerReply) {
  return [
    ...(interim ? [`after ${interim.join(", ")}`] : []),
    ...(delayMs ? [`after ${delayMs} ms`] : []),
    ...(cuts ? ["in chunks that end inside of a character"] : []),
    ...(coding ? [`in ${coding} where that is accepted`] : []),
    ...(old ? ["as HTTP/1.0"] : []),
    ...(extended ? ["in chunks with extensions and trailers"] : []),
    ...(declared === undefined ? [] : [`with a declared length of ${declared} bytes`]),
    ...(leadsTo ? [`leading to another path${leadsTo === "here" ? "" : " of another host"}`] : []),
    ...(retryAtS === undefined ? [] : [`Retry-After: a date in ${retryAtS} s`]),
    ...(cutAt === undefined ? [] : [`cut after ${cutAt} bytes of the body`]),
    ...(hangsUp ? ["and the connection ends"] : []),
  ];
}

function replyText(reply: ServerReply): string {
  const { status, headers, body, reset } = reply;
  if (reset) return "(the connection is reset)";
  const notes = notesOf(reply);
  const head = [
    `${status}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return `${head.join("\n")}\n\n${held(body)}`;
}

export function requestText({ method, target, httpVersion, headers, body }: Recorded): string {
  const head = [`${method} ${target} HTTP/${httpVersion}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  return `${head.join("\n")}\n\n${held(body.toString())}`;
}

/** A value as the report's JSON can hold it: numbers that a double cannot hold as text. */
function plain(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === "string") return held(value);
  if (typeof value === "bigint" || (isNumber(value) && typeof value !== "number")) return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** So many replies tell enough of a script: the last one stands for all that follow. */
const mostReplies = 3;
const callShown = ({ call, replies }: ClientCase) => ({
  call: plain(call),
  replies: replies.slice(0, mostReplies).map(replyText),
});

function failureOf(caught: Caught, row: string | undefined, { seed, words }: Reporting): GateFailure {
  const { finding, seen, flaky, path, focus } = caught;
  const [first] = seen.attempts;
  const { earlier, beside } = seen.case;
  return {
    row,
    flaky,
    at: finding.at,
    expected: plain(finding.expected === undefined ? "absent" : finding.expected),
    actual: plain(finding.actual === undefined ? "absent" : finding.actual),
    ...callShown(seen.case),
    earlier: earlier?.map(callShown),
    beside: beside && callShown(beside),
    auth: "token" in seen.case.auth ? "token" : "key and email",
    environment: Object.keys(seen.case.environment),
    outcome: plain(seen.outcome),
    attempts: [...seen.attempts, ...seen.moved].map((one) => ({
      text: requestText(one),
      atMs: Math.round(one.startedMs - (first?.startedMs ?? 0)),
    })),
    curl: curlOf(caught),
    replay:
      words === undefined
        ? `gate(adapter, { only: [${JSON.stringify(focus)}], seed: ${seed}, path: ${JSON.stringify(path)} })`
        : `${command} gate --only ${quoted(focus)} --seed ${seed} --path ${path} ${words}`,
    seed,
    path,
  };
}

interface Judged {
  verdict: GateVerdict;
  reason?: string | undefined;
}

function judgedOf(line: GateLine, known: KnownFailure | undefined, isWarning: boolean): Judged {
  const verdict = verdictOf(line);
  if (verdict === "fail" && known) return { verdict: "expected-fail", reason: known.reason };
  if (verdict === "fail") return { verdict: isWarning ? "warn" : "fail" };
  if (verdict === "broken") return { verdict: "adapter-error", reason: line.broken[0] };
  if (verdict !== undefined) return { verdict: verdict === "unconfirmed" ? "flaky" : verdict };
  const reason = line.reasons.get("not-expressible");
  if (reason !== undefined) return { verdict: "not-expressible", reason };
  return { verdict: "untested", reason: "no case came so far, or another failure explains what went wrong" };
}

/** An expected failure of which nothing failed any more, though it was judged. */
function staleness(
  known: readonly KnownFailure[],
  id: string,
  rows: ReadonlyMap<string | undefined, Judged>,
): string | undefined {
  const stale = known.find((entry) => {
    const verdicts = [...rows].flatMap(([row, { verdict }]) => (isAbout(entry, id, row) ? [verdict] : []));
    return verdicts.includes("pass") && !verdicts.includes("expected-fail") && !verdicts.includes("flaky");
  });
  return stale && `${named(stale)} is expected to fail, and passes: remove the entry`;
}

function resultOf(
  id: PropertyId,
  lines: ReadonlyMap<string | undefined, GateLine>,
  reporting: Reporting,
): PropertyResult {
  const { level, text, source, regressions } = properties[id];
  const known = reporting.expected.filter((one) => !isOver(one, reporting.startedAt.slice(0, 10)));
  const isWarning = isBelow(level, reporting.level);
  const judged = new Map(
    [...lines].map(([row, line]) => [
      row,
      judgedOf(
        line,
        known.find((one) => isAbout(one, id, row)),
        isWarning,
      ),
    ]),
  );
  const stale = staleness(known, id, judged);
  const worst = worstGate([...judged.values()].map(({ verdict }) => verdict));
  const verdict = stale !== undefined && worst !== "fail" ? "stale-expected" : worst;
  const reason = stale ?? [...judged.values()].find((one) => one.verdict === worst)?.reason;
  return {
    id,
    level,
    text,
    source,
    regressions: [...regressions],
    verdict,
    judged: [...lines.values()].reduce((sum, line) => sum + line.judged, 0),
    reason,
    rows: [...lines].flatMap(([row, line]) => {
      const one = judged.get(row);
      if (row === undefined || !one) return [];
      return [{ row, verdict: one.verdict, judged: line.judged, reason: one.reason }];
    }),
    failures: [...lines].flatMap(([row, line]) => line.caught.map((one) => failureOf(one, row, reporting))),
  };
}

/** The report of a gate. */
export function gateReport(tally: GateTally, reporting: Reporting): GateReport {
  const { manifest, proof, provedAt, only, ended } = reporting;
  const results = propertyIds.flatMap((id) => {
    const own = new Map(tally.lines(id).map(({ row, line }) => [row, line]));
    return own.size === 0 ? [] : [resultOf(id, own, reporting)];
  });
  const totals = Object.fromEntries(
    gateVerdicts.map((one) => [one, results.filter(({ verdict }) => verdict === one).length]),
  ) as GateReport["totals"];
  return {
    schema: "workers-version-conformance/gate@1",
    complete: ended === undefined,
    suite: { version },
    contract: { revision },
    client: {
      name: manifest.client,
      version: manifest.version,
      command: manifest.command,
      mode: manifest.mode,
      contract: manifest.contract,
      decode: manifest.decode,
      normalizes: manifest.normalizes,
      note: manifest.note,
    },
    proof: {
      mutants: proof.rows.length,
      caught: proof.rows.filter(({ verdict }) => verdict !== "missed").length,
      alarms: isProven(proof) ? 0 : proof.alarms.length,
      provedAt,
    },
    run: {
      seed: reporting.seed,
      runs: reporting.runs,
      level: reporting.level,
      startedAt: reporting.startedAt,
      durationMs: Math.round(reporting.durationMs),
      cases: reporting.cases,
      sets: reporting.sets && [...reporting.sets],
      requests: reporting.requests,
      others: [...reporting.others].map(([route, requests]) => ({ route, requests })),
      only: only.length > 0 ? [...only] : undefined,
      ended,
    },
    totals,
    properties: results,
  };
}
