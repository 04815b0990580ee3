import fc from "fast-check";
import type { Assets, AssetsConfig } from "../contract/assets.ts";
import { assetsField } from "../contract/assets.ts";
import type { ObjectField, StringField } from "../contract/field.ts";
import { hex, resourceName, tokenMark } from "./text.ts";

const config = (assetsField.fields.config as ObjectField).fields;
const members = (name: string) => fc.constantFrom(...((config[name] as StringField).enum ?? []));

const name = resourceName();
/** Rules that none of their kind makes needless: paths that end with a `*` begin like no other one. */
const rules = (prefix: "/" | "!/", least: number) =>
  fc
    .uniqueArray(fc.tuple(name, fc.constantFrom("", "/*", "/index.html")), {
      minLength: least,
      maxLength: 3,
      comparator: ([a], [b]) => a.startsWith(b) || b.startsWith(a),
    })
    .map((all) => all.map(([path, rest]) => `${prefix}${path}${rest}`));
/** Rules that the page allows and that nobody takes for needless: positive ones, at least one, and negative ones. */
export const runWorkerFirst = (): fc.Arbitrary<boolean | string[]> =>
  fc.oneof(
    fc.boolean(),
    fc.constantFrom<string[]>(["/*"], ["/"], ["/*", "!/assets/*"]),
    fc.tuple(rules("/", 1), rules("!/", 0)).map(([positive, negative]) => [...positive, ...negative]),
  );

/** `assets.config` with any subset of its fields. */
export const assetsConfig = (): fc.Arbitrary<AssetsConfig> =>
  fc.record(
    {
      html_handling: members("html_handling"),
      not_found_handling: members("not_found_handling"),
      run_worker_first: runWorkerFirst(),
    },
    { requiredKeys: [], noNullPrototype: true },
  ) as fc.Arbitrary<AssetsConfig>;

/** A completion token: three base64url parts, recognisable in any answer. */
export const assetsJwt = (): fc.Arbitrary<string> =>
  hex(32).map((canary) => {
    const payload = Buffer.from(JSON.stringify({ exp: 4_102_444_800 })).toString("base64url");
    return `eyJhbGciOiJIUzI1NiJ9.${payload}.${tokenMark}${canary}`;
  });

/** `assets` with a config, a token or both; `tokens` are completion tokens of the target, if it wants real ones. */
export const assets = (tokens?: readonly string[]): fc.Arbitrary<Assets> =>
  fc.record(
    { config: assetsConfig(), jwt: tokens && tokens.length > 0 ? fc.constantFrom(...tokens) : assetsJwt() },
    { requiredKeys: [], noNullPrototype: true },
  ) as fc.Arbitrary<Assets>;
