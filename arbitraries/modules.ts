import fc from "fast-check";
import { assetFiles, type Module, type ModuleType, moduleTypes } from "../contract/modules.ts";
import { jsonValue } from "./json.ts";
import { resourceName, text } from "./text.ts";

const base64 = (content: string | Uint8Array): string => Buffer.from(content as string).toString("base64");
const module = (name: string, content_type: string, content: string | Uint8Array): Module => ({
  name,
  content_type,
  content_base64: base64(content),
});

/** What a main module must export, by the names that bindings, containers and migrations give. */
export interface Exports {
  durableObjects?: readonly string[];
  workflows?: readonly string[];
  entrypoints?: readonly string[];
}

/** The source of a Worker in module syntax that exports the classes and answers requests with `note`. */
export function workerSource(exports: Exports, note = "ok"): string {
  const classes = (base: string, names: readonly string[] = [], body = "") =>
    [...new Set(names)].map((name) => `export class ${name} extends ${base} {${body}}`);
  const lines = [
    ...classes("DurableObject", exports.durableObjects, "\n  async fetch() { return new Response(null); }\n"),
    ...classes("WorkflowEntrypoint", exports.workflows, "\n  async run() {}\n"),
    ...classes("WorkerEntrypoint", exports.entrypoints, "\n  async fetch() { return new Response(null); }\n"),
  ];
  const head =
    lines.length > 0
      ? ['import { DurableObject, WorkerEntrypoint, WorkflowEntrypoint } from "cloudflare:workers";']
      : [];
  const handler = [
    "export default {",
    "  async fetch(request, env, ctx) {",
    `    return new Response(${JSON.stringify(note)});`,
    "  },",
    "};",
    "",
  ];
  return [...head, ...lines, ...handler].join("\n");
}

/** The main module under a name. */
export const mainModule = (name: string, exports: Exports, note?: string): Module =>
  module(name, moduleTypes.esm, workerSource(exports, note));

/** A Worker in service-worker syntax. */
export const scriptModule = (name: string): Module =>
  module(name, moduleTypes.commonjs, 'addEventListener("fetch", (event) => event.respondWith(new Response("ok")));\n');

/** A part for a data_blob, text_blob or wasm_module binding. */
export const partModule = (name: string, kind: string): Module =>
  kind === "wasm_module"
    ? module(name, moduleTypes.wasm, wasmHead)
    : module(name, kind === "text_blob" ? moduleTypes.text : moduleTypes.data, "part");

/** The smallest WebAssembly module: magic and version. */
const wasmHead = new Uint8Array([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
/** A custom section (id 0) that holds any bytes: size, name length, name, bytes; all below 128. */
const wasmModule = fc
  .uint8Array({ maxLength: 60 })
  .map((bytes) =>
    bytes.length === 0 ? wasmHead : new Uint8Array([...wasmHead, 0, bytes.length + 2, 1, 0x78, ...bytes]),
  );

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.constantFrom(
    new Uint8Array([0]),
    new Uint8Array([0xff, 0xfe, 0xfd]),
    new Uint8Array([0xef, 0xbb, 0xbf, 0x61]),
    new Uint8Array([0x0d, 0x0a, 0x1a, 0x00]),
    Uint8Array.from({ length: 256 }, (_, i) => i),
    Uint8Array.from({ length: 5000 }, (_, i) => i % 251),
  ),
);

const sourceMap = fc.tuple(resourceName(), text()).map(([file, content]) =>
  JSON.stringify({
    version: 3,
    file,
    sources: [`${file}.ts`],
    sourcesContent: [content],
    names: [],
    mappings: "AAAA",
  }),
);

const contents: Record<ModuleType, fc.Arbitrary<string | Uint8Array>> = {
  esm: text().map((note) => `export const note = ${JSON.stringify(note)};\n`),
  commonjs: text().map((note) => `module.exports = ${JSON.stringify(note)};\n`),
  text: text(),
  data: bytes,
  wasm: wasmModule,
  json: jsonValue().map((value) => JSON.stringify(value)),
  sourcemap: sourceMap,
  python: text().map((note) => `NOTE = ${JSON.stringify(note)}\n`),
};
const extensions: Record<ModuleType, string> = {
  esm: ".mjs",
  commonjs: ".cjs",
  text: ".txt",
  data: ".bin",
  wasm: ".wasm",
  json: ".json",
  sourcemap: ".js.map",
  python: ".py",
};

/** A module of the type, now and then in a folder. */
export const moduleOf = (type: ModuleType): fc.Arbitrary<Module> =>
  fc
    .tuple(resourceName(), fc.constantFrom("", "lib/", "a/b/"), contents[type])
    .map(([name, folder, content]) => module(`${folder}${name}${extensions[type]}`, moduleTypes[type], content));

/** A `_headers` or `_redirects` file, "with content type text/plain". */
export const assetFile = (name: (typeof assetFiles)[number]): fc.Arbitrary<Module> =>
  fc
    .tuple(resourceName(), resourceName())
    .map(([a, b]) =>
      module(name, moduleTypes.text, name === "_headers" ? `/${a}\n  X-Name: ${b}\n` : `/${a} /${b} 301\n`),
    );

export const moduleRows = [...(Object.keys(moduleTypes) as ModuleType[]), ...assetFiles] as const;
export type ModuleRow = (typeof moduleRows)[number];
export const moduleForRow = (row: ModuleRow): fc.Arbitrary<Module> =>
  row === "_headers" || row === "_redirects" ? assetFile(row) : moduleOf(row);

/** Names of main modules, the page's own first. */
export const mainName = (): fc.Arbitrary<string> =>
  fc.constantFrom("index.js", "worker.mjs", "src/index.mjs", "main.js", "dist/my-worker.js");

/** Module types that every target must know; JSON modules are not among them (no source names them). */
export const knownRows = moduleRows.filter((row) => row !== "json");

/** Up to `maxLength` further modules of any known type, names unique. */
export const extraModules = (maxLength = 4): fc.Arbitrary<Module[]> =>
  fc.uniqueArray(fc.oneof(...knownRows.map(moduleForRow)), { maxLength, selector: (one) => one.name });

/** Bytes of every value, so long. */
export const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) % 256);
/** A module of 60 to 100 KB: more than one buffer of most servers. */
export const largeModule = (): fc.Arbitrary<Module> =>
  fc.integer({ min: 60_000, max: 100_000 }).map((length) => module("large.bin", moduleTypes.data, bytesOf(length)));
