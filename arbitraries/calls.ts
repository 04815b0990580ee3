import fc from "fast-check";
import { LosslessNumber } from "lossless-json";
import { type BindingKind, kinds } from "../contract/bindings.ts";
import type { ClientCall } from "../contract/client.ts";
import { type Json, type JsonObject, toJson } from "../contract/json.ts";
import { type MigrationList, migrationLists } from "../contract/migrations.ts";
import type { PlacementShape } from "../contract/placement.ts";
import { usageModels, type VersionRequest } from "../contract/version.ts";
import { annotations } from "./annotations.ts";
import { assetsConfig, assetsJwt, runWorkerFirst } from "./assets.ts";
import { binding, bindings } from "./bindings.ts";
import { compatibility } from "./compatibility.ts";
import { every } from "./every.ts";
import { formsOf } from "./forms.ts";
import { jsonEdges, jsonValue } from "./json.ts";
import { type Names, names } from "./migrations.ts";
import { mainName, moduleForRow, moduleRows } from "./modules.ts";
import { peopleNumbers } from "./people.ts";
import { placementOf } from "./placement.ts";
import { className, hex, plainName, resourceName, text, variableName } from "./text.ts";
import { limits, version, versionWith } from "./version.ts";
import { anyWorld } from "./world.ts";

/** The plainest version: next to nothing, so that smallest calls are small. */
export const plainVersion = (): VersionRequest => ({ main_module: "index.js" });
const account_id = "023e105f4ecef8ad9ca31a8372d0c353";
export const bodyOf = (request: VersionRequest): JsonObject => toJson(request) as JsonObject;

/** The plainest call: a name for a module, no `deploy`. */
export const plainCall: ClientCall = { account_id, worker_id: "my-worker", query: {}, body: bodyOf(plainVersion()) };
/** Each word on deploying: none, and either. */
export const queries: readonly ClientCall["query"][] = [{}, { deploy: true }, { deploy: false }];
/** A call with this body. */
export const calling = (request: VersionRequest | JsonObject): ClientCall => ({
  ...plainCall,
  body: bodyOf(request as VersionRequest),
});
export const callingWith = (rest: fc.Arbitrary<object>): fc.Arbitrary<ClientCall> =>
  rest.map((more) => calling({ ...plainVersion(), ...more }));

/** A plain version with these bindings, each under a name of its own. */
export const callingBindings = (list: object[]): ClientCall =>
  calling({ ...plainVersion(), bindings: list.map((one, i) => ({ name: `NAME_${i}`, ...one })) } as JsonObject &
    VersionRequest);

/** Any valid version, deployed, not deployed, or without a word about it. */
export const anyCall = (): fc.Arbitrary<ClientCall> =>
  fc
    .tuple(version(anyWorld), fc.constantFrom(...queries), resourceName())
    .map(([request, query, worker_id]) => ({ ...calling(request), query, worker_id }));

/** A call with the given word on deploying, whatever the version has. */
export const deployCall = (query: ClientCall["query"]): fc.Arbitrary<ClientCall> =>
  fc
    .oneof(
      { withCrossShrink: true },
      fc.constant(plainCall),
      callingWith(compatibility(anyWorld)),
      stepsCall(),
      annotationsCall(),
      durableObjectCall(),
      assetsCall(),
    )
    .map((call) => ({ ...call, query }));

/** Names of a Worker that a URL cannot hold as they are, and that no other route may come from. */
const oddWorkers = [
  "a b",
  "a/b",
  "a?b=c",
  "a#b",
  "a%2Fb",
  "100%",
  "a+b",
  "a;b",
  "a&b=c",
  "a:b@c",
  "caf\u00e9",
  "\u65e5\u672c",
  "..",
  ".",
  "a\\b",
  "A b",
  "trailing ",
  " leading",
  "tab\t",
  "line\nend",
  "cafe\u0301",
  "6F9619FF-8B86-D011-B42D-00C04FC964FF",
  "~tilde!*'()",
  "a%zz",
  "\u{1f600}",
] as const;
export const oddWorkerCalls: readonly ClientCall[] = oddWorkers.map((worker_id) => ({ ...plainCall, worker_id }));
export const oddWorkerCall = (): fc.Arbitrary<ClientCall> =>
  fc
    .tuple(plainName(), fc.constantFrom("/", "?", "#", "%", " ", "\u00e9", "%2e"), plainName())
    .map((parts) => ({ ...plainCall, worker_id: parts.join("") }));
