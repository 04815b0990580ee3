import { createHash } from "node:crypto";
import fc from "fast-check";
import { generateSync } from "json-schema-faker";
import { z } from "zod";
import { without } from "../contract/features.ts";
import type { JsonObject } from "../contract/json.ts";
import { requestSchema } from "../contract/schema.ts";
import type { VersionRequest } from "../contract/version.ts";
import type { World } from "./world.ts";

/** The JSON Schema of a request body, as the contract gives it. */
export const requestJsonSchema = z.toJSONSchema(requestSchema, { io: "input" });

/** json-schema-faker's neighbouring seeds give alike values: spread them. */
const spread = (seed: number): number => createHash("sha256").update(String(seed)).digest().readUInt32BE(0);

/** Whatever the contract's JSON Schema allows, sense or not: a second source, independent of the arbitraries. */
export const wildRequest = ({ lacks = [] }: Pick<World, "lacks"> = {}): fc.Arbitrary<JsonObject> =>
  fc.noShrink(
    fc.nat().map((seed) => {
      const made = generateSync(requestJsonSchema as never, { seed: spread(seed) } as never);
      return without(made as VersionRequest, lacks) as unknown as JsonObject;
    }),
  );
