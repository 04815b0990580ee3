import { isObject, type Json, type JsonObject } from "../contract/json.ts";
import { invalid, Refusal } from "./refusal.ts";
import type { State } from "./state.ts";

/** A kind of resource, as its endpoints name it: the field of a create, and the one that holds its id. */
interface Endpoint {
  path: string;
  named: string;
  id: string;
  isUuid?: true;
}

/** What can be made beside Workers: enough for a run to provision what its bindings name. */
export const endpoints = [
  { path: "storage/kv/namespaces", named: "title", id: "id" },
  { path: "d1/database", named: "name", id: "uuid", isUuid: true },
  { path: "queues", named: "queue_name", id: "queue_id" },
  { path: "vectorize/v2/indexes", named: "name", id: "name" },
  { path: "r2/buckets", named: "name", id: "name" },
] as const satisfies readonly Endpoint[];

const taken = new Refusal(409, 10014, "a resource with this name exists");
const missing = () => new Refusal(404, 10013, "this resource does not exist");

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("malformed JSON");
  }
}

/** Makes a resource. */
export function makeResource(state: State, { path, named, id, isUuid }: Endpoint, text: string): Json {
  const body = read(text);
  const name = isObject(body) ? body[named] : undefined;
  if (typeof name !== "string" || name === "") throw invalid(`${named} is required`, `/${named}`);
  const all = state.resourcesOf(path);
  if (all.some((one) => one[named] === name)) throw taken;
  const made: JsonObject = { [named]: name, created_on: state.time() };
  if (id !== named) made[id] = isUuid ? state.uuid() : state.hex();
  all.push(made);
  return made;
}

export function removeResource(state: State, { path, id }: Endpoint, key: string): Json {
  const all = state.resourcesOf(path);
  const at = all.findIndex((one) => one[id] === key);
  if (at < 0) throw missing();
  all.splice(at, 1);
  return null;
}

/** The first half of an upload of assets: nothing is there yet, so that all must be sent. */
export function uploadSession(state: State, text: string): Json {
  const body = read(text);
  const manifest = isObject(body) && isObject(body.manifest) ? body.manifest : undefined;
  if (!manifest) throw invalid("manifest is required", "/manifest");
  const hashes = Object.values(manifest).flatMap((one) => (isObject(one) ? [String(one.hash)] : []));
  return { jwt: `session.${state.hex()}.upload`, buckets: hashes.length > 0 ? [hashes] : [] };
}
