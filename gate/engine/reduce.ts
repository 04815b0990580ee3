import type { ClientCase, ServerReply } from "../../contract/client.ts";
import { isObject, type JsonObject } from "../../contract/json.ts";
import type { Finding, Observation } from "../cases/finding.ts";
import { tryJson, writeJson } from "../wire/json.ts";

const lists = ["bindings", "modules"] as const;

/** Shorter lists, the shortest first: the element that a finding points at, either half, all but one. */
function shorter(list: readonly unknown[], pointed: number | undefined): unknown[][] {
  if (list.length < 2) return [];
  const middle = list.length >> 1;
  return [
    ...(pointed !== undefined && pointed < list.length ? [[list[pointed]]] : []),
    list.slice(0, middle),
    list.slice(middle),
    ...(list.length > 2 ? list.map((_, i) => list.toSpliced(i, 1)) : []),
  ];
}

/** An object with shorter lists of bindings or modules. */
function smallerObjects(from: JsonObject, at: string): JsonObject[] {
  return lists.flatMap((name) => {
    const list = from[name];
    const index = new RegExp(`/${name}/(\\d+)`).exec(at)?.[1];
    if (!Array.isArray(list)) return [];
    return shorter(list, index === undefined ? undefined : Number(index)).map(
      (one) => ({ ...from, [name]: one }) as JsonObject,
    );
  });
}

/** An answer whose version has fewer bindings. */
function smallerReplies(reply: ServerReply, at: string): ServerReply[] {
  const envelope = tryJson(reply.body);
  if (!isObject(envelope) || !isObject(envelope.result)) return [];
  return smallerObjects(envelope.result, at).map((result) => ({ ...reply, body: writeJson({ ...envelope, result }) }));
}

/** Cases with less in them than this one, the smallest first. */
export function smallerCases(one: ClientCase, { at }: Pick<Finding, "at">): ClientCase[] {
  const [first, ...rest] = one.replies;
  return [
    ...smallerObjects(one.call.body, at).map((body) => ({ ...one, call: { ...one.call, body } })),
    ...(first && rest.length === 0 ? smallerReplies(first, at).map((reply) => ({ ...one, replies: [reply] })) : []),
  ];
}

interface Shown {
  finding: Finding;
  seen: Observation;
}

/**
 * The smallest case that still shows a finding, by leaving out bindings and modules: what is of every kind at once by
 * its making, fast-check cannot shorten.
 */
export async function reduced(
  from: Shown,
  show: (one: ClientCase) => Promise<Shown | undefined>,
  { shrinks, shrinkMs }: { shrinks: number; shrinkMs: number },
): Promise<Shown> {
  const end = Date.now() + shrinkMs;
  let best = from;
  let waiting = smallerCases(best.seen.case, best.finding);
  for (let tries = 0; tries < shrinks && Date.now() < end; tries += 1) {
    const next = waiting.shift();
    if (!next) break;
    const shown = await show(next);
    if (!shown) continue;
    best = shown;
    waiting = smallerCases(best.seen.case, best.finding);
  }
  return best;
}
