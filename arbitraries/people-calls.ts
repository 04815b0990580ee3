import fc from "fast-check";
import { messageMaxBytes, tagMaxBytes } from "../contract/annotations.ts";
import type { ClientCall } from "../contract/client.ts";
import { moduleTypes } from "../contract/modules.ts";
import type { VersionRequest } from "../contract/version.ts";
import { characters, fill } from "./annotations.ts";
import { bodyOf, calling, callingBindings, callingWith, plainVersion, queries } from "./calls.ts";
import { every } from "./every.ts";
import { bytesOf } from "./modules.ts";
import {
  controlTexts,
  peopleMessages,
  peopleModules,
  peopleResources,
  peopleTags,
  peopleTexts,
  peopleVariables,
  riskyModules,
} from "./people.ts";

/** Every text that people send, all in one version; it shrinks to those that do not arrive. */
export const everyTextCall = (): fc.Arbitrary<ClientCall> =>
  fc
    .tuple(
      every([...peopleTexts, ...controlTexts]),
      fc.constantFrom<(text: string) => object>(
        (text) => ({ type: "plain_text", text }),
        (text) => ({ type: "secret_text", text }),
        (text) => ({ type: "json", json: { text } }),
      ),
    )
    .map(([texts, bindingOf]) => callingBindings(texts.map(bindingOf)));

/** What files hold: bytes of every value and of every length of padding, line ends, a byte order mark, no text at all. */
const contents: readonly (string | number[])[] = [
  "",
  "a",
  "ab",
  "abc",
  "line\r\nend\r\n",
  "\ufeffexport default {};\n",
  "caf\u00e9 \u{1f600}\n",
  [0],
  [0xff, 0xfe, 0xfd],
  [0xc3, 0x28],
  [0x0d, 0x0a, 0x1a, 0x00],
  Array.from({ length: 256 }, (_, i) => i),
  Array.from({ length: 10_000 }, (_, i) => (i * 31) % 256),
];
export const everyContentCall = (): fc.Arbitrary<ClientCall> =>
  every(contents).map((list) =>
    calling({
      ...plainVersion(),
      modules: list.map((content, i) => ({
        name: `file-${i}.bin`,
        content_type: moduleTypes.data,
        content_base64: Buffer.from(content as string).toString("base64"),
      })),
    }),
  );

/** More bindings than a page of a list holds, in an order of their own. */
export const manyCall: ClientCall = callingBindings(
  Array.from({ length: 128 }, (_, i) => ({ type: "plain_text", text: `value ${(i * 37) % 128}` })),
);

/** Texts of an annotation, those of the most bytes among them: of characters of every length. */
const noted = (most: number, people: readonly string[]) =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: fc.constantFrom(...people) },
    { weight: 1, arbitrary: fc.constantFrom(...characters.map((one) => fill(one, most))) },
  );
export const annotatedCall = (): fc.Arbitrary<ClientCall> =>
  callingWith(
    fc
      .tuple(noted(messageMaxBytes, peopleMessages), noted(tagMaxBytes, peopleTags))
      .map(([message, tag]) => ({ annotations: { "workers/message": message, "workers/tag": tag } })),
  );

const contentTypes = [
  moduleTypes.esm,
  "application/javascript+module; charset=utf-8",
  'text/plain;charset="UTF-8"',
  "Text/Plain",
  "application/vnd.example.v1+json; profile=a",
] as const;
const upperUuid = "6F9619FF-8B86-D011-B42D-00C04FC964FF";
/** Kinds with an id of another product, its field, and one in capitals. */
const idFields = [
  ["kv_namespace", "namespace_id", "0F2AC74B498B48028CB68387C421E279"],
  ["d1", "database_id", upperUuid],
  ["hyperdrive", "id", "0F2AC74B498B48028CB68387C421E279"],
  ["mtls_certificate", "certificate_id", upperUuid],
  ["vpc_service", "service_id", upperUuid],
] as const;
/** Names as people give them: of modules with all their types, of variables, of resources, and ids, each in one version. */
export const namesCall = (): fc.Arbitrary<ClientCall> =>
  fc.oneof(
    { withCrossShrink: true },
    every([...peopleModules, ...riskyModules]).map((names) =>
      calling({
        ...plainVersion(),
        main_module: names[0] ?? "index.js",
        modules: names.map((name, i) => ({
          name,
          content_type: contentTypes[i % contentTypes.length] ?? "",
          content_base64: "YQ==",
        })),
      }),
    ),
    every(peopleVariables).map((names) =>
      calling({ ...plainVersion(), bindings: names.map((name) => ({ name, type: "plain_text", text: "a" })) }),
    ),
    every(peopleResources).map((names) =>
      callingBindings(names.map((bucket_name) => ({ type: "r2_bucket", bucket_name }))),
    ),
    every(idFields).map((fields) => callingBindings(fields.map(([type, field, id]) => ({ type, [field]: id })))),
  );

/** Hosts as people write them, which readers of URLs write otherwise. */
const hosts = [
  "db.example.com:443",
  "db.example.com:80",
  "DB.Example.COM:5432",
  "localhost:1",
  "xn--caf-dma.example:05432",
];
export const hostCall = (): fc.Arbitrary<ClientCall> =>
  fc.tuple(fc.constantFrom(...hosts), fc.constantFrom("bare", "mode", "target")).map(([host, form]) =>
    calling({
      ...plainVersion(),
      placement:
        form === "bare"
          ? { host }
          : form === "mode"
            ? { mode: "targeted", host }
            : { mode: "targeted", target: [{ host }] },
    }),
  );