/** Names and ids as they mostly are. */
export const plainWorkerCall = (): fc.Arbitrary<ClientCall> =>
  fc
    .tuple(fc.oneof(resourceName(), hex(32)), hex(32))
    .map(([worker_id, account]) => ({ ...plainCall, account_id: account, worker_id }));

/** Bindings of the kind in a plain version: one that is drawn, and every form that the page has of it. */
export const kindCall = (kind: BindingKind): fc.Arbitrary<ClientCall> =>
  fc.tuple(binding(kind, anyWorld), every(formsOf(kind, anyWorld))).map(([one, forms]) =>
    calling({
      ...plainVersion(),
      bindings: [one, ...forms.map((fields, i) => ({ name: `FORM_${i}`, type: kind, ...fields }))],
    }),
  );

/** One generated value, or all the values at the edges of each type. */
export const jsonCall = (): fc.Arbitrary<ClientCall> =>
  fc
    .oneof(
      { withCrossShrink: true },
      jsonValue().map((json) => [json]),
      every(jsonEdges),
    )
    .map((values) => callingBindings(values.map((json) => ({ type: "json", json }))));

/** A binding of every kind at once. */
export const everyKindCall = (): fc.Arbitrary<ClientCall> =>
  fc
    .tuple(...kinds.map((kind) => binding(kind, anyWorld)))
    .map((list) => callingBindings(list.map(({ name: _, ...one }) => one)));

export const placementCall = (shape: PlacementShape): fc.Arbitrary<ClientCall> =>
  callingWith(placementOf(shape).map((placement) => ({ placement })));

/** A list of a migration with what may stand in it. */
const listed = (list: MigrationList, { a, b }: Names): Json[] => {
  if (list === "renamed_classes") return [{ from: a, to: b }];
  return list === "transferred_classes" ? [{ from: a, from_script: "other", to: b }] : [a];
};

/** Migration steps with every list that a step may have, or some of them, tags or none. */
export const stepsCall = (): fc.Arbitrary<ClientCall> =>
  fc.tuple(names(), every(migrationLists), fc.boolean(), fc.boolean()).map(([made, lists, hasOld, isOne]) => {
    const all = lists.map((list) => ({ [list]: listed(list, made) }));
    return calling({
      ...plainVersion(),
      migrations: {
        new_tag: made.nextTag,
        ...(hasOld ? { old_tag: made.tag } : {}),
        steps: isOne ? [Object.assign({}, ...all)] : all,
      },
    } as VersionRequest);
  });

/** A single-step migration, each list with one name: the shape that flags and unwrapping break. */
export const singleCall = (): fc.Arbitrary<ClientCall> =>
  fc
    .tuple(fc.constantFrom(...migrationLists), names())
    .map(([list, made]) =>
      calling({ ...plainVersion(), migrations: { [list]: listed(list, made), new_tag: made.tag } } as VersionRequest),
    );

/** One flag, one class, one rule: lists with one element. */
export const oneElementCall = (): fc.Arbitrary<ClientCall> =>
  fc.oneof(
    { withCrossShrink: true },
    callingWith(fc.constant({ compatibility_flags: ["nodejs_compat"] })),
    callingWith(className().map((class_name) => ({ containers: [{ class_name }] }))),
    singleCall(),
    callingWith(resourceName().map((name) => ({ assets: { config: { run_worker_first: [`/${name}/*`] } } }))),
  );

export const runWorkerFirstCall = (): fc.Arbitrary<ClientCall> =>
  callingWith(
    fc
      .oneof(runWorkerFirst(), fc.constant(["/a,b/*", "!/c d/*", "/caf%C3%A9"]))
      .map((run_worker_first) => ({ assets: { config: { run_worker_first } } })),
  );
