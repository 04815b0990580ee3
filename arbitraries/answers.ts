import fc from "fast-check";
import { type BindingKind, kindOf, kinds } from "../contract/bindings.ts";
import type { ServerReply } from "../contract/client.ts";
import type { Json, JsonObject } from "../contract/json.ts";
import { binding } from "./bindings.ts";
import { jsonEdges, jsonValue } from "./json.ts";
import { names } from "./migrations.ts";
import { peopleTexts } from "./people.ts";
import { placementOf } from "./placement.ts";
import { className, plainName, resourceName, shortText, text, variableName } from "./text.ts";
import { anyWorld } from "./world.ts";

/** A result may hold integers that no double holds. */
export type Result = { [field: string]: Json | bigint };

/** The smallest version that the page allows as an answer. */
export const plainResult: Result = {
  id: "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e",
  number: 1,
  created_on: "2025-09-04T12:00:00.000000Z",
  urls: [],
};

/** JSON text of a value that may hold bigints. */
function textOf(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(textOf).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${textOf(inner)}`)
    .join(",")}}`;
}

export const json: readonly [string, string][] = [["Content-Type", "application/json"]];
/** An answer with this JSON as its body. */
export const jsonReply = (status: number, value: unknown): ServerReply => ({
  status,
  headers: json,
  body: textOf(value),
});
/** The answer to an accepted request. */
export const success = (result: Result, messages: Json[] = []): ServerReply =>
  jsonReply(200, { result, success: true, errors: [], messages });
export const plainSuccess = success(plainResult);
const withFields = (fields: fc.Arbitrary<Result>): fc.Arbitrary<ServerReply> =>
  fields.map((more) => success({ ...plainResult, ...more }));

/** A binding as answers show it: no secrets, the server's defaults filled in. */
const shown = (kind: BindingKind): fc.Arbitrary<JsonObject> =>
  binding(kind, anyWorld).map((one) => {
    const fields = kindOf(kind)?.fields ?? {};
    const seen = Object.entries(one).filter(([name]) => !fields[name]?.writeOnly);
    return { ...(kind === "service" ? { environment: "production" } : {}), ...Object.fromEntries(seen) } as JsonObject;
  });

export const kindAnswer = (kind: BindingKind): fc.Arbitrary<ServerReply> =>
  withFields(shown(kind).map((one) => ({ bindings: [one] })));

/** A binding of every kind at once. */
export const everyKindAnswer = (): fc.Arbitrary<ServerReply> =>
  withFields(
    fc.tuple(...kinds.map(shown)).map((list) => ({ bindings: list.map((one, i) => ({ ...one, name: `NAME_${i}` })) })),
  );

/** Whole versions with what the page shows of one. */
export const wholeAnswer = (): fc.Arbitrary<ServerReply> =>
  withFields(
    fc.record(
      {
        annotations: fc.record({
          "workers/message": fc.constant("a message"),
          "workers/triggered_by": fc.constant("create_version_api"),
        }),
        compatibility_date: fc.constant("2025-01-01"),
        compatibility_flags: fc.constant(["nodejs_compat"]),
        limits: fc.record({ cpu_ms: fc.integer({ min: 10, max: 30_000 }) }),
        main_module: fc.constant("index.js"),
        migrations: fc.constant({}),
        source: fc.constant("api"),
        startup_time_ms: fc.integer({ min: 0, max: 400 }),
        urls: fc.constant(["https://182bd5e5-my-worker.example.workers.dev"]),
        usage_model: fc.constant("standard"),
      },
      { requiredKeys: [], noNullPrototype: true },
    ) as fc.Arbitrary<Result>,
  );