/** Sizes at which buffers, arguments of a command and limits of libraries end: bytes of content, and of the base64 around it. */
export const sizes = [0, 8192 * 3, 65_536, 98_304, 200_000] as const;
export const mebibyte = 1_048_576;
/** A module of so many bytes. */
export const largeCall = (bytes: number): ClientCall =>
  calling({
    ...plainVersion(),
    modules: [
      {
        name: "large.bin",
        content_type: moduleTypes.data,
        content_base64: Buffer.from(bytesOf(bytes)).toString("base64"),
      },
    ],
  });

/** Fields that a caller may well set to null, each alone. */
const nullable = ["annotations", "assets", "limits", "placement", "migrations", "compatibility_date"] as const;
export const nullCalls: readonly ClientCall[] = [
  ...nullable.map((field) => calling({ ...bodyOf(plainVersion()), [field]: null })),
  calling({ ...plainVersion(), bindings: [{ name: "NULL", type: "json", json: { a: null, b: [null] } }] }),
];
/** Fields that are there, and empty. */
export const emptyCalls: readonly ClientCall[] = (
  [
    { bindings: [] },
    { compatibility_flags: [] },
    { annotations: {} },
    { limits: {} },
    { assets: { config: {} } },
    { bindings: [{ name: "EMPTY", type: "plain_text", text: "" }] },
    { bindings: [{ name: "EMPTY", type: "json", json: {} }] },
    { bindings: [{ name: "EMPTY", type: "json", json: [] }] },
    { bindings: [{ name: "EMPTY", type: "json", json: "" }] },
    { migrations: {} },
    { containers: [] },
    { modules: [{ name: "empty.txt", content_type: "text/plain", content_base64: "" }] },
    { annotations: { "workers/message": "" } },
  ] as object[]
).map((more) => calling({ ...plainVersion(), ...more }));
/** A version without anything: only the word on deploying. */
export const nothingCalls: readonly ClientCall[] = queries.map((query) => ({
  ...calling({}),
  query,
}));

/** A version with a little of everything: what an attempt could lose. */
export const settled: ClientCall = calling({
  ...plainVersion(),
  compatibility_date: "2026-01-31",
  compatibility_flags: ["nodejs_compat"],
  bindings: [{ name: "TEXT", type: "plain_text", text: "caf\u00e9" }],
  annotations: { "workers/tag": "v1" },
  limits: { cpu_ms: 50 },
  placement: { mode: "smart" },
});

const signingKey = {
  name: "KEY",
  type: "secret_key",
  format: "raw",
  algorithm: { name: "HMAC", hash: "SHA-256" },
  usages: ["sign"],
  key_base64: "d3Zjc2VjcmV0LWtleS1vZi10aGUtY2FsbGVyLXdoaWNo",
} as const;
/** A version with secrets of every kind. */
export const secretCall: ClientCall = calling({
  ...plainVersion(),
  bindings: [{ name: "PASSWORD", type: "secret_text", text: "wvcsecret-of-the-caller" }, signingKey],
  assets: { jwt: "eyJhbGciOiJIUzI1NiJ9.e30.d3Zjc2VjcmV0LWp3dA" },
} as VersionRequest);

/** Each form of rules for which the Worker goes first. */
export const firstCalls: readonly ClientCall[] = [
  true,
  false,
  ["/*"],
  ["/"],
  ["/*", "!/assets/*"],
  ["/a,b/*", "/c d/*"],
].map((run_worker_first) => calling({ ...plainVersion(), assets: { config: { run_worker_first } } }));
/** A list of one element in each place that has one. */
export const oneElementCalls: readonly ClientCall[] = (
  [
    { compatibility_flags: ["nodejs_compat"] },
    { containers: [{ class_name: "Box" }] },
    { migrations: { new_sqlite_classes: ["Room"] } },
    { migrations: { new_classes: ["Room"] } },
    { migrations: { deleted_classes: ["Room"] } },
    { migrations: { renamed_classes: [{ from: "Room", to: "Hall" }] } },
    { migrations: { transferred_classes: [{ from: "Room", from_script: "other", to: "Hall" }] } },
    { modules: [{ name: "index.js", content_type: moduleTypes.esm, content_base64: "YQ==" }] },
    { assets: { config: { run_worker_first: ["/api/*"] } } },
    {
      bindings: [
        { name: "SPACE", type: "dispatch_namespace", namespace: "space", outbound: { params: [{ name: "a" }] } },
      ],
    },
    { bindings: [{ name: "MAIL", type: "send_email", allowed_destination_addresses: ["a@example.com"] }] },
    { bindings: [signingKey] },
    { migrations: { steps: [{ new_sqlite_classes: ["Room"] }] } },
    { placement: { mode: "targeted", target: [{ region: "aws:us-east-1" }] } },
    { bindings: [{ name: "MAIL", type: "send_email", allowed_sender_addresses: ["a@example.com"] }] },
  ] as object[]
).map((more) => calling({ ...plainVersion(), ...more }));
