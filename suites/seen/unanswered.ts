import type { Call, Exchange } from "../../contract/api.ts";
import { idKey, sameId } from "../../contract/equality.ts";
import { isObject } from "../../contract/json.ts";
import { type Context, workerOf } from "./context.ts";

/** What a create that got no answer needs of the conversation that it was part of. */
export interface Asking {
  context: Context;
  exchange: (call: Call) => Promise<{ exchange: Exchange }>;
}

/** Looks at a list that may lag a little behind the create. */
const looks = 2;

interface Fresh {
  id: string;
  number: number;
}

/** The versions in a list that nobody knows and that are newer than all that are known. */
function freshIn({ answer }: Exchange, context: Context, workerId: string): Fresh[] {
  const highest = Math.max(0, ...workerOf(context, workerId).versions.map((one) => Number(one.number)));
  const items = isObject(answer.json) && Array.isArray(answer.json.result) ? answer.json.result : [];
  return items.filter(isObject).flatMap(({ id, number }) => {
    const isFresh = typeof id === "string" && typeof number === "number" && !context.versions.has(idKey(id));
    return isFresh && number > highest ? [{ id, number }] : [];
  });
}

/**
 * Whether a list can tell what came of a create: one that deploys may have stopped half-way, and where creates before it
 * were refused or unknown too, what the list shows may be theirs.
 */
export const isTellable = ({ kind, deploy, request, workerId }: Call, context: Context): boolean =>
  kind === "createVersion" &&
  deploy !== true &&
  request !== undefined &&
  workerId !== undefined &&
  workerOf(context, workerId).numbersMaybeUsed === 0;

/**
 * The version that a create without an answer made, as a read shows it; undefined where the list does not tell. That it
 * shows none proves nothing: the create may still be under way.
 */
export async function whatCameOf(call: Call, asking: Asking): Promise<Exchange | undefined> {
  const { workerId = "", path } = call;
  const versions = path.split("?")[0] ?? path;
  for (let look = 0; look < looks; look += 1) {
    const list = { kind: "listVersions", method: "GET", path: `${versions}?per_page=100`, workerId } as const;
    const fresh = freshIn((await asking.exchange(list)).exchange, asking.context, workerId);
    const [one] = fresh;
    if (fresh.length > 1) return undefined;
    if (!one) continue;
    const get = { kind: "getVersion", method: "GET", path: `${versions}/${one.id}`, workerId } as const;
    const shown = (await asking.exchange(get)).exchange;
    const { json, status } = shown.answer;
    return status === 200 && isObject(json) && isObject(json.result) && sameId(json.result.id, one.id)
      ? shown
      : undefined;
  }
  return undefined;
}
