import { kindOf } from "../../contract/bindings.ts";
import { isSuccessStatus, type ServerReply } from "../../contract/client.ts";
import { inspect } from "../../contract/inspect.ts";
import { isObject } from "../../contract/json.ts";
import { versionField } from "../../contract/version.ts";
import { type Difference, diff, sameItems } from "../cases/diff.ts";
import type { Finding, Observation } from "../cases/finding.ts";
import type { PropertyId } from "../contract/properties.ts";
import type { Manifest, Outcome } from "../contract/protocol.ts";
import { isNumber, tryJson } from "../wire/json.ts";
import { kindAt } from "./body.ts";
import { saying } from "./command-text.ts";
import { frameOf, frameRowOf } from "./frames.ts";
import { isRedirection } from "./redirects.ts";
import { hidesMessages } from "./unjudgeable.ts";

/** What a reply must be taken for. `either`: an error or the version, but no crash. */
export type Meaning =
  | { is: "version" | "either"; result: Record<string, unknown>; messages: unknown[] }
  | { is: "refusal"; status: number; errors: unknown[] }
  | { is: "error" };

const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What the last reply that was served says. */
export function meaningOf({ status, body, reset, cutAt, declared }: ServerReply): Meaning {
  if (reset || cutAt !== undefined || declared !== undefined) return { is: "error" };
  const json = tryJson(body);
  const envelope = isObject(json) ? json : undefined;
  if (isRedirection(status)) return { is: "error" };
  if (!isSuccessStatus(status)) return { is: "refusal", status, errors: listIn(envelope?.errors) };
  if (!envelope || envelope.success === false || !isObject(envelope.result)) return { is: "error" };
  const is = envelope.success === true ? "version" : "either";
  return { is, result: envelope.result, messages: listIn(envelope.messages) };
}

const isError = (outcome: Outcome) => outcome.outcome === "api_error" || outcome.outcome === "failed";

/** What is odd about a reply says which property an outcome of the wrong sort is about. */
function oddity(reply: ServerReply, outcome: Outcome): PropertyId | undefined {
  const { status, body } = reply;
  if (reply.reset) return "failure.no-connection";
  if (reply.cutAt !== undefined || reply.declared !== undefined) return "failure.truncated";
  if (isRedirection(status)) return "redirects.no-success";
  const frame = frameOf(reply);
  if (frame && outcome.outcome !== "version") return frame;
  return status >= 500 && tryJson(body) === undefined ? "failure.edge-page" : undefined;
}

/** The property that an outcome of the wrong sort is about: the case's own where it is about answers. */
function owner(
  { focus }: Observation,
  reply: ServerReply,
  outcome: Outcome,
  area: "result." | "failure.",
  otherwise: PropertyId,
): Pick<Finding, "property" | "row"> {
  if (focus.property?.startsWith(area) || focus.property === "failure.odd-envelope")
    return { property: focus.property, row: focus.row };
  const odd = oddity(reply, outcome);
  return odd === "result.framing" ? { property: odd, row: frameRowOf(reply) } : { property: odd ?? otherwise };
}

/** The property of an answer that holds no version, whatever its status. */
function noVersionOf({ status, body }: ServerReply): PropertyId {
  if (!isSuccessStatus(status)) return "failure.reported";
  const json = tryJson(body);
  return isObject(json) && json.success === false ? "failure.success-false" : "failure.no-version";
}

const brief = ({ body, status }: ServerReply) => `status ${status} ${body.slice(0, 400)}`;

const isBlank = (value: unknown) =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && !isNumber(value) && Object.values(value).every(isBlank));
/** A moment whatever the zone of the machine is: without an offset, a text is none. */
const dateTime = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
/** Whether two texts stand for one moment: a typed view may hold it as a time. */
const isSameMoment = (one: unknown, other: unknown) =>
  typeof one === "string" &&
  typeof other === "string" &&
  dateTime.test(one) &&
  dateTime.test(other) &&
  Date.parse(one) === Date.parse(other.replace(" ", "T"));

/** What a language without null has in its place. */
const isZeroFor = (expected: unknown, actual: unknown) =>
  expected === null && ["", 0, false].some((one) => one === actual);

/** Keys of a version that the contract does not know: where the API did not send them, they are the client's own. */
const ownKeys = (version: unknown) =>
  new Set(inspect(versionField, version).drift.flatMap(({ what, pointer }) => (what === "key" ? [pointer] : [])));

