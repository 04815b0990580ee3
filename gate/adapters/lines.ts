import { isObject } from "../../contract/json.ts";
import { inOurWords } from "../../harness/shared/words.ts";
import { type Job, type Outcome, outcomeSchema } from "../contract/protocol.ts";
import { tryJson, writeJson } from "../wire/json.ts";
import { AdapterError } from "./adapter.ts";

const mostShown = 300;

/** A job as one line: what a reader of lines might take for an end of one stands escaped. */
export const lineOf = (job: Job): string =>
  writeJson(job).replaceAll(/[\u0085\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Gives each whole line of a text that comes in pieces; lines end with LF alone, whatever else JSON texts hold. */
export function byLine(take: (line: string) => void): (piece: string) => void {
  /** Pieces of a line that has no end yet: joined once, since a line may be of many megabytes. */
  let open: string[] = [];
  return (piece) => {
    const [first = "", ...others] = piece.split("\n");
    open.push(first);
    if (others.length === 0) return;
    const last = others.pop() ?? "";
    const lines = [open.join(""), ...others];
    open = [last];
    for (const line of lines) if (line.trim() !== "") take(line);
  };
}

/** The id that an answer of protocol 2 carries. */
export function answeredId(line: string): string {
  const value = tryJson(line);
  if (isObject(value) && typeof value.id === "string") return value.id;
  const what = isObject(value) ? "a line without the id of its job" : "no JSON";
  throw new AdapterError(`the adapter printed ${what}: ${line.slice(0, mostShown)}`);
}

/** Reads an adapter's line as an outcome. */
export function readOutcome(line: string, expectedCase: string): Outcome {
  const value = tryJson(line);
  if (value === undefined) throw new AdapterError(`the adapter printed no JSON: ${line.slice(0, mostShown)}`);
  const parsed = outcomeSchema.safeParse(value, { error: inOurWords });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AdapterError(
      `the adapter's line is no outcome: ${issue?.path.join(".")} ${issue?.message}: ${line.slice(0, mostShown)}`,
    );
  }
  if (parsed.data.case !== undefined && parsed.data.case !== expectedCase)
    throw new AdapterError(`the adapter answered case ${parsed.data.case} where ${expectedCase} was asked`);
  return parsed.data;
}
