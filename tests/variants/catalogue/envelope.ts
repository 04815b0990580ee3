import { isObject } from "../../../contract/json.ts";
import { accepted, bodies, errors, refused, shaped, texts, type Variant, variant } from "../variant.ts";

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
const label = (contentType: string) => bodies((_, reply) => Object.assign(reply, { contentType }));

/** The form of answers: what the page says of an envelope, and no more. */
export const envelopeVariants = {
  "null-lists": variant(
    "facts:A-19",
    "says null for empty errors and messages",
    bodies((body) => Object.assign(body, { errors: null, messages: null }), accepted),
  ),
  "null-messages-on-refusal": variant(
    "facts:A-18",
    "says null for the messages of a refusal",
    bodies((body) => Object.assign(body, { messages: null }), refused),
  ),
  "no-result-on-refusal": variant(
    "facts:failure-envelope",
    "leaves out the result of a refusal",
    bodies((body) => void delete body.result, refused),
  ),
  "several-errors": variant(
    "page:errors",
    "gives several errors for one fault",
    bodies((body) => {
      body.errors = [
        { code: 10021, message: "one", source: { pointer: "the first" } },
        { code: 1000, message: "two", source: {} },
      ];
    }, refused),
  ),
  "messages-on-success": variant(
    "page:messages",
    "says something in messages when it accepts",
    bodies((body) => {
      body.messages = [{ code: 1000, message: "done" }];
    }, accepted),
  ),
  "documented-errors": variant(
    "page:errors.documentation_url",
    "gives each error a documentation_url",
    errors((one) => ({ ...one, documentation_url: "https://developers.cloudflare.com/workers/" })),
  ),
  "errors-with-meta": variant(
    "facts:envelope-items",
    "gives errors keys of its own",
    errors((one) => ({ ...one, meta: { details: [] }, error_chain: [] })),
  ),
  "errors-with-nulls": variant(
    "page:errors.source",
    "says null for what an error lacks",
    errors((one) => ({ documentation_url: null, source: null, ...one })),
  ),
  "large-codes": variant(
    "page:errors.code",
    "gives codes of six digits",
    errors((one) => ({ ...one, code: 100_000 + Number(one.code) })),
  ),
  "smallest-code": variant(
    "page:errors.code",
    "gives every error the code 1000",
    errors((one) => ({ ...one, code: 1000 })),
  ),
  "wordy-errors": variant(
    "page:errors.message",
    "explains its refusals at length, in another language",
    errors((one) => ({ ...one, message: `\u65e5\u672c\u8a9e ${"x".repeat(5000)}` })),
  ),
  "extra-keys": variant(
    "facts:envelope-keys",
    "adds keys of its own to the envelope",
    bodies((body) => Object.assign(body, { trace: "x", timing: { ms: 1 }, result_info: body.result_info ?? {} })),
  ),
  "result-first": variant("facts:envelope-keys", "begins an envelope with the result", {
    answer: (_call, reply) =>
      isObject(reply.body)
        ? { ...reply, body: Object.fromEntries(Object.entries(reply.body).reverse()) as typeof reply.body }
        : reply,
  }),
  "escaped-json": shaped("page:returns", "escapes every character that is no ASCII", () => ({
    wire: texts((text) => text.replace(/[^\x20-\x7e\n]/g, escaped).replaceAll("/", "\\/")),
  })),
  "html-safe-json": shaped("page:returns", "escapes what HTML would read", () => ({
    wire: texts((text) => text.replace(/[<>&\u2028\u2029]/g, escaped)),
  })),
  "indented-json": shaped("page:returns", "indents its JSON and ends it with a line break", () => ({
    wire: texts((text) => (text.startsWith("{") ? `${JSON.stringify(JSON.parse(text), undefined, 2)}\n` : text)),
  })),
  "decimal-numbers": shaped("page:result.number", "writes whole numbers with a decimal point", () => ({
    wire: texts((text) =>
      text.replace(/("(?:number|code|percentage|cpu_ms|subrequests|limit|period)": ?\d+)(?=[,}])/g, "$1.0"),
    ),
  })),
  exponents: shaped("page:result.number", "writes numbers with an exponent", () => ({
    wire: texts((text) => text.replace(/("(?:number|total_count|cpu_ms)": ?\d+)(?=[,}])/g, "$1e0")),
  })),
  charset: variant("facts:A-19", "names the charset of its JSON", label("application/json; charset=UTF-8")),
  "loud-content-type": variant(
    "facts:envelope-content-type",
    "writes the content type in capitals",
    label("Application/JSON;charset=utf-8"),
  ),
  "many-headers": shaped("facts:A-19", "sends its limits and a ray with each answer", () => ({
    wire: texts((text) => text, {
      ratelimit: '"default";r=1199;t=1',
      "ratelimit-policy": '"default";q=1200;w=300',
      "cf-ray": "8f0c0a523d0e4b6e-FRA",
      "api-version": "2026-11-01",
      "cache-control": "no-store",
      etag: 'W/"x"',
    }),
  })),
  "no-date": shaped("facts:S-04", "sends no date header", () => ({
    wire: (answers) => async (request) => {
      const response = await answers(request);
      response.headers.delete("date");
      return response;
    },
  })),
} satisfies Record<string, Variant>;
