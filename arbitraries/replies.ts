import type { ServerReply } from "../contract/client.ts";
import type { Json } from "../contract/json.ts";
import { plainResult, success, times } from "./answers.ts";

/** Versions that say when they were made, in another form each. */
export const timeReplies: readonly ServerReply[] = times.map((created_on) => success({ ...plainResult, created_on }));

/** Optional fields of a version, each null in place of absent, and all of them. */
const nullFields = [
  "annotations",
  "assets",
  "bindings",
  "compatibility_date",
  "compatibility_flags",
  "containers",
  "limits",
  "main_module",
  "migration_tag",
  "migrations",
  "modules",
  "placement",
  "source",
  "startup_time_ms",
  "usage_model",
] as const;
export const nullReplies: readonly ServerReply[] = [nullFields, ...nullFields.map((field) => [field] as const)].map(
  (fields) => success({ ...plainResult, ...Object.fromEntries(fields.map((field) => [field, null])) }),
);
/** The same fields, empty. */
export const emptyReplies: readonly ServerReply[] = [
  success({ ...plainResult, bindings: [], compatibility_flags: [], containers: [], modules: [] }),
  success({ ...plainResult, annotations: {}, assets: {}, limits: {}, migrations: {} }),
];
/** Modules as an answer has them where their content is asked for: of bytes that are no text. */
export const moduleReplies: readonly ServerReply[] = [
  { name: "a.wasm", content_type: "application/wasm", content_base64: "AGFzbQEAAAA=" },
  { name: "caf\u00e9 1.bin", content_type: "application/octet-stream", content_base64: "//79AMMoDQoaAA==" },
  { name: "empty.txt", content_type: "text/plain", content_base64: "" },
].map((one) => success({ ...plainResult, modules: [one] }));

const ratelimit = (simple: object) =>
  success({
    ...plainResult,
    bindings: [{ name: "LIMIT", type: "ratelimit", namespace_id: "1", simple: simple as Json }],
  });
/** Numbers at their edges: zero, and beyond 32 bits. */
export const numberReplies: readonly ServerReply[] = [
  success({ ...plainResult, startup_time_ms: 0 }),
  success({ ...plainResult, number: 4_294_967_297 }),
  success({ ...plainResult, number: 9_007_199_254_740_991 }),
  ratelimit({ limit: 100, period: 10, mitigation_timeout: 0 }),
];

/** A version of so many bindings that lists which are cut lose some. */
export const manyReply: ServerReply = success({
  ...plainResult,
  bindings: Array.from({ length: 128 }, (_, i) => ({ name: `NAME_${i}`, type: "plain_text", text: `value ${i}` })),
});
