import fc from "fast-check";
import { plainSuccess } from "../../arbitraries/answers.ts";
import { plainCall } from "../../arbitraries/calls.ts";
import { token } from "../../arbitraries/credentials.ts";
import type { ClientCase } from "../../contract/client.ts";
import type { JsonObject } from "../../contract/json.ts";
import type { Finding, Observation } from "../../gate/cases/finding.ts";
import type { Focus } from "../../gate/cases/focus.ts";
import type { Recorded } from "../../gate/wire/recorder.ts";

export const prefix = "/c/case/client/v4";
const path = `${prefix}/accounts/${plainCall.account_id}/workers/workers/my-worker/versions`;

export const caseOf = (rest: Partial<ClientCase> = {}): ClientCase => ({
  call: plainCall,
  auth: token,
  base: "/client/v4",
  environment: {},
  replies: [plainSuccess],
  ...rest,
});

export const focusOf = (property?: Focus["property"], rest: Partial<Focus> = {}): Focus => ({
  property,
  row: undefined,
  cases: fc.constant(caseOf()),
  visits: [],
  weight: 1,
  ...rest,
});

/** The plainest request: what a client that is right sends. */
export const sent = (rest: Partial<Omit<Recorded, "body">> & { body?: string | Buffer } = {}): Recorded => ({
  method: "POST",
  target: path,
  httpVersion: "1.1",
  headers: [
    ["Authorization", "Bearer wvc-token-chosen"],
    ["Content-Type", "application/json"],
  ],
  connection: 1,
  elsewhere: false,
  startedMs: 0,
  endedMs: 0,
  ...rest,
  body: Buffer.from(rest.body ?? JSON.stringify(plainCall.body)),
});

/** The plainest request with one header more. */
export const sentWith = (name: string, value: string, rest: Parameters<typeof sent>[0] = {}): Recorded => {
  const one = sent(rest);
  return { ...one, headers: [...one.headers, [name, value]] };
};

/** A case as it went with a client that is right, but for this much. */
export const seenOf = (rest: Partial<Observation> = {}): Observation => ({
  focus: focusOf(),
  case: caseOf(),
  manifest: { normalizes: [], decode: "typed", mode: "stream" },
  prefix,
  attempts: [sent()],
  others: [],
  moved: [],
  strays: [],
  outcome: { outcome: "version", version: (JSON.parse(plainSuccess.body) as { result: JsonObject }).result },
  tookMs: 1,
  said: "",
  earlier: [],
  beside: undefined,
  ...rest,
});

/** What was asked, and what came: a call with this body, and a request with that one. */
export const asking = (asked: JsonObject, came: unknown, rest: Partial<Observation> = {}): Observation =>
  seenOf({
    case: caseOf({ call: { ...plainCall, body: asked } }),
    attempts: [sent({ body: typeof came === "string" ? came : JSON.stringify(came) })],
    ...rest,
  });

/** Findings in a word each: the property, its row, and the place. */
export const brief = (findings: readonly Pick<Finding, "property" | "row" | "at">[]): string[] =>
  findings.map(({ property, row, at }) => `${property}${row === undefined ? "" : `/${row}`} at ${at}`);
