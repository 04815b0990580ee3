import fc from "fast-check";
import type { Assets, AssetsConfig } from "../contract/assets.ts";
import { assetsField } from "../contract/assets.ts";
import type { ObjectField, StringField } from "../contract/field.ts";
import { hex, resourceName, tokenMark } from "./text.ts";

const config = (assetsField.fields.config as ObjectField).fields;
const members = (name: string) => fc.constantFrom(...((config[name] as StringField).enum ?? []));

const rule = fc.oneof(
  fc.constantFrom("/*", "/api/*", "/"),
  resourceName().map((name) => `/${name}/*`),
);
/** Rules that the page allows: each starts with `/` or `!/`, at least one is not negative. */
export const runWorkerFirst = (): fc.Arbitrary<boolean | string[]> =>
  fc.oneof(
    fc.boolean(),
    fc
      .tuple(
        rule,
        fc.uniqueArray(
          fc.oneof(
            rule,
            resourceName().map((name) => `!/${name}`),
          ),
          { maxLength: 3 },
        ),
      )
      .map(([first, rest]) => [...new Set([first, ...rest])]),
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
