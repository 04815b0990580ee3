import type { Answer, Call, Exchange } from "../../contract/api.ts";
import type { Failure, ReportedExchange } from "../../reports/report.ts";
import type { Caught } from "../judge/findings.ts";
import type { Settings } from "../settings/settings.ts";
import { cutOff } from "../shared/mask.ts";
import { secretsIn, withoutSecrets } from "../shared/redact.ts";
import type { Target } from "../target/target.ts";
import { timelineOf } from "./timeline.ts";

/** What a report says of the run as a whole. */
export interface Reporting {
  settings: Pick<
    Settings,
    | "baseUrl"
    | "today"
    | "worker"
    | "resources"
    | "configFile"
    | "fault"
    | "seed"
    | "profile"
    | "only"
    | "level"
    | "lacks"
  >;
  target: Pick<Target, "kind" | "accountId" | "transport" | "secrets">;
}

/** Exchanges of a failure that a report keeps, the last ones. */
const mostExchanges = 12;

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** The one command that shows the failure again. */
function replayCommand({ claim, path }: Caught, { settings, target }: Reporting): string {
  const url = settings.baseUrl === undefined ? [] : ["--base-url", settings.baseUrl, "--account-id", target.accountId];
  const worker = settings.worker === undefined ? [] : ["--worker", quoted(settings.worker)];
  const resources = typeof settings.resources === "string" ? ["--resources", quoted(settings.resources)] : [];
  const config = settings.configFile === undefined ? [] : ["--config", quoted(settings.configFile)];
  const faults = settings.fault.flatMap((one) => ["--fault", one]);
  const words = ["npx workers-version-conformance run", ...config, ...url, ...worker, ...resources, ...faults];
  const level = settings.level === "should" ? [] : ["--level", settings.level];
  const lacks = settings.lacks.length === 0 ? [] : ["--lacks", settings.lacks.join(",")];
  const day = settings.today === undefined ? [] : ["--today", settings.today];
  return [...words, ...level, ...lacks, "--only", claim, "--seed", settings.seed, ...day, "--path", path].join(" ");
}

/** The guilty request as curl: credentials, account and Worker are left to shell variables. */
function curl({ method, path, body }: Call, { target, settings }: Reporting): string {
  const place = path
    .replaceAll(target.accountId, "$CLOUDFLARE_ACCOUNT_ID")
    .replace(/\/workers\/workers\/[^/?]+/, "/workers/workers/$WORKER_ID");
  const base = settings.baseUrl ?? "http://127.0.0.1:8787/client/v4";
  const text = typeof body === "string" ? maskedBody(body) : undefined;
  const data = text === undefined ? [] : ["-H 'Content-Type: application/json'", `--data-binary ${quoted(text)}`];
  return [
    "curl",
    `-X ${method}`,
    `"${base}${place}"`,
    '-H "Authorization: Bearer $CLOUDFLARE_API_TOKEN"',
    ...data,
  ].join(" ");
}

function shownExchange({ call, answer, startedAt, endedAt }: Exchange): ReportedExchange {
  return {
    method: call.method,
    path: call.path,
    body: call.body === undefined ? undefined : shownBody(call.body),
    status: answer.status,
    contentType: answer.contentType,
    answer: shownAnswer(answer),
    startedAt: new Date(startedAt).toISOString(),
    tookMs: endedAt - startedAt,
  };
}
/** The body as it was sent; where it holds a secret, spelled anew without it. */
export function maskedBody(body: string): string {
  const value = jsonOrText(body);
  return secretsIn(value).length > 0 ? JSON.stringify(withoutSecrets(value)) : body;
}

/** An answer as JSON; its beginning, where it is none or too long for a report. */
const shownAnswer = ({ json, text }: Answer): unknown =>
  json === undefined || text.length > longestAnswer ? cutOff(text, 2000) : json;
const longestAnswer = 200_000;

const longestBody = 20_000;
function shownBody(body: string | Uint8Array): unknown {
  if (typeof body !== "string") return `${body.byteLength} bytes`;
  return body.length > longestBody ? `${body.length} characters` : jsonOrText(body);
}
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The calls on the Workers that had several at once, over time. */
function timeline(exchanges: readonly Exchange[]): Pick<Failure, "timeline"> {
  const raced = new Set(exchanges.filter(({ call }) => call.concurrent).map(({ call }) => call.workerId));
  const shown = exchanges.filter(({ call }) => raced.has(call.workerId));
  return shown.length > 0 ? { timeline: timelineOf(shown) } : {};
}

/** A failure as the report keeps it; what nobody may read in it is masked with the whole report. */
export function reported(caught: Caught, reporting: Reporting): Failure {
  const { refutation, exchanges, row, claim, input, seed, path, flaky, unconfirmed, replayed } = caught;
  const about = exchanges.filter((one) => !["createWorker", "deleteWorker"].includes(one.call.kind));
  const guilty = about.findLast((one) => one.call.kind === "createVersion")?.call;
  return {
    row,
    claim,
    expected: refutation.expected,
    actual: refutation.actual ?? null,
    pointer: refutation.details.pointer,
    input: refutation.details.input ?? input,
    seed,
    path,
    replay: replayCommand(caught, reporting),
    curl: guilty && curl(guilty, reporting),
    flaky,
    unconfirmed: unconfirmed || undefined,
    exchanges: about.slice(-mostExchanges).map(shownExchange),
    replayed: flaky ? replayed?.slice(-mostExchanges).map(shownExchange) : undefined,
    ...timeline(about),
  };
}
