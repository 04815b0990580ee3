import type { Answer, Call, Exchange } from "../../contract/api.ts";
import { isObject, toJson } from "../../contract/json.ts";
import type { Failure, ReportedExchange } from "../../reports/report.ts";
import type { Caught, Findings } from "../judge/findings.ts";
import { literalOf } from "../judge/literal.ts";
import { cutOff, mapTexts, type Secret } from "../shared/mask.ts";
import { maskFailure, secretsIn, withoutSecrets } from "../shared/redact.ts";
import { keyOf } from "../shared/tally.ts";
import type { Target } from "../target/target.ts";
import { decidingOf, placeInRequest, placeOf, toJsonOr } from "./deciding.ts";
import { type CaseSettings, hashOf, needsOf, quoted, replayCommand } from "./replay.ts";
import { timelineOf } from "./timeline.ts";

/** What a report says of the run as a whole. */
export interface Reporting {
  settings: CaseSettings;
  target: Pick<Target, "kind" | "accountId" | "transport" | "secrets" | "isGiven">;
  /** Exchanges that made the Worker which bindings of all cases may name. */
  peer?: readonly Exchange[];
  /** Claims that saw a failure again, by its key. */
  also?: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** How often what is judged on every answer held and broke, by its key and the call. */
  calls?: Findings["calls"];
}

/** Exchanges of a failure that a report keeps, the last ones. */
const mostExchanges = 40;

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

