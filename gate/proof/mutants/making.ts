import type { Binding } from "../../../contract/bindings.ts";
import { isObject, type Json, type JsonObject } from "../../../contract/json.ts";
import type { PropertyId } from "../../contract/properties.ts";
import type { Job, Outcome } from "../../contract/protocol.ts";
import { isNumber, tryJson } from "../../wire/json.ts";
import { type Answered, type Environment, type Parts, referenceParts, type Wire } from "../reference.ts";

/** A client that breaks one property and keeps all others. */
export interface Mutant {
  breaks: PropertyId;
  /** What it does wrong. */
  text: string;
  /** A client of its own each time: what it remembers is of one run. */
  parts: () => Parts;
}

const { compose, read } = referenceParts;

/** A mutant that remembers: its parts are made for each run. */
export const remembering = (breaks: PropertyId, text: string, parts: () => Partial<Parts>): Mutant => ({
  breaks,
  text,
  parts: () => ({ ...referenceParts, ...parts() }),
});
export const mutant = (breaks: PropertyId, text: string, parts: Partial<Parts>): Mutant =>
  remembering(breaks, text, () => parts);

/** Changes the call before it is made into a request. */
export const asking = (breaks: PropertyId, text: string, change: (call: Job["call"]) => Job["call"]): Mutant =>
  mutant(breaks, text, { compose: (job, env) => compose({ ...job, call: change(job.call) }, env) });
export const sendingBody = (breaks: PropertyId, text: string, change: (body: JsonObject) => unknown): Mutant =>
  asking(breaks, text, (call) => ({ ...call, body: change(call.body as JsonObject) as JsonObject }));
/** Changes the request. */
export const sending = (
  breaks: PropertyId,
  text: string,
  change: (wire: Wire, job: Job, env: Environment) => Wire,
): Mutant =>
  mutant(breaks, text, {
    compose: (job, env) => {
      const wire = compose(job, env);
      return "refused" in wire ? wire : change(wire, job, env);
    },
  });
/** Changes what the caller gets. */
export const giving = (
  breaks: PropertyId,
  text: string,
  change: (outcome: Outcome, answer: Answered, job: Job) => Outcome,
): Mutant => mutant(breaks, text, { read: (answer, job) => change(read(answer, job), answer, job) });
export const givingVersion = (
  breaks: PropertyId,
  text: string,
  change: (version: JsonObject, job: Job) => unknown,
): Mutant =>
  giving(breaks, text, (outcome, _, job) =>
    outcome.outcome === "version" ? { ...outcome, version: change(outcome.version as JsonObject, job) } : outcome,
  );
export const failingOn = (breaks: PropertyId, text: string, cannot: (version: JsonObject) => boolean): Mutant =>
  giving(breaks, text, (outcome) =>
    outcome.outcome === "version" && cannot(outcome.version as JsonObject) ? undecodable : outcome,
  );
export const givingErrors = (
  breaks: PropertyId,
  text: string,
  change: (errors: JsonObject[], answer: Answered) => unknown[],
): Mutant =>
  giving(breaks, text, (outcome, answer) =>
    outcome.outcome === "api_error"
      ? { ...outcome, errors: change((outcome.errors ?? []) as JsonObject[], answer) as JsonObject[] }
      : outcome,
  );
export const givingEachError = (breaks: PropertyId, text: string, change: (error: JsonObject) => unknown): Mutant =>
  givingErrors(breaks, text, (errors) => errors.map(change));
/** Sends again after an answer of which this holds. */
export const again = (
  breaks: PropertyId,
  text: string,
  when: (answer: Answered | undefined) => boolean,
  more: Partial<{ after: number; most: number; change: (wire: Wire, answer: Answered | undefined) => Wire }> = {},
): Mutant =>
  mutant(breaks, text, {
    again: (answer, attempt, wire) =>
      attempt <= (more.most ?? 1) && when(answer)
        ? { afterMs: more.after ?? 0, wire: more.change?.(wire, answer) ?? wire }
        : undefined,
  });

export const undecodable: Outcome = { outcome: "client_error", phase: "decode", message: "cannot read the answer" };
export const half: Outcome = { outcome: "version", version: { id: "half" } };

export const without = (from: JsonObject, ...names: string[]): JsonObject =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
export const dropped = Symbol("dropped");
/** The value with every part of it, the innermost first, replaced or dropped. */
export function deep(value: unknown, change: (value: unknown) => unknown): unknown {
  const kept = (list: [string, unknown][]) =>
    list.map(([key, one]) => [key, deep(one, change)] as const).filter(([, one]) => one !== dropped);
  if (Array.isArray(value)) return change(kept(Object.entries(value)).map(([, one]) => one));
  if (isObject(value) && !isNumber(value)) return change(Object.fromEntries(kept(Object.entries(value))));
  return change(value);
}
/** The value with every text of it replaced. */
export const texts = (value: unknown, change: (text: string) => unknown): unknown =>
  deep(value, (one) => (typeof one === "string" ? change(one) : one));
const eachBinding = (from: JsonObject, change: (binding: Binding) => object): JsonObject =>
  Array.isArray(from.bindings)
    ? { ...from, bindings: from.bindings.map((one) => change(one as unknown as Binding) as Json) }
    : from;
export const ofKind = (kind: string, change: (binding: Binding) => object) => (from: JsonObject) =>
  eachBinding(from, (one) => (one.type === kind ? change(one) : one));
export const eachModule = (from: JsonObject, change: (module: JsonObject) => JsonObject): JsonObject =>
  Array.isArray(from.modules) ? { ...from, modules: from.modules.filter(isObject).map(change) } : from;
/** The object at a key, changed, where there is one. */
export const within =
  (key: string, change: (inner: JsonObject) => unknown) =>
  (from: JsonObject): JsonObject =>
    isObject(from[key]) ? { ...from, [key]: change(from[key]) as Json } : from;
export const listAt = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
export const bindingsOf = (from: JsonObject): JsonObject[] => listAt(from.bindings);
export const isEmpty = (value: unknown): boolean =>
  value === "" || (typeof value === "object" && value !== null && !isNumber(value) && Object.keys(value).length === 0);
export const normalForm = (value: string): string => value.normalize("NFC");
/** base64 through a text: what is no UTF-8 breaks. */
export const throughText = (base64: unknown): string =>
  Buffer.from(Buffer.from(String(base64), "base64").toString()).toString("base64");
export const ok = (answer: Answered | undefined): boolean => {
  const json = answer?.status === 200 ? tryJson(answer.text) : undefined;
  return isObject(json) && json.success === true && isObject(json.result);
};
export const url =
  (change: (url: string, job: Job) => string) =>
  (wire: Wire, job: Job): Wire => ({ ...wire, url: change(wire.url, job) });
/** The request with the values of a header changed, or without it. */
export const header = (wire: Wire, name: string, change: (value: string) => string | undefined): Wire => ({
  ...wire,
  headers: wire.headers.flatMap(([own, value]): [string, string][] => {
    const changed = own === name ? change(value) : value;
    return changed === undefined ? [] : [[own, changed]];
  }),
});
