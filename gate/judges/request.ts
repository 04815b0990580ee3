import type { Credential } from "../../contract/client.ts";
import { isObject } from "../../contract/json.ts";
import type { Finding, Observation } from "../cases/finding.ts";
import type { PropertyId } from "../contract/properties.ts";
import { splitBelow } from "../wire/creates.ts";
import { readJson } from "../wire/json.ts";
import { type Recorded, valuesOf } from "../wire/recorder.ts";
import { judgeBody } from "./body.ts";

/** The path below the base URL, and the query, of a request target. */
export const splitTarget = (target: string, prefix: string): ReturnType<typeof splitBelow> =>
  splitBelow(target.slice(prefix.length));

function judgePath({ focus, case: { call } }: Observation, segments: readonly string[]): Finding[] {
  const expected = ["accounts", call.account_id, "workers", "workers", call.worker_id, "versions"];
  const isRight = segments.length === expected.length && segments.every((one, i) => one === expected[i]);
  const isBase = focus.property === "call.base-url" && focus.row === "slash";
  const property = isBase ? "call.base-url" : "call.path";
  const row = focus.property === property ? focus.row : "plain";
  return isRight ? [] : [{ property, row, at: "path", expected, actual: segments }];
}

const deployProperty = (deploy: boolean | undefined): PropertyId =>
  deploy === undefined ? "deploy.absent-stays-absent" : deploy ? "deploy.true-sent" : "deploy.false-sent";

function judgeQuery({ case: { call } }: Observation, query: URLSearchParams): Finding[] {
  const { deploy } = call.query;
  const expected = deploy === undefined ? [] : [String(deploy)];
  const actual = query.getAll("deploy");
  const isRight = actual.length === expected.length && actual.every((one, i) => one === expected[i]);
  const others = [...query].filter(([name]) => name !== "deploy");
  return [
    ...(isRight ? [] : [{ property: deployProperty(deploy), at: "query deploy", expected, actual }]),
    ...(others.length === 0
      ? []
      : [{ property: "query.nothing-else" as const, at: "query", expected: [], actual: others }]),
  ];
}

export const credentialHeaders = ["authorization", "x-auth-key", "x-auth-email", "x-auth-user-service-key"];
const expectedCredential = (auth: Credential): Record<string, string> =>
  "token" in auth
    ? { authorization: `Bearer ${auth.token}` }
    : { "x-auth-key": auth.api_key, "x-auth-email": auth.api_email };

/** Whether a header's values hold the expected one; the scheme's case is free. */
const holds = (values: readonly string[], expected: string) =>
  values.some((value) => value.replace(/^bearer /i, "Bearer ") === expected);

/** The credential of one attempt. */
export function judgeAuth({ focus, case: { auth } }: Observation, request: Recorded): Finding[] {
  const expected = expectedCredential(auth);
  const actual = credentialHeaders.flatMap((name) => valuesOf(request, name).map((value) => [name, value]));
  const row = focus.property?.startsWith("auth.") ? focus.row : "token";
  const finding = (property: PropertyId): Finding => ({ property, row, at: "credential headers", expected, actual });
  const isSent = Object.entries(expected).every(([name, value]) => holds(valuesOf(request, name), value));
  const isAlone = actual.length <= Object.keys(expected).length && actual.every(([name = ""]) => name in expected);
  return [...(isSent ? [] : [finding("auth.credential-sent")]), ...(isAlone ? [] : [finding("auth.nothing-else")])];
}

function judgeMediaType(request: Recorded): Finding[] {
  const actual = valuesOf(request, "content-type");
  const isRight = actual.length === 1 && /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(actual[0] ?? "");
  return isRight
    ? []
    : [{ property: "call.media-type", at: "header content-type", expected: "application/json", actual }];
}

function parsedBody({ body }: Recorded): { value?: unknown; problem?: string } {
  try {
    const value = readJson(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
    return isObject(value) ? { value } : { problem: "JSON, and no object" };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function judgeContent(seen: Observation, request: Recorded): Finding[] {
  const { body } = seen.case.call;
  const actual = request.body.toString().slice(0, 2000);
  if (request.body.length === 0 && Object.keys(body).length === 0)
    return [{ property: "call.body-present", at: "body", expected: "{}", actual: "no body" }];
  const { value, problem } = parsedBody(request);
  if (problem !== undefined)
    return [{ property: "call.json-body", at: "body", expected: "a JSON object", actual: `${actual} (${problem})` }];
  return judgeBody(seen, value as Record<string, unknown>);
}

/** What the first attempt says of the wire properties. */
export function judgeRequest(seen: Observation): Finding[] {
  const [request] = seen.attempts;
  if (!request) return [];
  const { segments, query } = splitTarget(request.target, seen.prefix);
  const method: Finding[] =
    request.method === "POST"
      ? []
      : [{ property: "call.method", at: "method", expected: "POST", actual: request.method }];
  const path = judgePath(seen, segments);
  return [
    ...method,
    ...path,
    // A name that is not encoded may well end the path: what then stands in the query follows from that.
    ...(path.length > 0 ? [] : judgeQuery(seen, query)),
    ...judgeAuth(seen, request),
    ...judgeMediaType(request),
    ...judgeContent(seen, request),
  ];
}