/**
 * Absent, null and empty are one in a typed view, but for the values of a json binding and for texts; a moment is the same
 * in every spelling, but where the client gives the text itself.
 */
const isTolerated = ({ pointer, expected, actual }: Difference, kind: string | undefined, decode: Manifest["decode"]) =>
  (kind !== "json" && isBlank(expected) && (isBlank(actual) || (decode !== "raw" && isZeroFor(expected, actual)))) ||
  (decode !== "raw" && pointer === "/created_on" && isSameMoment(expected, actual));

const isUnder = (pointer: string, parent: string) =>
  pointer === parent || pointer.startsWith(`${parent}/`) || parent.startsWith(`${pointer}/`);
const driftProperties = {
  key: "result.new-fields",
  kind: "result.unknown-kind",
  enum: "result.unknown-member",
} as const;

const placesOfDefaults = /^\/(usage_model|annotations\/workers~1triggered_by|bindings\/\d+\/environment)$/;

function propertyOf(one: Difference, result: Record<string, unknown>, kind: string | undefined): PropertyId {
  const { pointer, nature, expected } = one;
  if (kind !== undefined && !kindOf(kind)) return "result.unknown-kind";
  const drift = inspect(versionField, result).drift.find((found) => isUnder(pointer, found.pointer));
  if (drift) return driftProperties[drift.what];
  if (pointer.startsWith("/migrations")) return "result.steps";
  if (isNumber(expected) && typeof expected !== "number") return "result.number-exact";
  if (kind === "json") return "result.json-binding";
  if (pointer === "/bindings" && nature === "order") return "result.bindings-order";
  if (nature === "added" && (kind === "secret_text" || kind === "secret_key")) return "result.write-only";
  if (isNumber(expected)) return "result.numbers";
  if (placesOfDefaults.test(pointer)) return "result.defaults";
  if (pointer.startsWith("/modules")) return "result.fields";
  if (pointer === "/created_on" && nature === "string") return "result.times";
  if (nature === "string") return "result.strings";
  return pointer.startsWith("/bindings") ? "result.kinds" : "result.fields";
}

const namesIn = (version: unknown): unknown[] =>
  isObject(version) ? listIn(version.bindings).map((one) => (isObject(one) ? one.name : undefined)) : [];
/** Whether the bindings came back in another order, or under each other's names. */
const isReordered = (result: unknown, version: unknown) => {
  const [expected, actual] = [namesIn(result), namesIn(version)];
  return diff(expected, actual).length > 0 && expected.length === actual.length && sameItems(expected, actual);
};

function judgeVersion({ focus, manifest }: Observation, result: Record<string, unknown>, version: unknown): Finding[] {
  if (isReordered(result, version)) {
    const [expected, actual] = [result.bindings, isObject(version) ? version.bindings : undefined];
    return [{ property: "result.bindings-order", at: "version/bindings", expected, actual }];
  }
  const own = ownKeys(version);
  return diff(result, version).flatMap((one): Finding[] => {
    const kind = kindAt(one, result, version);
    if (isTolerated(one, kind, manifest.decode)) return [];
    // Of a kind that is new nobody knows which keys are the API's.
    const isNew = kind !== undefined && !kindOf(kind);
    if (one.nature === "added" && (isNew || own.has(one.pointer))) return [];
    const property = propertyOf(one, result, kind);
    const row = property === "result.kinds" ? kind : property === focus.property ? focus.row : undefined;
    return [{ property, row, at: `version${one.pointer}`, expected: one.expected, actual: one.actual }];
  });
}

function judgeMessages(expected: unknown[], actual: unknown, mode: Manifest["mode"]): Finding[] {
  if (expected.length === 0 || hidesMessages(mode, actual)) return [];
  const isRight = diff(expected, listIn(actual)).every(({ nature }) => nature === "added");
  return isRight ? [] : [{ property: "result.messages", at: "messages", expected, actual: actual ?? "nothing" }];
}

const fieldsOfErrors: readonly [PropertyId, string, (error: Record<string, unknown>) => unknown][] = [
  ["failure.code", "code", (error) => error.code],
  ["failure.message", "message", (error) => error.message],
  ["failure.documentation-url", "documentation_url", (error) => error.documentation_url],
  ["failure.pointer", "source/pointer", ({ source }) => (isObject(source) ? source.pointer : undefined)],
  ["failure.details", "meta/details", ({ meta }) => (isObject(meta) ? meta.details : undefined)],
];

