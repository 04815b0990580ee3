import { createHash } from "node:crypto";
import fc from "fast-check";
import { generateSync } from "json-schema-faker";
import { z } from "zod";
import type { JsonObject } from "../contract/json.ts";
import { requestSchema } from "../contract/schema.ts";

/** The JSON Schema of a request body, as the contract gives it. */
export const requestJsonSchema = z.toJSONSchema(requestSchema, { io: "input" });

/** json-schema-faker's neighbouring seeds give alike values: spread them. */
const spread = (seed: number): number => createHash("sha256").update(String(seed)).digest().readUInt32BE(0);

/** Whatever the contract's JSON Schema allows, sense or not: a second source, independent of the arbitraries. */
export const wildRequest = (): fc.Arbitrary<JsonObject> =>
  fc.noShrink(
    fc
      .nat()
      .map(
        (seed) => generateSync(requestJsonSchema as never, { seed: spread(seed) } as never) as unknown as JsonObject,
      ),
  );
