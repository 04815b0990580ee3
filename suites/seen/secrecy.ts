import { canaryMark, tokenMark } from "../../arbitraries/text.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { Context } from "./context.ts";

/** A secret that a text shows, and the requirement that it breaks. */
export interface Leak {
  id: RequirementId;
  found: string;
}

/** Secrets that a text shows: canaries by their mark, plain or in base64 at any alignment. */
export function leaks(text: string, context: Context): Leak[] {
  const marked = marks.flatMap(({ id, pattern }) => {
    const match = pattern.exec(text);
    return match ? [{ id, found: match[0] }] : [];
  });
  const keys = [...context.workers.values()].flatMap((worker) => worker.keys);
  const key = keys.find((one) => text.includes(one));
  return key ? [...marked, { id: "secrecy.key-material", found: key }] : marked;
}

/** The base64 forms of an ASCII mark, at its three possible alignments, without the characters its neighbours decide. */
const base64Forms = (mark: string): string[] =>
  [0, 1, 2].map((shift) => {
    const encoded = btoa("\0".repeat(shift) + mark);
    const start = Math.ceil((shift * 4) / 3);
    return encoded.slice(start, Math.floor(((shift + mark.length) * 4) / 3));
  });
const markOf = (id: RequirementId, mark: string) => ({
  id,
  pattern: new RegExp(
    [`${mark}[0-9a-f]{8}`, ...base64Forms(mark).map((form) => form.replaceAll("+", "\\+"))].join("|"),
    "i",
  ),
});
const marks = [markOf("secrecy.secret-text", canaryMark), markOf("secrecy.assets-jwt", tokenMark)];