export const assetsCall = (): fc.Arbitrary<ClientCall> =>
  callingWith(
    fc.oneof(
      assetsConfig().map(({ run_worker_first: _, ...config }) => ({ assets: { config } })),
      assetsJwt().map((jwt) => ({ assets: { jwt } })),
      fc.tuple(assetsConfig(), assetsJwt()).map(([{ run_worker_first: _, ...config }, jwt]) => ({
        assets: { config: { html_handling: "none", ...config }, jwt },
      })),
    ),
  );

export const contentCall = (): fc.Arbitrary<ClientCall> =>
  fc.oneof(...moduleRows.map(moduleForRow)).map((one) => calling({ ...plainVersion(), modules: [one] }));

export const annotationsCall = (): fc.Arbitrary<ClientCall> =>
  callingWith(
    annotations().map((one) => ({
      annotations: Object.fromEntries(Object.entries(one).map(([key, value]) => [key, value || "a"])),
    })),
  );
export const limitsCall = (): fc.Arbitrary<ClientCall> => callingWith(limits().map((one) => ({ limits: one })));

/** A class of this very Worker, made by its migration: nothing else is known of it. */
export const durableObjectCall = (): fc.Arbitrary<ClientCall> =>
  className().map((class_name) =>
    calling(versionWith([{ name: "OBJECT", type: "durable_object_namespace", class_name }])),
  );

const databaseId = fc.uuid({ version: 4 });
/** The database under its own field, now and then under the deprecated one, too. */
export const databaseCall = (): fc.Arbitrary<ClientCall> =>
  fc
    .tuple(databaseId, fc.boolean())
    .map(([id, both]) => callingBindings([{ type: "d1", database_id: id, ...(both ? { id } : {}) }]));

export const dispatchCall = (): fc.Arbitrary<ClientCall> =>
  binding("dispatch_namespace", anyWorld).map((one) =>
    calling({ ...plainVersion(), bindings: [{ ...one, name: "DISPATCH" }] }),
  );

/** A text that is drawn, alone. */
export const textCall = (): fc.Arbitrary<ClientCall> =>
  text().map((value) => callingBindings([{ type: "plain_text", text: value }]));

export const numberCall = (): fc.Arbitrary<ClientCall> =>
  fc
    .oneof(
      { withCrossShrink: true },
      fc.maxSafeInteger().map((value) => [value]),
      every(peopleNumbers),
    )
    .map((json) => callingBindings([{ type: "json", json: [0, ...json] }]));

/** Integers that no double holds: of 64 bits, signed and not, and wider. */
const exactIntegers = [
  "9007199254740993",
  "-9007199254740993",
  "9223372036854775807",
  "18446744073709551615",
  "123456789012345678901234567890",
];
/** Each of them, or one of 64 bits, in a json binding: a client that reads them as doubles sends others. */
export const exactNumberCall = (): fc.Arbitrary<ClientCall> =>
  fc
    .oneof(
      { withCrossShrink: true },
      fc.constantFrom(...exactIntegers).map((one) => [one]),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 62n }).map((value) => [String(value | 1n)]),
      fc.subarray(exactIntegers, { minLength: 2 }),
    )
    .map((texts) => {
      const json = texts.map((one) => new LosslessNumber(one)) as unknown as Json;
      return { ...plainCall, body: { ...plainCall.body, bindings: [{ name: "NAME_0", type: "json", json }] } };
    });

/** Lists whose order is not that of their names. */
export const orderCall = (): fc.Arbitrary<ClientCall> =>
  fc.uniqueArray(variableName(), { minLength: 2, maxLength: 5 }).map((list) =>
    calling({
      ...plainVersion(),
      compatibility_flags: ["nodejs_compat", "global_navigator", "b_flag", "a_flag"],
      bindings: list.map((name) => ({ name, type: "plain_text", text: name })),
    }),
  );

/** Settings of which nothing may get lost. */
export const settingsCall = (): fc.Arbitrary<ClientCall> =>
  callingWith(
    fc
      .tuple(
        compatibility(anyWorld),
        mainName(),
        fc.constantFrom(...usageModels),
        bindings(anyWorld, 3),
        fc.array(className(), { maxLength: 2 }),
      )
      .map(([dates, main_module, usage_model, list, classes]) => ({
        ...dates,
        main_module,
        usage_model,
        bindings: list,
        containers: classes.map((class_name) => ({ class_name })),
      })),
  );
