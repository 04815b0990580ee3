import type { ServerReply } from "../../contract/client.ts";
import { isObject } from "../../contract/json.ts";
import { CannotRun } from "../../harness/shared/errors.ts";
import { mapTexts, type Secret, textMask } from "../../harness/shared/mask.ts";
import { secretsIn, withoutSecrets } from "../../harness/shared/redact.ts";
import type { GateFlags } from "../adapters/settings.ts";
import type { PassiveFinding, Recording } from "../contract/recording.ts";
import { isCreateVersion, judgePassive, passiveProperties } from "../judges/passive.ts";
import { countRoutes, coverageOf, judgeKeys, sentAgain } from "../judges/passive-traffic.ts";
import { decoded } from "../wire/creates.ts";
import { tryJson } from "../wire/json.ts";
import { type Fallback, type Recorded, Recorder, valuesOf } from "../wire/recorder.ts";
import { passingOn } from "../wire/upstream.ts";
import { cannedAnswers } from "./canned.ts";
import { requestText } from "./report.ts";

const prefix = "/client/v4";
const credentials = [
  ...["authorization", "proxy-authorization", "x-auth-key", "x-auth-email", "x-auth-user-service-key", "cookie"],
  ...["x-api-key", "cf-access-client-secret", "cf-access-token"],
];
const mask = "[secret]";

/** Parameters of the API that hold no secret. */
const plainParameters = ["deploy", "page", "per_page", "order", "order_by", "include", "deployable"];
const afterName = /^(tokens?|keys?|secrets?|auth|api[-_]?keys?|api[-_]?tokens?|passwords?|signatures?|sig|jwt)$/i;
/** Whether a segment of a path looks like a credential: what follows such a word, or mixed as no name and no id is. */
const looksSecret = (segment: string, before: string | undefined) =>
  (afterName.test(before ?? "") && segment.length > 7 && segment !== "verify") ||
  (segment.length >= 24 && /[a-z]/.test(segment) && /[A-Z]/.test(segment) && /\d/.test(segment));

/** Secrets that stand in a target: values of parameters that are not the API's own, and what looks like one in the path. */
function secretsInTarget(target: string): string[] {
  const [path = "", ...rest] = target.split("?");
  const parts = path.split("/");
  const values = [...new URLSearchParams(rest.join("?"))].filter(([name]) => !plainParameters.includes(name));
  const secret = parts.filter((one, i) => looksSecret(one, parts[i - 1]));
  return [...secret, ...secret.map(decoded), ...values.map(([, value]) => value)];
}

/** A target without the values of parameters that are not the API's own, however short they are. */
function shownTarget(target: string): string {
  const [path = "", ...rest] = target.split("?");
  const parts = path.split("/");
  const shown = parts.map((one, i) => (looksSecret(one, parts[i - 1]) ? mask : one)).join("/");
  if (rest.length === 0) return shown;
  const pairs = rest
    .join("?")
    .split("&")
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return value.length === 0 || plainParameters.includes(name) ? pair : `${name}=${mask}`;
    });
  return `${shown}?${pairs.join("&")}`;
}

/** What was recorded as a report may hold it: no credential, no secret of a body or a target, in whatever form. */
function masked<T>(value: T, requests: readonly Recorded[], known: readonly Secret[]): T {
  const secrets = requests.flatMap((one) => [
    ...credentials.flatMap((name) => valuesOf(one, name)).flatMap((text) => [text, text.replace(/^bearer /i, "")]),
    ...secretsInTarget(one.target),
    ...secretsIn(tryJson(one.body.toString())),
  ]);
  const map = textMask([...known, ...[...new Set(secrets)].map((text) => ({ text, as: mask }))]);
  return mapTexts(value, map) as T;
}

/** Whether a field of an object is one that the contract calls sensitive. */
const isSecret = (object: Readonly<Record<string, unknown>>, name: string): boolean =>
  (withoutSecrets({ type: object.type, [name]: "probe" }) as Record<string, unknown>)[name] !== "probe";

/** A value without what the contract calls sensitive, be it a text or not. */
function hidden(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hidden);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isSecret(value, name) ? mask : hidden(inner)]),
  );
}

/** A body without what the contract calls sensitive; one that is no JSON is not shown. */
function shownBody(body: Buffer): string {
  if (body.length === 0) return "";
  try {
    return JSON.stringify(hidden(JSON.parse(body.toString())));
  } catch {
    return `(${body.length} bytes, no JSON)`;
  }
}