function judgeError(expected: unknown, actual: unknown, i: number): Finding[] {
  if (!isObject(expected)) return [];
  return fieldsOfErrors.flatMap(([property, field, read]): Finding[] => {
    const wanted = read(expected);
    const got = isObject(actual) ? read(actual) : undefined;
    if (wanted === undefined || wanted === null || diff(wanted, got).length === 0) return [];
    return [{ property, at: `errors/${i}/${field}`, expected: wanted, actual: got ?? "nothing" }];
  });
}

/** A command says all in one text: what must be said stands somewhere in it. */
function judgeText(errors: unknown[], text: string): Finding[] {
  const says = saying(text);
  return errors.filter(isObject).flatMap((error, i) =>
    fieldsOfErrors.slice(0, -1).flatMap(([field, name, read]): Finding[] => {
      const wanted = read(error);
      if (wanted === undefined || says(wanted)) return [];
      const property = i > 0 && field !== "failure.message" ? "failure.all-errors" : field;
      return [{ property, at: `errors/${i}/${name}`, expected: wanted, actual: text.slice(0, 2000) }];
    }),
  );
}

const isInterim = (status: unknown) => typeof status === "number" && status >= 100 && status < 200;

function judgeRefusal(
  { status, errors }: Meaning & { is: "refusal" },
  outcome: Outcome,
  reply: ServerReply,
): Finding[] {
  if (outcome.outcome === "failed") return judgeText(errors, outcome.text);
  if (outcome.outcome !== "api_error") return [];
  const isSame = outcome.status === status;
  const wrongStatus: Finding[] = isSame
    ? []
    : [
        {
          ...(isInterim(outcome.status)
            ? { property: "result.framing" as const, row: frameRowOf(reply) }
            : { property: "failure.status" as const }),
          at: "status",
          expected: status,
          actual: outcome.status ?? "nothing",
        },
      ];
  const actual = listIn(outcome.errors);
  if (actual.length < errors.length) {
    const frame = actual.length === 0 ? frameOf(reply) : undefined;
    const property = frame ?? (actual.length === 0 ? "failure.code" : "failure.all-errors");
    const row = frame === "result.framing" ? frameRowOf(reply) : undefined;
    return [...wrongStatus, { property, row, at: "errors", expected: errors, actual }];
  }
  return [...wrongStatus, ...errors.flatMap((one, i) => judgeError(one, actual[i], i))];
}

/** A client that says nothing long after the connection has ended: it waits for ever. */
function judgeSilence({ attempts, case: { patienceMs } }: Observation, { cutAt }: ServerReply): Finding[] {
  if (cutAt === undefined || attempts.length > 1) return [];
  const expected = "an error, once the connection has ended";
  return [{ property: "failure.truncated", at: "outcome", expected, actual: `nothing within ${patienceMs} ms` }];
}

/** What the outcome says of the properties of results and failures, given the reply that the last attempt got. */
export function judgeAnswer(seen: Observation, reply: ServerReply): Finding[] {
  const { outcome, manifest, focus } = seen;
  // Of every kind at once one does not know which cannot be read: its own row says it.
  if (focus.covers && outcome?.outcome !== "version") return [];
  if (!outcome) return judgeSilence(seen, reply);
  if (outcome.outcome === "not_expressible") return [];
  const meaning = meaningOf(reply);
  const wrong = (area: "result." | "failure.", otherwise: PropertyId, expected: string): Finding[] => [
    {
      ...owner(seen, reply, outcome, area, otherwise),
      at: "outcome",
      expected: `${expected} for ${brief(reply)}`,
      actual: outcome,
    },
  ];
  switch (meaning.is) {
    case "version":
      if (outcome.outcome !== "version") return wrong("result.", "result.returned", "a version");
      if (manifest.decode === "none") return [];
      if (!isObject(outcome.version)) return wrong("result.", "result.returned", "a version");
      return [
        ...judgeVersion(seen, meaning.result, outcome.version),
        ...judgeMessages(meaning.messages, outcome.messages, manifest.mode),
      ];
    case "either":
      if (outcome.outcome === "client_error")
        return wrong("failure.", "failure.odd-envelope", "a version or an API error");
      if (outcome.outcome !== "version" || manifest.decode === "none") return [];
      return judgeVersion(seen, meaning.result, outcome.version);
    case "refusal":
      return isError(outcome)
        ? judgeRefusal(meaning, outcome, reply)
        : wrong("failure.", "failure.reported", "an API error");
    case "error":
      return outcome.outcome === "version" ? wrong("failure.", noVersionOf(reply), "an error") : [];
  }
}
