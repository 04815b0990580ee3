import type { Answer, Call } from "../../contract/api.ts";
import { isObject } from "../../contract/json.ts";
import { NoAnswer } from "../shared/errors.ts";

/** Calls beside the page's own, whose answers no requirement is about. */
const neighbours: readonly string[] = ["listDeployments", "createDeployment", "getWorker", "deleteVersion"];

/**
 * Refuses an answer of a neighbour that says nothing: one without JSON, or a redirect, is none of its own. A delete has
 * nothing to say, and may be answered so; a page in its place is somebody else's.
 */
export function checkNeighbour({ kind, method, path }: Call, { status, json, text }: Answer): void {
  if (!neighbours.includes(kind) || status >= 400 || status === 204) return;
  if (status < 300 && (isObject(json) || (kind === "deleteVersion" && text.trim() === ""))) return;
  throw new NoAnswer(`${method} ${path.split("?")[0]}: status ${status} without an envelope`, {
    maybeDone: method !== "GET",
  });
}