/** Two to six bindings in any order. */
export const shuffledAnswer = (): fc.Arbitrary<{ reply: ServerReply; names: string[] }> =>
  fc
    .tuple(
      fc.uniqueArray(variableName(), { minLength: 2, maxLength: 6 }),
      fc.array(resourceName(), { minLength: 6, maxLength: 6 }),
    )
    .chain(([all, values]) =>
      fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }).map((order) => ({
        reply: success({
          ...plainResult,
          bindings: order.map((name) => ({ name, type: "plain_text", text: values[all.indexOf(name)] ?? "value" })),
        }),
        names: all,
      })),
    );

export const secretAnswer = (): fc.Arbitrary<ServerReply> =>
  withFields(
    fc.oneof(shown("secret_text"), shown("secret_key")).map((one) => ({ bindings: [{ ...one, name: "SECRET" }] })),
  );
export const defaultsAnswer = (): fc.Arbitrary<ServerReply> =>
  withFields(
    fc.constantFrom<Result>(
      { bindings: [{ name: "SERVICE", type: "service", service: "other", environment: "production" }] },
      { usage_model: "standard" },
      { compatibility_flags: [] },
      { annotations: { "workers/triggered_by": "create_version_api" } },
    ),
  );

/** Fields that came after this revision of the page, and made-up ones: an API only ever adds. */
const newFields = (): fc.Arbitrary<Result> =>
  fc.oneof(
    { withCrossShrink: true },
    fc.constantFrom<Result>(
      { main_script_base64: "ZXhwb3J0IGRlZmF1bHQge30=" },
      { exports_reconciliation: { created: ["Room"], deleted: [] } },
      { package_dependencies: [{ name: "hono", installedVersion: "4.0.0", packageJsonVersion: "^4" }] },
      { cache_options: { enabled: true } },
    ),
    fc.tuple(plainName(), shortText()).map(([key, value]) => ({ [`future_${key}`]: value })),
  );
export const newFieldAnswer = (): fc.Arbitrary<ServerReply> => withFields(newFields());

/** A version that lacks what a server may forget: `urls` first of all. */
export const lackingAnswer = (): fc.Arbitrary<ServerReply> =>
  fc
    .constantFrom<string[]>(["urls"], ["created_on"], ["urls", "created_on"])
    .map((lacking) =>
      success(Object.fromEntries(Object.entries(plainResult).filter(([name]) => !lacking.includes(name)))),
    );

export const unknownKindAnswer = (): fc.Arbitrary<ServerReply> =>
  withFields(
    fc
      .tuple(
        variableName(),
        plainName(),
        fc.dictionary(
          plainName().map((key) => `f_${key}`),
          resourceName(),
          { maxKeys: 2, noNullPrototype: true },
        ),
      )
      .map(([name, kind, fields]) => ({ bindings: [{ ...fields, name, type: `future_${kind}` }] })),
  );
export const unknownMemberAnswer = (): fc.Arbitrary<ServerReply> =>
  withFields(
    plainName().chain((word) =>
      fc.constantFrom<Result>(
        { usage_model: `future_${word}` },
        { placement: { mode: `future_${word}` } },
        { assets: { config: { html_handling: `future_${word}` } } },
        { bindings: [{ name: "BUCKET", type: "r2_bucket", bucket_name: "bucket", jurisdiction: `future_${word}` }] },
      ),
    ),
  );
export const stepsAnswer = (): fc.Arbitrary<ServerReply> =>
  withFields(
    fc.tuple(names(), fc.boolean()).map(([{ a, b, tag, nextTag }, both]) => ({
      migrations: {
        new_tag: nextTag,
        old_tag: tag,
        steps: [{ new_sqlite_classes: [a] }, ...(both ? [{ renamed_classes: [{ from: a, to: b }] }] : [])] as Json[],
      },
    })),
  );

/** Entries of `errors[]` and `messages[]`, with as much as the page allows. */
const entry = (): fc.Arbitrary<JsonObject> =>
  fc.record(
    {
      code: fc.integer({ min: 1000, max: 200_000 }),
      message: fc.oneof(
        fc.constant("Something is wrong"),
        shortText().filter((one) => one !== ""),
      ),
      documentation_url: plainName().map((page) => `https://developers.cloudflare.com/${page}`),
      source: resourceName().map((name) => ({ pointer: `/bindings/0/${name}` })),
    },
    { requiredKeys: ["code", "message"], noNullPrototype: true },
  ) as fc.Arbitrary<JsonObject>;
