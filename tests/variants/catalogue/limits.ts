import { type Binding, kindOf } from "../../../contract/bindings.ts";
import type { Field } from "../../../contract/field.ts";
import { byteLength } from "../../../contract/json.ts";
import { stepsOf } from "../../../contract/migrations.ts";
import type { VersionRequest } from "../../../contract/version.ts";
import { invalid } from "../../../mock/refusal.ts";
import { refuses, type Variant, variant } from "../variant.ts";

/** Texts of a version: what bindings and annotations hold. */
const textsOf = ({ bindings = [], annotations = {} }: VersionRequest): string[] => [
  ...bindings.flatMap(({ type, text, json }) => (type === "json" ? [JSON.stringify(json)] : [String(text ?? "")])),
  ...Object.values(annotations),
];
/** Codes of control characters: those below the blank but for tab and line breaks, and those from DEL on. */
const isControl = (text: string) =>
  [...text].some((one) => (one < " " && !"\t\n\r".includes(one)) || (one >= "\u007f" && one <= "\u009f"));
const escaped = /\\u00[01]/;
/** Names of resources that a binding of a kind names. */
const resourcesOf = (one: Binding): string[] =>
  Object.entries<Field>(kindOf(one.type)?.fields ?? {}).flatMap(([name, field]) =>
    field.type === "string" && field.means === "resource" && !field.enum && one[name] !== undefined
      ? [String(one[name])]
      : [],
  );
const isResource = ({ type }: Binding) => kindOf(type)?.setup === "resource";

/** Limits and rules of a target's own, on what the page does not bound. */
export const limitVariants = {
  "names-of-buckets": variant(
    "page:body.bindings.r2_bucket.bucket_name",
    "takes names of resources that are lower case, digits and dashes, from a letter on",
    refuses(({ bindings = [] }) =>
      bindings.some((one) => isResource(one) && resourcesOf(one).some((name) => !/^[a-z][a-z0-9:_-]*$/.test(name))),
    ),
  ),
  "no-control-characters": variant(
    "facts:X-71",
    "refuses texts with control characters",
    refuses((request) => textsOf(request).some((text) => isControl(text) || escaped.test(text))),
  ),
  "texts-of-4096": variant(
    "facts:X-44",
    "takes texts of up to 4,096 bytes",
    refuses((request) => textsOf(request).some((text) => byteLength(text) > 4096), 10054),
  ),
  "plain-paths": variant(
    "facts:X-25",
    "refuses names of modules with blanks at an end, a tab, a backslash or an empty step",
    refuses(({ modules = [] }) => modules.some(({ name }) => name.trim() !== name || /[\t\\]|\/\//.test(name))),
  ),
  "hundred-modules": variant(
    "page:body.modules",
    "takes at most a hundred modules",
    refuses(({ modules = [] }) => modules.length > 100),
  ),
  "modules-of-a-megabyte": variant(
    "page:body.modules.content_base64",
    "takes modules of up to a megabyte",
    refuses(({ modules = [] }) => modules.some((one) => one.content_base64.length > 1_400_000), 10027),
  ),
  "itself-when-deployed": variant(
    "page:body.bindings.service.service",
    "binds a Worker to itself once it is deployed",
    {
      refuse: ({ bindings = [] }, worker) =>
        worker.deployments.length === 0 && bindings.some((one) => one.type === "service" && one.service === worker.name)
          ? invalid("no such service", "/bindings")
          : undefined,
    },
  ),
  "migrations-with-lists": variant(
    "facts:X-63",
    "refuses migrations without any list",
    refuses(
      ({ migrations }) =>
        migrations !== undefined &&
        !stepsOf(migrations).some((step) => Object.values(step).some((list) => Array.isArray(list))),
    ),
  ),
  "token-for-assets": variant(
    "facts:X-51",
    "refuses assets without a module",
    refuses(({ assets, modules = [] }) => assets !== undefined && modules.length === 0),
  ),
} satisfies Record<string, Variant>;
