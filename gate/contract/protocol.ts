import { z } from "zod";
import { knownFailuresSchema } from "../../reports/known.ts";
import { propertyIds } from "./properties.ts";

/** The protocol between the gate and an adapter, unless its manifest names 2: then jobs have ids, and several are on their way at once. */
export const protocolVersion = 1;

const credential = z.union([
  z.object({ token: z.string() }).describe("sent as Authorization: Bearer <token>"),
  z.object({ api_key: z.string(), api_email: z.string() }).describe("sent as X-Auth-Key and X-Auth-Email"),
]);

/** One line to the adapter: what its client is to be called with. */
export const jobSchema = z.object({
  protocol: z.literal([protocolVersion, 2]),
  id: z.string().optional().describe("protocol 2: comes back in the answer, which may come after those of later jobs"),
  case: z.string().describe("comes back in the answer"),
  base_url: z.string().describe("the client's base URL for this call; it ends in /client/v4"),
  auth: credential,
  deadline_ms: z.number().describe("an answer after that is late"),
  call: z.object({
    account_id: z.string(),
    worker_id: z.string(),
    query: z.object({ deploy: z.boolean().optional() }).describe("absent where the caller gave nothing"),
    body: z.record(z.string(), z.unknown()).describe("the version, in the API's own spelling"),
  }),
});
export type Job = z.infer<typeof jobSchema>;

const item = z.looseObject({
  code: z.unknown().optional(),
  message: z.unknown().optional(),
  documentation_url: z.unknown().optional(),
  source: z.unknown().optional(),
  meta: z.unknown().optional(),
});

/** One line from the adapter: what its client gave. */
export const outcomeSchema = z.discriminatedUnion("outcome", [
  z.object({
    case: z.string().optional(),
    outcome: z.literal("version").describe("the client returned; `version` is what it returned, in the API's spelling"),
    version: z.unknown().optional(),
    messages: z.array(item).nullish().describe("the messages of the answer, where the client gives them to its caller"),
  }),
  z.object({
    case: z.string().optional(),
    outcome: z.literal("api_error").describe("the client says that the API refused"),
    status: z.number().nullish(),
    errors: z.array(item).nullish(),
    tag: z.string().nullish().describe("the client's own name for the error"),
  }),
  z.object({
    case: z.string().optional(),
    outcome: z.literal("client_error").describe("the client failed without an answer of the API"),
    phase: z.enum(["before_send", "transport", "decode"]).nullish(),
    message: z.string().nullish(),
  }),
  z.object({
    case: z.string().optional(),
    outcome: z.literal("failed").describe("a command failed; all that it says is text"),
    text: z.string(),
  }),
  z.object({
    case: z.string().optional(),
    outcome: z.literal("not_expressible").describe("the client's interface has no way to ask for that"),
    why: z.string(),
  }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** An answer as it stands on its line. */
const answerSchema = z.intersection(
  outcomeSchema,
  z.object({ id: z.string().optional().describe("protocol 2: the id of the job that it answers") }),
);

/** What a list of allowed differences may hold; nothing else is forgiven. */
export const normalisations = {
  "bindings.order": "the order of bindings is free",
  "compatibility_flags.order": "the order of compatibility flags is free",
  "usage_model.default": "usage_model standard may be added where none was given",
  "null.absent": "null may be left out",
  "empty.absent": "an empty list or object may be left out",
} as const;
export type Normalisation = keyof typeof normalisations;

/** What a maintainer commits about a client. */
export const manifestSchema = z.strictObject({
  client: z.string().min(1),
  version: z.string().optional(),
  command: z.array(z.string()).min(1).describe("run in the manifest's folder; in mode template with {placeholders}"),
  mode: z.enum(["spawn", "stream", "template"]).default("spawn"),
  protocol: z
    .literal([protocolVersion, 2])
    .default(protocolVersion)
    .describe("2, in mode stream: jobs have an id, and several are on their way at once"),
  pool: z.int().min(0).default(2).describe("mode spawn: processes that are started ahead; 0 starts none"),
  env: z
    .record(z.string(), z.string())
    .default({})
    .describe("variables of the command; in mode template with {placeholders}"),
  deploy: z
    .strictObject({ true: z.array(z.string()), false: z.array(z.string()).optional() })
    .optional()
    .describe("mode template: arguments that are added where the caller asks for deploy"),
  stdin: z.string().optional().describe("mode template: what the command reads from stdin, with {placeholders}"),
  large: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("mode template: the command for a body that no argument can hold, such as with @{body_file}"),
  contract: z.string().optional().describe("the contract revision that the client was made from"),
  decode: z.enum(["typed", "raw", "none"]).default("typed").describe("what `version` of an outcome holds"),
  auth: z
    .array(z.enum(["token", "key_email"]))
    .min(1)
    .default(["token"]),
  normalizes: z.array(z.enum(Object.keys(normalisations) as [Normalisation])).default([]),
  cannot: z.array(z.string()).default([]).describe("properties that the client's interface cannot show"),
  expected_failures: z.string().optional().describe("a file with the failures that are known"),
  note: z.string().optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The published JSON Schemas of the protocol. */
export const schemas = {
  "gate-job": z.toJSONSchema(jobSchema, { io: "input" }),
  "gate-outcome": z.toJSONSchema(answerSchema, { io: "input" }),
  "gate-manifest": z.toJSONSchema(manifestSchema, { io: "input" }),
  "gate-expected-failures": z.toJSONSchema(knownFailuresSchema(propertyIds, "property"), { io: "input" }),
};
