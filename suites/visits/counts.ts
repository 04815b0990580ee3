import fc from "fast-check";
import { flagsAt } from "../../arbitraries/compatibility.ts";
import { every } from "../../arbitraries/every.ts";
import { mainModule } from "../../arbitraries/modules.ts";
import { canaryMark } from "../../arbitraries/text.ts";
import { plainVersion, versionWith } from "../../arbitraries/version.ts";
import type { World } from "../../arbitraries/world.ts";
import { type Module, moduleTypes } from "../../contract/modules.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { VersionRequest } from "../../contract/version.ts";
import { moduleAccepted } from "../judges/content.ts";
import { look } from "../words/round-trip.ts";
import { stop } from "../words/stop.ts";
import { given, isRefused, made } from "../words/verdicts.ts";
import { keptOrRefused, taken, takenOf, visit } from "./visit.ts";

/** Something of a version that is counted or measured, and how much of it there is. */
interface Amount {
  of: keyof typeof amounts;
  is: number;
}

const variables = (count: number): VersionRequest =>
  versionWith(Array.from({ length: count }, (_, i) => ({ name: `VAR_${i}`, type: "plain_text", text: `value ${i}` })));
const withModules = (modules: readonly Module[]): VersionRequest => {
  const { modules: main = [], ...rest } = plainVersion();
  return { ...rest, modules: [...main, ...modules] };
};
/** Bytes that repeat nowhere soon, so that what is cut or swapped shows. */
const bytes = (length: number): string =>
  Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8) * 13 + (i >> 16)) % 256)).toString("base64");
const words = (length: number): string =>
  Array.from({ length: Math.ceil(length / 8) }, (_, i) => String(i).padStart(8, "-"))
    .join("")
    .slice(0, length);

/** What is counted or measured, and a version with so much of it. */
const amounts = {
  variables,
  modules: (count: number) =>
    withModules(Array.from({ length: count - 1 }, (_, i) => mainModule(`lib/part-${i}.js`, {}, `part ${i}`))),
  "module bytes": (length: number) =>
    withModules([{ name: "large.bin", content_type: moduleTypes.data, content_base64: bytes(length) }]),
  "characters of a text": (length: number) => versionWith([{ name: "LONG", type: "plain_text", text: words(length) }]),
  "characters of a secret": (length: number) =>
    versionWith([
      { name: "LONG", type: "secret_text", text: `${canaryMark}${words(length).slice(canaryMark.length)}` },
    ]),
  "characters of a JSON value": (length: number) =>
    versionWith([{ name: "LONG", type: "json", json: { value: words(length - 12) } }]),
  "characters of a note": (length: number) => plainVersion(words(length)),
  flags: (count: number) => ({
    ...plainVersion(),
    compatibility_date: "2021-11-02",
    compatibility_flags: flagsAt("2021-11-02").slice(0, count),
  }),
  containers: (count: number) =>
    versionWith([], { containers: Array.from({ length: count }, (_, i) => `Box${count}Of${i}`) }),
  rules: (count: number) => ({
    ...plainVersion(),
    assets: { config: { run_worker_first: Array.from({ length: count }, (_, i) => `/rule-${i}/*`) } },
  }),
} satisfies Record<string, (amount: number) => VersionRequest>;

const some = (of: keyof typeof amounts, ...all: number[]): Amount[] => all.map((is) => ({ of, is }));
const around = ({ of, is }: Amount): VersionRequest => amounts[of](is);

