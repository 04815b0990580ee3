import { listIn } from "../../../mock/faults/fault.ts";
import { refuses, shows, type Variant, variant } from "../variant.ts";

const contents = (change: (text: string) => string) =>
  shows((version) => {
    for (const one of listIn(version, "modules"))
      if (typeof one.content_base64 === "string") one.content_base64 = change(one.content_base64);
  });
const esm = "application/javascript+module";
const types = (isTaken: (type: string) => boolean) =>
  refuses(({ modules = [] }) =>
    modules.some(({ name, content_type }) => !isTaken(content_type) && !name.startsWith("_")),
  );

/** Modules: where they are shown, how their content is spelled, which types are taken. */
export const moduleVariants = {
  "modules-of-create": variant(
    "facts:S-24",
    "answers a create with the modules",
    shows((version, { version: stored }) => {
      version.modules = JSON.parse(JSON.stringify(stored.request.modules ?? []));
    }, "create"),
  ),
  "names-of-modules": variant(
    "facts:S-61",
    "shows the names of modules everywhere",
    shows((version, { version: stored, includeModules }) => {
      if (!includeModules)
        version.modules = (stored.request.modules ?? []).map(({ name, content_type }) => ({ name, content_type }));
    }),
  ),
  "empty-modules": variant(
    "facts:S-61",
    "shows empty modules where they are not asked for",
    shows((version, { includeModules }) => {
      if (!includeModules) version.modules = [];
    }),
  ),
  "null-content": variant(
    "facts:S-61",
    "says null for content that is not asked for",
    shows((version, { version: stored, includeModules }) => {
      if (!includeModules)
        version.modules = (stored.request.modules ?? []).map(({ name, content_type }) => ({
          name,
          content_type,
          content_base64: null,
        }));
    }),
  ),
  "modules-in-reverse": variant(
    "facts:S-63",
    "gives modules in reverse",
    shows((version) => {
      if (Array.isArray(version.modules)) version.modules = [...version.modules].reverse();
    }),
  ),
  "no-padding": variant(
    "facts:S-64",
    "leaves out the padding of base64",
    contents((text) => text.replace(/=+$/, "")),
  ),
  "broken-lines": variant(
    "facts:S-64",
    "breaks the lines of base64",
    contents((text) => text.replace(/.{76}/g, "$&\n")),
  ),
  "hashes-of-modules": variant(
    "facts:S-63",
    "shows the size and the hash of each module",
    shows((version) => {
      for (const one of listIn(version, "modules")) Object.assign(one, { size: 1, sha256: "0".repeat(64) });
    }),
  ),
  "no-json-modules": variant(
    "facts:S-67b",
    "takes no JSON modules",
    types((type) => type !== "application/json"),
  ),
  "es-modules-only": variant(
    "facts:S-67b",
    "takes ES modules only",
    types((type) => type === esm),
  ),
  "no-source-maps": variant(
    "facts:S-67b",
    "takes no source maps and no CommonJS",
    types((type) => !["application/source-map", "application/javascript"].includes(type)),
  ),
  "small-bodies-only": variant(
    "facts:X-29",
    "takes modules of up to 10 MiB",
    refuses(
      ({ modules = [] }) => modules.some(({ content_base64 }) => content_base64.length > 10 * 1024 * 1024),
      10027,
      413,
    ),
  ),
} satisfies Record<string, Variant>;