/** A request as text, without credentials and secrets, however short they are. */
function shownRequest(request: Recorded): string {
  const headers = request.headers.map(([name, value]): [string, string] =>
    credentials.includes(name.toLowerCase()) ? [name, mask] : [name, value],
  );
  const target = shownTarget(request.target);
  return requestText({ ...request, target, headers, body: Buffer.from(shownBody(request.body)) });
}

/** What a finding shows of the place that it is about: of a sensitive field nothing. */
function shownActual(request: Recorded, at: string, actual: unknown): unknown {
  const steps = at.split("/").slice(1);
  const name = steps.pop() ?? "";
  const holder = steps.reduce<unknown>(
    (value, step) => (isObject(value) || Array.isArray(value) ? (value as Record<string, unknown>)[step] : undefined),
    tryJson(request.body.toString()),
  );
  return at.startsWith("body/") && isObject(holder) && isSecret(holder, name) ? mask : hidden(actual);
}

/** The same finding of many requests is one, with how often it came. */
function grouped(all: readonly { request: Recorded; found: PassiveFinding }[]): Recording["findings"] {
  const groups = new Map<string, { request: Recorded; found: PassiveFinding; times: number }>();
  for (const { request, found } of all) {
    const actual = shownActual(request, found.at, found.actual);
    const key = JSON.stringify([found.property, found.at, found.expected, actual]);
    const known = groups.get(key) ?? { request, found: { ...found, actual }, times: 0 };
    groups.set(key, { ...known, times: known.times + 1 });
  }
  return [...groups.values()].map(({ request, found, times }) => ({ ...found, times, request: shownRequest(request) }));
}

export interface Traffic {
  requests: readonly Recorded[];
  /** Why requests got no answer from the upstream. */
  lost?: readonly string[];
  /** How requests were answered. */
  statusOf?: (request: Recorded) => number | undefined;
  /** Texts that nobody may read, whether a request shows them as credentials or not. */
  known?: readonly Secret[];
}

const noHttp = ({ method }: Recorded) => method === "";

/** Judges what was recorded, by the properties that show without knowing the intent. */
export function judgeRecording({
  requests: all,
  lost = [],
  statusOf = () => undefined,
  known = [],
}: Traffic): Recording {
  const requests = all.filter((one) => !noHttp(one));
  const isCreate = (one: Recorded) => isCreateVersion(one, prefix);
  const creates = requests.filter(isCreate);
  const judged = creates.map((request) => ({ request, ...judgePassive(request, prefix) }));
  const found = [
    ...judged.flatMap(({ request, findings }) => findings.map((one) => ({ request, found: one }))),
    ...judgeKeys(creates),
  ];
  return masked(
    {
      schema: "workers-version-conformance/record@1",
      requests: all.length,
      createVersion: creates.length,
      judged: passiveProperties,
      findings: grouped(found),
      newer: [...new Set(judged.flatMap(({ newer }) => newer))],
      covered: coverageOf(creates, prefix),
      others: countRoutes(
        requests.filter((one) => !isCreate(one)),
        prefix,
      ),
      again: sentAgain(creates, statusOf),
      noHttp: all.filter(noHttp).map(({ target }) => target.replace(/^\(no HTTP: (.*)\)$/, "$1")),
      lost: [...new Set(lost)],
    },
    requests,
    known,
  );
}

/** How long an upstream may be silent, unless it is said. */
const usualWaitMs = 40_000;

/** Listens, and answers what comes as a server does that takes every version, or as the upstream says. */
export async function openRecorder({
  port,
  upstream,
  waitMs = usualWaitMs,
}: Partial<Pick<GateFlags, "upstream">> & { port: number; waitMs?: number }): Promise<{
  recorder: Recorder;
  baseUrl: string;
  /** What was recorded until now. */
  traffic: () => Traffic;
}> {
  const { fallback, lost } =
    upstream === undefined ? { fallback: cannedAnswers(prefix), lost: [] } : passingOn(upstream, prefix, waitMs);
  const statuses = new Map<Recorded, number>();
  const noting: Fallback = async (request) => {
    const reply: ServerReply = await fallback(request);
    statuses.set(request, reply.status);
    return reply;
  };
  const recorder = await Recorder.start({ port, fallback: noting }).catch((error: Error) => {
    throw new CannotRun(`the recorder cannot listen on port ${port}: ${error.message}`, "take another --port");
  });
  const traffic = () => ({ requests: recorder.strays, lost, statusOf: (one: Recorded) => statuses.get(one) });
  return { recorder, baseUrl: recorder.origin + prefix, traffic };
}