function shownExchange({ call, answer, startedAt, endedAt, invoked, returned }: Exchange): ReportedExchange {
  return {
    kind: call.kind,
    method: call.method,
    path: call.path,
    ...bodyOf(call.body),
    headers: call.headers && { ...call.headers },
    framing: call.framing,
    status: answer.status,
    contentType: answer.contentType,
    answer: shownAnswer(answer),
    startedAt: new Date(startedAt).toISOString(),
    tookMs: endedAt - startedAt,
    from: invoked,
    to: returned,
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

/** Bodies up to so many characters or bytes stand whole in a report. */
const longestBody = 100_000;
/** Of a longer body, each text that is longer than this stands by its beginning. */
const longestText = 400;

/** A body as a report keeps it: as JSON, as text, or in base64; whole, unless it is too long for a report. */
function bodyOf(body: Call["body"]): Pick<ReportedExchange, "body" | "text" | "bytes" | "isFolded"> {
  if (body === undefined) return {};
  if (typeof body !== "string") {
    const bytes = body.byteLength > longestBody ? { isFolded: true as const } : { bytes: inBase64(body) };
    return { body: `${body.byteLength} bytes`, ...bytes };
  }
  const json = jsonOrText(body);
  if (body.length > longestBody) return { body: mapTexts(json, (text) => cutOff(text, longestText)), isFolded: true };
  const isSpelledSo = typeof json === "string" ? json === body : JSON.stringify(json) === body;
  return { body: json, text: isSpelledSo ? undefined : maskedBody(body) };
}
const inBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
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

/** The Workers of a case, as its calls name them. */
function workersOf(exchanges: readonly Exchange[]): NonNullable<Failure["workers"]> {
  const named = exchanges.flatMap(({ call, answer }) => {
    const { workerId: id, workerName: name, kind, body } = call;
    if (id !== undefined && name !== undefined) return [{ id, name }];
    if (kind !== "createWorker" || typeof body !== "string") return [];
    const made = isObject(answer.json) && isObject(answer.json.result) ? answer.json.result.id : undefined;
    const asked = jsonOrText(body);
    return typeof made === "string" && isObject(asked) ? [{ id: made, name: String(asked.name) }] : [];
  });
  return [...new Map(named.map((one) => [`${one.id} ${one.name}`, one])).values()];
}

/** Whether some call of a case names the Worker that the run made first. */
const namesPeer = (peer: readonly Exchange[], about: readonly Exchange[]): boolean =>
  workersOf(peer).some(({ name }) =>
    about.some(({ call }) => typeof call.body === "string" && call.body.includes(name)),
  );

/** What decides a failure: the exchange, the place in what was sent, and the valid request that it was made from. */
function decisionOf(
  { refutation }: Caught,
  shown: readonly Exchange[],
): Pick<Failure, "decides" | "shownAt" | "place" | "twin"> {
  const deciding = decidingOf(shown, refutation);
  if (!deciding) return {};
  const { call, answer } = deciding;
  const { pointer } = refutation.details;
  const created = [...shown.slice(0, shown.indexOf(deciding) + 1)].reverse().find(isCreate);
  const sent = typeof created?.call.body === "string" ? jsonOrText(created.call.body) : undefined;
  return {
    decides: shown.indexOf(deciding),
    shownAt: pointer ?? placeOf(answer.json, toJsonOr(refutation.actual)),
    place: pointer === undefined ? undefined : placeInRequest(sent, answer.json, pointer),
    twin: call.fault === undefined ? undefined : call.request && toJson(call.request),
  };
}
const isCreate = ({ call }: Exchange) => call.kind === "createVersion";

/** A failure as the report keeps it; what nobody may read in it is masked with the whole report. */
export function reported(caught: Caught, reporting: Reporting): Failure {
  const { refutation, exchanges, id, row, claim, input, seed, path, flaky, unconfirmed, replayed } = caught;
  const { settings, target, peer = [], also, calls } = reporting;
  const about = exchanges.slice(0, exchanges.findLastIndex(({ call }) => call.kind !== "deleteWorker") + 1);
  const shown = [...(namesPeer(peer, about) ? peer : []), ...about.slice(-mostExchanges)];
  const guilty = about.findLast(isCreate)?.call;
  const seen = [...(also?.get(keyOf(id, row)) ?? [])].filter(([other]) => other !== claim);
  return {
    row,
    claim,
    hash: hashOf(caught),
    expected: refutation.expected,
    actual: refutation.actual ?? null,
    absent: refutation.isAbsent || undefined,
    pointer: refutation.details.pointer,
    ...decisionOf(caught, shown),
    workers: workersOf(shown),
    earlier: about.length > mostExchanges ? about.length - mostExchanges : undefined,
    calls: callsOf(calls?.get(keyOf(id, row))),
    also: seen.length === 0 ? undefined : seen.slice(0, mostAlso).map(([other, times]) => ({ claim: other, times })),
    input: refutation.details.input ?? input,
    literal: literalOf(input, peerName(peer)),
    seed,
    path,
    replay: replayCommand(caught, settings, target),
    needs: needsOf(settings, target),
    curl: guilty && curl(guilty, reporting),
    flaky,
    unconfirmed: unconfirmed || undefined,
    exchanges: shown.map(shownExchange),
    replayed: flaky ? replayed?.slice(-mostExchanges).map(shownExchange) : undefined,
    ...timeline(about),
  };
}
/** Calls as a report would show them, with nothing in them that nobody may read. */
export function exchangesShown(exchanges: readonly Exchange[], known: readonly Secret[]): Failure {
  const about = exchanges.filter(({ call }) => call.kind !== "deleteWorker").slice(-mostExchanges);
  const failure: Failure = {
    claim: "",
    expected: "",
    actual: null,
    input: null,
    seed: 0,
    path: "",
    replay: "",
    flaky: false,
    workers: workersOf(exchanges),
    exchanges: about.map(shownExchange),
  };
  return maskFailure(failure, new Set(), known);
}

/** The name of the Worker that the run made first; a text that nobody sends where there is none. */
const peerName = (peer: readonly Exchange[]): string => workersOf(peer)[0]?.name ?? "\u0000";

/** In which calls a failure shows, and in how many of their answers. */
function callsOf(counts: ReadonlyMap<string, { held: number; broke: number }> | undefined): Failure["calls"] {
  if (counts === undefined) return undefined;
  return [...counts].map(([call, { held, broke }]) => ({ call, broke, of: held + broke }));
}

/** Claims that stand beside a failure which they saw too. */
const mostAlso = 12;