/** What every target takes. */
const sure = [
  ...some("variables", 0, 1, 2, 9, 10, 11, 16, 17, 20, 21, 32, 33, 39, 50, 51, 64),
  ...some("modules", 1, 2, 10, 11, 17, 60),
  ...some("characters of a text", 63, 64, 65, 255, 256, 257, 1023, 1024, 1025, 4095, 4096),
  ...some("characters of a secret", 255, 256, 1024, 4096),
  ...some("characters of a JSON value", 255, 1024, 4096),
  ...some("characters of a note", 1000, 8191, 8192, 65_536),
  ...some("flags", 0, 1, 2, 3, 4, 5, 9),
  ...some("rules", 1, 2, 10, 50),
  ...some("containers", 1, 2, 5),
];
/** What a target may refuse by a limit of its own. */
const risky = ({ largestBodyMiB = 0 }: World): Amount[] => [
  ...some("variables", 65, 100, 128, 129),
  ...some("modules", 101),
  ...some("characters of a text", 4097, 5000, 5120, 5121, 65_536),
  ...some("characters of a secret", 5000, 5120, 65_536),
  ...some("characters of a JSON value", 5000, 5120, 65_536),
  ...some("module bytes", 0, 1, 65_535, 65_537),
  ...(largestBodyMiB >= 10 ? some("module bytes", 1_048_577) : []),
  ...(largestBodyMiB >= 100 ? some("module bytes", 10_485_760) : []),
];

/** Contents of modules that are valid, and that a target may think it can write otherwise. */
const contents = [
  "export default 1;\n",
  "export default 1;\r\nexport const a = 2;\r\n",
  "\ufeffexport default 1;\n",
  "export default 1;",
  "  export default 1;  \n\n\n",
  "// a comment: caf\u00e9 \u65e5\u672c \u{1f600}\nexport default 1; /* <!-- &amp; %20 */\n",
  'export const text = "\\u00e9\\n\\t";\n',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of the module's own
  "export const a = `${1}\r\n$HOME`;\n",
  "export default 1;\n",
];
/** Contents of other types, byte by byte. */
const rawContents: readonly (readonly [type: keyof typeof moduleTypes, content: string | Uint8Array])[] = [
  ["text", "one\r\ntwo\ttabs  \n\n"],
  ["text", "\ufeffbyte order mark"],
  ["text", ""],
  ["json", '{ "b": 1.0, "a": [1e2, 1E400, "\\u00e9"], "a2": 12345678901234567890 }\n'],
  ["data", Uint8Array.from({ length: 256 }, (_, i) => i)],
  ["data", new Uint8Array([0xc3, 0x28, 0xff, 0xfe, 0x00, 0x0d, 0x0a, 0x1a])],
  ["data", new Uint8Array(64)],
  ["sourcemap", '{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA;;CAAA"}'],
];
const base64Of = (content: string | Uint8Array): string => Buffer.from(content as string).toString("base64");

/** More versions than most lists have on a page. */
const manyVersions = 105;

const python = base64Of("from workers import Response\n\ndef on_fetch(request):\n    return Response('ok')\n");
/** Content types that the page does not name, as real uploads have them. */
const otherTypes: Module[] = [
  { name: "page.html", content_type: "text/html", content_base64: base64Of("<!doctype html><p>caf\u00e9</p>\n") },
  { name: "style.css", content_type: "text/css; charset=utf-8", content_base64: base64Of("p { color: red }\n") },
  { name: "readme.md", content_type: "text/plain;charset=UTF-8", content_base64: base64Of("# Title\r\n") },
  { name: "data.JSON", content_type: "application/json", content_base64: base64Of('{"b":1.0,"a":[]}\n') },
  {
    name: "lib.js",
    content_type: "application/javascript+module; charset=utf-8",
    content_base64: base64Of("export {}"),
  },
  { name: "logo.svg", content_type: "image/svg+xml", content_base64: base64Of("<svg/>") },
  { name: "pkg/requirements.txt", content_type: "text/x-python-requirement", content_base64: base64Of("httpx\n") },
  {
    name: "main.js.map",
    content_type: moduleTypes.sourcemap,
    content_base64: base64Of('{"version":3,"mappings":"AAAA"}'),
  },
];
const pythonVersion: VersionRequest = {
  main_module: "src/entry.py",
  compatibility_date: "2024-04-01",
  compatibility_flags: ["python_workers"],
  modules: [
    { name: "src/entry.py", content_type: moduleTypes.python, content_base64: python },
    { name: "src/lib/util.py", content_type: moduleTypes.python, content_base64: base64Of("X = 1\n") },
  ],
};

