import fc from "fast-check";
import { type BindingKind, kinds } from "../contract/bindings.ts";
import type { ServerReply } from "../contract/client.ts";
import type { Json, JsonObject } from "../contract/json.ts";
import { migrationLists } from "../contract/migrations.ts";
import { binding } from "./bindings.ts";
import { shownBinding } from "./echoes.ts";
import { every } from "./every.ts";
import { formsOf } from "./forms.ts";
import { jsonEdges, jsonValue } from "./json.ts";
import { names } from "./migrations.ts";
import { controlTexts, peopleTexts } from "./people.ts";
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

/** What every version has, as the API may say it: ids, numbers and times of every form, no URL, one, or several. */
const identity = (): fc.Arbitrary<Result> =>
  fc.record({
    id: fc.constantFrom(
      plainResult.id as string,
      "0b1f2e3d-4c5b-4a69-8877-665544332211",
      "18f97339-c287-4872-9bdd-e2135c07ec12",
    ),
    number: fc.constantFrom(1, 2, 17, 255, 70_000, 2_147_483_648),
    created_on: fc.constantFrom(plainResult.created_on as string, ...times),
    urls: fc.constantFrom<string[]>([], ["https://0b1f2e3d-my-worker.example.workers.dev"], twoUrls),
  }) as fc.Arbitrary<Result>;
/** One moment each, in the forms of RFC 3339: with an offset, with and without fractions of a second. */
export const times: readonly string[] = [
  "2026-01-31T12:34:56Z",
  "2026-01-31T23:34:56.789+02:00",
  "2025-12-31T20:59:59.5-08:00",
  "2026-03-29T02:30:00.123456789Z",
  "2026-06-30T23:59:59.000001+05:45",
];
const twoUrls = ["https://b-my-worker.example.workers.dev", "https://a-my-worker.example.workers.dev/path?q=%2F"];
const withFields = (fields: fc.Arbitrary<Result>): fc.Arbitrary<ServerReply> =>
  fc.tuple(identity(), fields).map(([id, more]) => success({ ...id, ...more }));

/** A binding as answers show it: no secrets, the server's defaults filled in. */
const shown = (kind: BindingKind): fc.Arbitrary<JsonObject> =>
  binding(kind, anyWorld).map((one) => shownBinding(one as unknown as JsonObject));

/** Bindings of a kind: one that is drawn, and every form that the page has of it. */
export const kindAnswer = (kind: BindingKind): fc.Arbitrary<ServerReply> =>
  withFields(
    fc.tuple(shown(kind), every(formsOf(kind, anyWorld))).map(([one, forms]) => ({
      bindings: [
        one,
        ...forms.map((fields, i) => shownBinding({ name: `FORM_${i}`, type: kind, ...fields } as JsonObject)),
      ],
    })),
  );

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
    fc.tuple(names(), every(migrationLists)).map(([{ a, b, tag, nextTag }, lists]) => ({
      migrations: {
        new_tag: nextTag,
        old_tag: tag,
        steps: lists.map((list) => ({
          [list]:
            list === "renamed_classes"
              ? [{ from: a, to: b }]
              : list === "transferred_classes"
                ? [{ from: a, from_script: "other", to: b }]
                : [a],
        })) as Json[],
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

/** Integers that no double holds, up to 2^63: the number of a version, or inside a json binding. */
export const bigNumberAnswer = (): fc.Arbitrary<ServerReply> =>
  fc
    .tuple(fc.bigInt({ min: 2n ** 53n, max: 2n ** 62n }), fc.boolean())
    .map(([value, isInside]) => [value | 1n, isInside] as const)
    .map(([number, isInside]) =>
      success({
        ...plainResult,
        ...(isInside
          ? { bindings: [{ name: "BIG", type: "json", json: { id: number } as unknown as Json }] }
          : { number }),
      }),
    );
export const jsonAnswer = (): fc.Arbitrary<ServerReply> =>
  withFields(
    fc
      .oneof(
        { withCrossShrink: true },
        jsonValue().map((value): Json[] => [value]),
        every([...jsonEdges, JSON.parse('{"__proto__":{"a":1},"constructor":null}') as Json]),
      )
      .map((values) => ({ bindings: values.map((value, i) => ({ name: `JSON_${i}`, type: "json", json: value })) })),
  );
export const textAnswer = (): fc.Arbitrary<ServerReply> =>
  withFields(
    fc
      .oneof(
        { withCrossShrink: true },
        text().map((value) => [value]),
        every([...peopleTexts, ...controlTexts]),
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
