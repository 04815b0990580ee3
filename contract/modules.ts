import { list, object, required, string } from "./field.ts";

/** `modules[]`: a map by name. */
export const modulesField = list(
  object({
    content_base64: required(string({ format: "byte" })),
    content_type: required(string()),
    name: required(string({ means: "module" })),
  }),
  { key: "name" },
);

export interface Module {
  name: string;
  content_type: string;
  content_base64: string;
}

/** Kinds of module, with the content type that wrangler sends for each (seen on the sibling upload, 2026-08). */
export const moduleTypes = {
  esm: "application/javascript+module",
  commonjs: "application/javascript",
  text: "text/plain",
  data: "application/octet-stream",
  wasm: "application/wasm",
  json: "application/json",
  sourcemap: "application/source-map",
  python: "text/x-python",
} as const;
export type ModuleType = keyof typeof moduleTypes;
/** Files of static assets that travel as modules "with content type text/plain". */
export const assetFiles = ["_headers", "_redirects"] as const;

/** Base64 with its padding, which an answer may leave out, and without line breaks. */
export function padded(content: string): string {
  const text = content.replace(/[\r\n]/g, "");
  return text + "=".repeat((4 - (text.length % 4)) % 4);
}

/** Standard base64 with its padding; line breaks are tolerated (RFC 2045 decoders skip them). */
export const isBase64 = (text: string): boolean =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text.replace(/[\r\n]/g, ""));