const judgedOf: Partial<Record<Amount["of"], readonly [RequirementId, string?]>> = {
  modules: ["modules.accepted", "esm"],
  flags: ["compatibility.accepted"],
  containers: ["containers.accepted"],
  rules: ["assets.accepted", "config"],
};

export const countVisits = [
  visit(
    "amounts",
    [
      ...["version.accepts-valid", "bindings.accepted", "bindings.complete", "bindings.echoed"],
      ...["modules.accepted", "modules.complete", "modules.bytes-unchanged"],
      ...["compatibility.accepted", "compatibility.flags-echoed", "containers.accepted", "containers.echoed"],
      ...["assets.accepted", "assets.config-echoed"],
    ] as RequirementId[],
    ({ lacks = [] }) => [every(sure.filter((one) => !Object.keys(around(one)).some((key) => lacks.includes(key))))],
    async (worker, all) => {
      await takenOf(all, (one) => {
        const judged = judgedOf[one.of];
        return taken(worker, around(one), judged ? { judged } : {});
      });
    },
  ),
  visit(
    "large-amounts",
    ["bindings.complete", "bindings.echoed", "modules.complete", "modules.bytes-unchanged"],
    (world) => [every(risky(world))],
    async (worker, all) => {
      for (const one of all) await keptOrRefused(worker, [one], () => around(one));
    },
  ),
  visit(
    "contents",
    ["modules.bytes-unchanged", "modules.complete"],
    () => [every(contents), every(rawContents)],
    async (worker, sources, raw) => {
      const ofSources = sources.map((content, i) => ({
        name: `lib/content-${i}.js`,
        content_type: moduleTypes.esm,
        content_base64: base64Of(content),
      }));
      if (sources.length > 0) await taken(worker, withModules(ofSources), { judged: ["modules.accepted", "esm"] });
      const ofRaw = raw.map(([type, content], i) => ({
        name: `raw-${i}`,
        content_type: moduleTypes[type],
        content_base64: base64Of(content),
      }));
      await keptOrRefused(worker, ofRaw, withModules);
    },
  ),
  visit(
    "versions",
    ["numbering.one-more", "numbering.live-distinct", "read-back.get-finds", "read-back.immutable"],
    () => [fc.constant(manyVersions)],
    async (worker, count) => {
      const ids: string[] = [];
      for (let i = 0; i < count; i += 1) ids.push(made(await worker.create(plainVersion(`version ${i}`))).id);
      for (const id of [ids[0], ids.at(-1)]) if (id !== undefined) await look(worker, id, { modules: true });
    },
  ),
  visit(
    "module-types",
    ["modules.accepted", "modules.bytes-unchanged", "modules.content-type-kept", "modules.main-module-echoed"],
    () => [every(otherTypes), every([pythonVersion])],
    async (worker, all, [ofPython]) => {
      await keptOrRefused(worker, all, withModules);
      if (!ofPython) return;
      await keptOrRefused(worker, [ofPython], () => ofPython);
      // Python stands in the documents of this very call: a target that takes types which nobody names takes it.
      const [css] = otherTypes.slice(1);
      const [module] = (ofPython.modules ?? []).slice(1);
      if (!css || !module) return;
      await stop(worker, [["modules.accepted", "python"]], async () => {
        const other = await worker.create(withModules([css]), { contentUnjudged: true });
        given(!isRefused(other), "the target takes no module types but those that the page names");
        const { id } = moduleAccepted("python")(await worker.create(withModules([module])));
        await look(worker, id, { modules: true });
      });
    },
  ),
];