export const messagesAnswer = (): fc.Arbitrary<ServerReply> =>
  fc.array(entry(), { minLength: 1, maxLength: 3 }).map((messages) => success(plainResult, messages));

/** Integers that no double holds, up to 2^63. */
export const bigNumberAnswer = (): fc.Arbitrary<ServerReply> =>
  fc
    .bigInt({ min: 2n ** 53n, max: 2n ** 62n })
    .map((value) => (value % 2n === 0n ? value + 1n : value))
    .map((number) => success({ ...plainResult, number }));
export const jsonAnswer = (): fc.Arbitrary<ServerReply> =>
  withFields(
    fc
      .oneof(
        { withCrossShrink: true },
        jsonValue().map((value) => [value]),
        fc.subarray([...jsonEdges], { minLength: 1 }),
      )
      .map((values) => ({ bindings: values.map((value, i) => ({ name: `JSON_${i}`, type: "json", json: value })) })),
  );
export const textAnswer = (): fc.Arbitrary<ServerReply> =>
  withFields(
    fc
      .oneof(
        { withCrossShrink: true },
        text().map((value) => [value]),
        fc.subarray([...peopleTexts], { minLength: 1, maxLength: 24 }),
      )
      .map((texts) => ({
        bindings: texts.map((value, i) => ({ name: `TEXT_${i}`, type: "plain_text", text: value })),
      })),
  );
export const numberAnswer = (): fc.Arbitrary<ServerReply> =>
  withFields(
    fc.oneof(
      fc.integer({ min: 1, max: 2 ** 53 - 1 }).map((number): Result => ({ number })),
      fc.integer({ min: 0, max: 400 }).map((startup_time_ms): Result => ({ startup_time_ms })),
      fc.integer({ min: 1, max: 1_000_000 }).map(
        (limit): Result => ({
          bindings: [{ name: "LIMIT", type: "ratelimit", namespace_id: "1", simple: { limit, period: 10 } }],
        }),
      ),
    ),
  );
/** Placement, containers, assets and limits: fields of a version that hang on nothing. */
export const fieldsAnswer = (): fc.Arbitrary<ServerReply> =>
  withFields(
    fc.oneof(
      placementOf("smart").map((placement): Result => ({ placement: placement as JsonObject })),
      placementOf("targeted-region").map((placement): Result => ({ placement: placement as JsonObject })),
      className().map((class_name): Result => ({ containers: [{ class_name }] })),
      fc.boolean().map((first): Result => ({ assets: { config: { run_worker_first: first, html_handling: "none" } } })),
      fc.constant<Result>({
        compatibility_flags: ["nodejs_compat", "global_navigator"],
        compatibility_date: "2025-01-01",
      }),
      resourceName().map((tag): Result => ({ annotations: { "workers/tag": tag, "workers/message": "a message" } })),
    ),
  );

/** The same answer, slowly, in pieces, with its media type spelled otherwise. */
export const framedAnswer = (): fc.Arbitrary<ServerReply> =>
  fc
    .record({
      type: fc.constantFrom("application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8"),
      delayMs: fc.constantFrom(0, 5, 150),
      pieces: fc.integer({ min: 1, max: 3 }),
      chunked: fc.boolean(),
      close: fc.boolean(),
    })
    .map(({ type, delayMs, pieces, chunked, close }) => ({
      ...plainSuccess,
      headers: [
        ["Content-Type", type],
        ...(chunked ? [["Transfer-Encoding", "chunked"] as const] : []),
        ...(close ? [["Connection", "close"] as const] : []),
      ],
      delayMs,
      pieces,
    }));
