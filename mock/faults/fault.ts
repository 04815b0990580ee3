import { isObject, type JsonObject } from "../../contract/json.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { Revision } from "../../contract/revision.ts";
import type { Behaviour, MockCall, MockReply, Shown } from "../behaviour.ts";

/** One deviation of the mock: the proof that a requirement can fail. */
export interface TargetFault {
  /** The requirement, and only this one, that it makes fail. */
  breaks: RequirementId;
  /** What the faulty target does; completes "the target …". */
  text: string;
  /** The revision that what it breaks came with: no run by an older one sees it. */
  since?: Revision;
  /** The hooks; made anew for each mock, since some count. */
  make: () => Behaviour;
}

export const fault = (breaks: RequirementId, text: string, behaviour: Behaviour | (() => Behaviour)): TargetFault => ({
  breaks,
  text,
  make: () => (typeof behaviour === "function" ? behaviour() : behaviour),
});

const versionCalls: readonly MockCall[] = ["createVersion", "getVersion", "listVersions"];
export const isOk = ({ status }: MockReply) => status < 300;

/** Changes the envelope of answers to the calls about versions. */
export const envelopes = (
  when: (reply: MockReply, call: MockCall) => boolean,
  change: (body: JsonObject, reply: MockReply) => void,
): Behaviour => ({
  answer: (call, reply) => {
    if (!versionCalls.includes(call) || !when(reply, call) || !isObject(reply.body)) return reply;
    const copy: MockReply = { ...reply, body: { ...reply.body } };
    change(copy.body as JsonObject, copy);
    return copy;
  },
});

/** Changes versions as they are shown, everywhere or in one place. */
export const showing = (change: (version: JsonObject, at: Shown) => void, where?: Shown["where"]): Behaviour => ({
  show: (version, at) => {
    if (where === undefined || at.where === where) change(version, at);
  },
});

type Item = JsonObject & { name?: string; type?: string };
/** Changes the bindings of one kind as they are shown. */
export const bindingsShown = (
  kind: string,
  change: (binding: Item, at: Shown) => void,
  where?: Shown["where"],
): Behaviour =>
  showing((version, at) => {
    for (const one of listIn(version, "bindings")) if (one.type === kind) change(one, at);
  }, where);

/** The objects of a list of a version. */
export const listIn = (version: JsonObject, name: string): Item[] => {
  const list = version[name];
  return Array.isArray(list) ? list.filter(isObject) : [];
};
/** An object of a version, to be changed in place. */
export const partOf = (version: JsonObject, name: string): JsonObject => {
  const part = version[name];
  return isObject(part) ? part : {};
};

/** A table of faults made by a loop over rows. */
export const table = <K extends string>(entries: readonly (readonly [K, TargetFault])[]) =>
  Object.fromEntries(entries) as Record<K, TargetFault>;
