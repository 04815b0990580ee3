import { byteLength, type JsonObject } from "../../../contract/json.ts";
import type { Behaviour } from "../../../mock/behaviour.ts";
import { partOf } from "../../../mock/faults/fault.ts";
import { Refusal } from "../../../mock/refusal.ts";
import { shows, type Variant, variant } from "../variant.ts";

const limit = 1000;
const sentMessage = (rawBody: string): string => {
  const body = JSON.parse(rawBody) as { annotations?: Record<string, string> };
  return body.annotations?.["workers/message"] ?? "";
};
/** Cuts what is longer than the page allows in a way of its own. */
const cuts = (cut: (message: string) => string): Behaviour => ({
  store: (version, _w, _s, rawBody) => {
    const message = sentMessage(rawBody);
    if (byteLength(message) <= limit) return;
    version.request = {
      ...version.request,
      annotations: { ...version.request.annotations, "workers/message": cut(message) },
    };
  },
});
const bytes = (text: string) => Buffer.from(text).subarray(0, limit);
const notes = (change: (notes: JsonObject) => void, where?: "create" | "get" | "list") =>
  shows((version) => {
    const own = partOf(version, "annotations");
    change(own);
    version.annotations = own;
  }, where);
const triggered = (by: string | null) =>
  notes((own) => {
    own["workers/triggered_by"] = by;
  });
const longTag = (tag: unknown) => typeof tag === "string" && byteLength(tag) > 100;
const pardoned: Behaviour = { pardon: ({ message }) => message.startsWith("workers/tag is longer") };

/** Messages, tags, and what stands beside them. */
export const annotationVariants = {
  "message-refused": variant("facts:S-100", "refuses a message of over 1000 bytes", {
    store: (_v, _w, _s, rawBody) => {
      if (byteLength(sentMessage(rawBody)) > limit) throw new Refusal(400, 10021, "message too long");
    },
  }),
  "cut-at-bytes": variant(
    "facts:S-100",
    "cuts a message at the byte and shows half a character as a replacement",
    cuts((message) => new TextDecoder().decode(bytes(message))),
  ),
  "cut-at-bytes-each": variant(
    "facts:S-100",
    "cuts a message at the byte and shows each byte of half a character as a replacement",
    cuts((message) => {
      const whole = new TextDecoder("utf-8").decode(bytes(message), { stream: true });
      return whole + "\ufffd".repeat(bytes(message).length - byteLength(whole));
    }),
  ),
  "cut-at-characters": variant(
    "page:body.annotations.workers/message",
    "cuts a message before the first character that does not fit whole",
    cuts((message) => {
      let kept = "";
      for (const { segment } of new Intl.Segmenter().segment(message)) {
        if (byteLength(kept + segment) > limit) break;
        kept += segment;
      }
      return kept;
    }),
  ),
  "long-tag-dropped": variant("page:body.annotations.workers/tag", "leaves out a tag of over 100 bytes", {
    ...pardoned,
    ...notes((own) => {
      if (longTag(own["workers/tag"])) delete own["workers/tag"];
    }),
  }),
  "long-tag-cut": variant("page:body.annotations.workers/tag", "cuts a tag of over 100 bytes", {
    ...pardoned,
    ...notes((own) => {
      if (longTag(own["workers/tag"])) own["workers/tag"] = [...String(own["workers/tag"])].slice(0, 25).join("");
    }),
  }),
  "triggered-by-upload": variant("facts:S-14", "says that an upload triggered a version", triggered("version_upload")),
  "triggered-by-nobody": variant("facts:S-14", "says null of what triggered a version", triggered(null)),
  "triggered-by-reads": variant(
    "facts:S-14",
    "says only in reads what triggered a version",
    notes((own) => void delete own["workers/triggered_by"], "create"),
  ),
  alias: variant(
    "facts:S-102",
    "shows annotations that were not sent",
    notes((own) => {
      own["workers/alias"] = "alias";
      own["workers/commit_sha"] = "0123456";
    }),
  ),
  "no-annotations": variant(
    "facts:S-17",
    "leaves annotations out where none were sent",
    shows((version, { version: stored }) => {
      if (stored.request.annotations === undefined) delete version.annotations;
    }),
  ),
  "empty-notes-left-out": variant(
    "facts:S-102",
    "leaves out empty messages and tags",
    notes((own) => {
      for (const [name, value] of Object.entries(own)) if (value === "") delete own[name];
    }),
  ),
  "empty-notes": variant(
    "facts:S-17",
    "shows empty messages and tags where none were sent",
    notes((own) => {
      for (const name of ["workers/message", "workers/tag"]) own[name] ??= "";
    }),
  ),
  "no-notes-in-lists": variant(
    "facts:S-39",
    "shows no annotations in lists",
    shows((version) => void delete version.annotations, "list"),
  ),
} satisfies Record<string, Variant>;
