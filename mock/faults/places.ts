import { byteLength, type JsonObject, toJson } from "../../contract/json.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { VersionRequest } from "../../contract/version.ts";
import type { MockCall, MockReply, Shown } from "../behaviour.ts";
import { truncate } from "../plane.ts";
import { bindingsShown, envelopes, fault, isOk, listIn, partOf, showing, type TargetFault, table } from "./fault.ts";

type Where = Shown["where"];
type Rows = readonly (readonly [string, TargetFault])[];
const places: readonly Where[] = ["create", "get", "list"];
/** Where a version is shown whole; a list may leave out what is optional. */
const whole: readonly Where[] = ["create", "get"];
const inPlaces = (of: readonly Where[], rows: (where: Where) => Rows): Rows => of.flatMap(rows);

/** Changes what is shown for a field that was sent. */
const changing = (field: keyof VersionRequest, change: (value: never) => unknown, where: Where) =>
  showing((version, { version: { request } }) => {
    if (request[field] !== undefined && version[field] !== undefined)
      version[field] = toJson(change(structuredClone(version[field]) as never));
  }, where);

interface Echoed {
  field: keyof VersionRequest;
  breaks: RequirementId;
  /** Another value than the one that was sent. */
  other: (value: never) => unknown;
  /** What it is that an item is added to, if it is a list. */
  more?: unknown;
  /** It may be left out: it is deprecated. */
  mayLack?: true;
}
/** Every field that comes back as it was sent, but for bindings, modules and annotations. */
const echoed: readonly Echoed[] = [
  { field: "compatibility_date", breaks: "compatibility.date-echoed", other: () => "2020-02-29" },
  {
    field: "compatibility_flags",
    breaks: "compatibility.flags-echoed",
    other: ([, ...rest]: string[]) => ["wvc_other", ...rest],
    more: "wvc_more",
  },
  {
    field: "containers",
    breaks: "containers.echoed",
    other: ([, ...rest]: unknown[]) => [{ class_name: "Other" }, ...rest],
    more: { class_name: "More" },
  },
  {
    field: "limits",
    breaks: "limits.echoed",
    other: (limits: Record<string, number>) =>
      Object.fromEntries(Object.entries(limits).map(([name, one]) => [name, one + 1])),
  },
  { field: "main_module", breaks: "modules.main-module-echoed", other: (name: string) => `${name}.js` },
  { field: "placement", breaks: "placement.echoed", other: () => ({ mode: "targeted", region: "wvc:other" }) },
  {
    field: "assets",
    breaks: "assets.config-echoed",
    other: ({ config = {} }: { config?: JsonObject }) => ({
      config: { ...config, html_handling: config.html_handling === "none" ? "force-trailing-slash" : "none" },
    }),
    mayLack: true,
  },
  {
    field: "usage_model",
    breaks: "usage-model.echoed",
    other: (model: string) => (model === "bundled" ? "unbound" : "bundled"),
    mayLack: true,
  },
];

const isBare = (field: string, value: unknown) =>
  (field === "assets" && partOf(partOf({ value } as JsonObject, "value"), "config").html_handling === undefined) ||
  (Array.isArray(value) && value.length === 0);

const echoRows = inPlaces(places, (where) =>
  echoed.flatMap(({ field, breaks, other, more, mayLack }) => [
    [
      `changes-${field}-in-${where}`,
      fault(
        breaks,
        `shows another ${field} in ${where} than was sent`,
        showing((version, { version: { request } }) => {
          if (request[field] !== undefined && version[field] !== undefined && !isBare(field, version[field]))
            version[field] = toJson(other(structuredClone(version[field]) as never));
        }, where),
      ),
    ] as const,
    ...(more === undefined
      ? []
      : [
          [
            `adds-to-${field}-in-${where}`,
            fault(
              breaks,
              `adds an item to ${field} in ${where}`,
              changing(field, (list: unknown[]) => (list.length > 0 ? [...list, more] : list), where),
            ),
          ] as const,
        ]),
    ...(mayLack || where === "list"
      ? []
      : [
          [
            `drops-${field}-in-${where}`,
            fault(
              breaks,
              `leaves out ${field} in ${where}`,
              showing((version, { version: { request } }) => {
                if (request[field] !== undefined) delete version[field];
              }, where),
            ),
          ] as const,
        ]),
  ]),
);

const noteKeys = { message: "workers/message", tag: "workers/tag" } as const;
const note = (name: keyof typeof noteKeys, where: Where, change: (text: string) => string | undefined) =>
  showing((version) => {
    const notes = partOf(version, "annotations");
    const text = notes[noteKeys[name]];
    if (typeof text !== "string" || text === "") return;
    const changed = change(text);
    if (changed === undefined) delete notes[noteKeys[name]];
    else notes[noteKeys[name]] = changed;
  }, where);
const short = (text: string) => byteLength(text) < 900;

const noteRows = inPlaces(places, (where) =>
  (["message", "tag"] as const).flatMap((name) => [
    [
      `changes-${name}-in-${where}`,
      fault(
        `annotations.${name}-echoed`,
        `shows another ${name} in ${where} than was sent`,
        note(name, where, (text) => (short(text) ? `${text.slice(1)}?` : text)),
      ),
    ] as const,
    ...(where === "list"
      ? []
      : [
          [
            `drops-${name}-in-${where}`,
            fault(
              `annotations.${name}-echoed`,
              `leaves out the ${name} in ${where}`,
              note(name, where, (text) => (short(text) ? undefined : text)),
            ),
          ] as const,
        ]),
  ]),
);

/** A message over the limit, as one place shows it. */
const cut = (where: Where, change: (kept: string, sent: string) => string) => (): ReturnType<TargetFault["make"]> => {
  const long = new Map<string, string>();
  return {
    store: (version, _worker, _state, rawBody) => {
      const sent = (JSON.parse(rawBody) as VersionRequest).annotations?.["workers/message"];
      if (sent !== undefined && byteLength(sent) > 1000) long.set(version.id, sent);
    },
    show: (version, at) => {
      const sent = long.get(at.version.id);
      const notes = partOf(version, "annotations");
      if (at.where === where && sent !== undefined) notes["workers/message"] = change(truncate(sent, 1000), sent);
    },
  };
};
const cutRows = inPlaces(whole, (where) => [
  [
    `whole-message-in-${where}`,
    fault(
      "annotations.message-cut",
      `shows the whole of a message over the limit in ${where}`,
      cut(where, (_, sent) => sent),
    ),
  ],
  [
    `message-too-short-in-${where}`,
    fault(
      "annotations.message-cut",
      `cuts messages at 991 bytes in ${where}`,
      cut(where, (_, sent) => truncate(sent, 991)),
    ),
  ],
  [
    `half-surrogate-in-${where}`,
    fault(
      "annotations.message-cut",
      `cuts messages between the halves of a surrogate pair in ${where}`,
      cut(where, (kept, sent) => (/^[\ud800-\udbff]/.test(sent.slice(kept.length)) ? kept + sent[kept.length] : kept)),
    ),
  ],
]);

const bindingRows = inPlaces(places, (where) => [
  [
    `changes-a-text-in-${where}`,
    fault(
      "bindings.echoed",
      `shows another text of a plain_text binding in ${where}`,
      bindingsShown(
        "plain_text",
        (one) => {
          one.text = `${one.text}!`;
        },
        where,
      ),
    ),
  ],
  [
    `renames-a-usage-in-${where}`,
    fault(
      "bindings.echoed",
      `shows other usages of a key in ${where}`,
      bindingsShown(
        "secret_key",
        (one) => {
          one.usages = (one.usages as string[]).map(() => "wvcOther");
        },
        where,
      ),
    ),
  ],
  [
    `loses-a-binding-in-${where}`,
    fault(
      "bindings.complete",
      `leaves out the last of several bindings in ${where}`,
      showing((version, { version: { request } }) => {
        const list = listIn(version, "bindings");
        const isInherited = request.bindings?.some((one) => one.type === "inherit");
        if (list.length > 1 && !isInherited) version.bindings = list.slice(0, -1);
      }, where),
    ),
  ],
  [
    `repeats-a-binding-in-${where}`,
    fault(
      "bindings.complete",
      `shows the last binding twice in ${where}`,
      showing((version) => {
        const list = listIn(version, "bindings");
        version.bindings = [...list, ...list.slice(-1)];
      }, where),
    ),
  ],
  [
    `ai-as-browser-in-${where}`,
    fault(
      "bindings.complete",
      `shows an ai binding as browser in ${where}`,
      bindingsShown(
        "ai",
        (one) => {
          one.type = "browser";
        },
        where,
      ),
    ),
  ],
  [
    `adds-a-binding-in-${where}`,
    fault(
      "bindings.nothing-added",
      `adds a binding in ${where}`,
      showing((version) => {
        version.bindings = [...listIn(version, "bindings"), { name: "WVC_ADDED", type: "version_metadata" }];
      }, where),
    ),
  ],
]);

/** Modules as they were sent, in a place that need not or must not show them. */
const sentModules = ({ version: { request } }: Shown) =>
  toJson((request.modules ?? []).map((one) => ({ ...one }))) as JsonObject[];
const moduleRows: Rows = [
  [
    "modules-in-list",
    fault(
      "modules.only-when-included",
      "shows module content in lists",
      showing((version, at) => {
        version.modules = sentModules(at);
      }, "list"),
    ),
  ],
  [
    "module-lost-in-create",
    fault(
      "modules.complete",
      "shows the modules in the answer to a create, but for the last of several",
      showing((version, at) => {
        const all = sentModules(at);
        version.modules = all.length > 1 ? all.slice(0, -1) : all;
      }, "create"),
    ),
  ],
  [
    "module-twice",
    fault(
      "modules.complete",
      "shows a module twice",
      showing((version) => {
        const list = listIn(version, "modules");
        if (version.modules) version.modules = [...list, ...list.slice(-1)];
      }),
    ),
  ],
  [
    "bytes-changed-in-create",
    fault(
      "modules.bytes-unchanged",
      "shows other bytes of modules in the answer to a create",
      showing((version, at) => {
        version.modules = sentModules(at).map((one) => ({
          ...one,
          content_base64: Buffer.from(String(one.name)).toString("base64"),
        }));
      }, "create"),
    ),
  ],
  [
    "bytes-lost",
    fault(
      "modules.bytes-unchanged",
      "shows text modules without their bytes",
      showing((version) => {
        for (const one of listIn(version, "modules")) if (one.content_type === "text/plain") one.content_base64 = "";
      }, "get"),
    ),
  ],
  [
    "content-type-changed-in-create",
    fault(
      "modules.content-type-kept",
      "shows other content types in the answer to a create",
      showing((version, at) => {
        version.modules = sentModules(at).map((one) => ({ ...one, content_type: "application/octet-stream+other" }));
      }, "create"),
    ),
  ],
];

type Wrong = readonly [id: string, breaks: RequirementId, text: string, change: (version: JsonObject) => JsonObject];
const shownWith = (change: (version: JsonObject) => JsonObject, where: Where) =>
  showing((version) => {
    Object.assign(version, change(version));
  }, where);
/** What is wrong with the form of a version: in each place. */
const wrongForms: readonly Wrong[] = [
  [
    "no-such-time",
    "version.created-on",
    "gives a created_on of the 45th",
    () => ({ created_on: "2024-13-45T25:00:00Z" }),
  ],
  ["created-on-a-number", "version.created-on", "gives created_on as a number", () => ({ created_on: 1_700_000_000 })],
  ["created-on-a-date", "version.created-on", "gives created_on as a date", () => ({ created_on: "2024-01-01" })],
  [
    "created-on-with-tail",
    "version.created-on",
    "gives created_on with a word behind it",
    (one) => ({ created_on: `${one.created_on} UTC` }),
  ],
  ["number-a-text", "version.number-integer", "gives the number as text", (one) => ({ number: `${one.number}` })],
  [
    "number-a-fraction",
    "version.number-integer",
    "gives a number that is no integer",
    (one) => ({ number: Number(one.number) + 0.5 }),
  ],
  ["urls-a-text", "version.urls", "gives urls as a text", () => ({ urls: "https://example.com" })],
  [
    "urls-of-ftp",
    "version.urls",
    "gives urls of another scheme",
    (one) => ({ urls: [`ftp://${one.id}.example.com/`] }),
  ],
  ["urls-no-texts", "version.urls", "gives urls that are no texts", () => ({ urls: [7] })],
  ["source-a-number", "version.field-types", "gives source as a number", () => ({ source: 7 })],
  ["startup-negative", "version.field-types", "gives a startup_time_ms below 0", () => ({ startup_time_ms: -1 })],
  [
    "date-a-number",
    "version.field-types",
    "gives compatibility_date as a number",
    () => ({ compatibility_date: 2024 }),
  ],
  [
    "flags-a-text",
    "version.field-types",
    "gives compatibility_flags as a text",
    () => ({ compatibility_flags: "nodejs_compat" }),
  ],
  ["flags-of-numbers", "version.field-types", "gives a flag as a number", () => ({ compatibility_flags: [7] })],
  ["limits-a-list", "version.field-types", "gives limits as a list", () => ({ limits: [50] })],
  [
    "cpu-ms-a-fraction",
    "version.field-types",
    "gives a cpu_ms that is no integer",
    () => ({ limits: { cpu_ms: 50.5 } }),
  ],
  [
    "container-without-class",
    "version.field-types",
    "gives a container's class as a number",
    () => ({ containers: [{ class_name: 7 }] }),
  ],
  [
    "rules-of-numbers",
    "version.field-types",
    "gives run_worker_first as a number",
    () => ({ assets: { config: { run_worker_first: 7 } } }),
  ],
  ["tag-a-number", "version.field-types", "gives the tag as a number", () => ({ annotations: { "workers/tag": 7 } })],
];
/** What a version without it is shown with. */
const inventions: readonly (readonly [keyof VersionRequest, unknown])[] = [
  ["compatibility_flags", ["nodejs_compat"]],
  ["containers", [{ class_name: "Box" }]],
  ["placement", { mode: "smart" }],
  ["assets", { config: { html_handling: "none" } }],
];

const formRows = inPlaces(places, (where) => [
  ...wrongForms.map(
    ([id, breaks, text, change]) =>
      [`${id}-in-${where}`, fault(breaks, `${text} in ${where}`, shownWith(change, where))] as const,
  ),
  ...inventions.map(
    ([field, value]) =>
      [
        `invents-${field}-in-${where}`,
        fault(
          "version.nothing-invented",
          `fills in ${field} in ${where}`,
          showing((version, { version: { request } }) => {
            if (request[field] === undefined) version[field] = toJson(value);
          }, where),
        ),
      ] as const,
  ),
  [
    `first-urls-in-${where}`,
    fault(
      "version.urls-own",
      `shows the urls of the Worker's first version in ${where}`,
      showing((version, { worker, version: { id }, where: here }) => {
        const first = here === where ? (worker.versions[0]?.id ?? id) : id;
        version.urls = [`https://${first}.mock.workers.dev`];
      }),
    ),
  ] as const,
]);
const getRows: Rows = [
  [
    "id-with-tail",
    fault(
      "version.id-uuid",
      "shows an id with a tail in get",
      shownWith((one) => ({ id: `${one.id}0` }), "get"),
    ),
  ],
  [
    "id-with-head",
    fault(
      "version.id-uuid",
      "shows an id with a head in get",
      shownWith((one) => ({ id: `v${one.id}` }), "get"),
    ),
  ],
  [
    "urls-missing-in-create",
    fault(
      "version.urls",
      "leaves out urls in the answer to a create",
      showing((one) => {
        delete one.urls;
      }, "create"),
    ),
  ],
];

const calls = { create: "createVersion", get: "getVersion", list: "listVersions" } as const satisfies Record<
  Where,
  MockCall
>;
interface Wrongly {
  body?: JsonObject;
  without?: string;
  reply?: Partial<MockReply>;
}
type Envelope = readonly [id: string, breaks: RequirementId, text: string, wrongly: Wrongly];
const answering = (when: (reply: MockReply) => boolean, where: Where, { body = {}, without, reply = {} }: Wrongly) =>
  envelopes(
    (one, call) => when(one) && call === calls[where],
    (shown, one) => {
      Object.assign(shown, body);
      if (without !== undefined) delete shown[without];
      Object.assign(one, reply);
    },
  );
const item = (code: unknown, message: unknown = "one thing") => ({ code, message }) as JsonObject;
const acceptedForms: readonly Envelope[] = [
  ["status-202", "envelope.status", "says 202", { reply: { status: 202 } }],
  ["typed-as-html", "envelope.content-type", "labels its JSON text/html", { reply: { contentType: "text/html" } }],
  [
    "typed-as-json-lines",
    "envelope.content-type",
    "labels its JSON application/jsonl",
    { reply: { contentType: "application/jsonl" } },
  ],
  ["success-null", "envelope.success-true", "says success null", { body: { success: null } }],
  ["errors-an-object", "envelope.errors-list", "gives errors as an object", { body: { errors: {} } }],
  ["messages-a-text", "envelope.messages-list", "gives messages as a text", { body: { messages: "" } }],
  [
    "code-a-fraction",
    "envelope.items",
    "gives a message with a code that is no integer",
    { body: { messages: [item(1000.5)] } },
  ],
  [
    "code-999-second",
    "envelope.items",
    "gives a second message with code 999",
    { body: { messages: [item(1000), item(999)] } },
  ],
  ["message-a-number", "envelope.items", "gives a message that is a number", { body: { messages: [item(1000, 7)] } }],
  ["item-a-text", "envelope.items", "gives a message as a text", { body: { messages: ["one thing"] } }],
  [
    "an-error",
    "envelope.no-errors-on-success",
    "gives an error with what it accepts",
    { body: { errors: [item(10001)] } },
  ],
];
const refusedForms: readonly Envelope[] = [
  ["refusal-success-missing", "envelope.success-false", "leaves out success when it refuses", { without: "success" }],
  ["refusal-errors-null", "envelope.failure-errors", "refuses with errors null", { body: { errors: null } }],
  [
    "refusal-second-error-mute",
    "envelope.failure-errors",
    "refuses with a second error that says nothing",
    { body: { errors: [item(10021), item(10021, "")] } },
  ],
  [
    "refusal-result-a-list",
    "envelope.failure-result-null",
    "gives a list as result of a refusal",
    { body: { result: [7] } },
  ],
  [
    "refusal-code-a-fraction",
    "envelope.items",
    "refuses with a code that is no integer",
    { body: { errors: [item(10021.5)] } },
  ],
  [
    "refusal-pointer-a-number",
    "envelope.items",
    "refuses with a pointer that is a number",
    { body: { errors: [{ ...item(10021), source: { pointer: 7 } }] } },
  ],
  ["refusal-messages-missing", "envelope.messages-list", "refuses without messages", { without: "messages" }],
  [
    "refusal-typed-as-text",
    "envelope.content-type",
    "labels a refusal text/plain",
    { reply: { contentType: "text/plain" } },
  ],
];
const isRefusal = ({ status }: MockReply) => status >= 400 && status < 500;
const envelopeRows = inPlaces(places, (where) => [
  ...acceptedForms.map(
    ([id, breaks, text, wrongly]) =>
      [`${id}-in-${where}`, fault(breaks, `${text} in ${where}`, answering(isOk, where, wrongly))] as const,
  ),
  ...(where === "list" ? [] : refusedForms).map(
    ([id, breaks, text, wrongly]) =>
      [`${id}-in-${where}`, fault(breaks, `${text}, in ${where}`, answering(isRefusal, where, wrongly))] as const,
  ),
]);

/** Deviations in one place of all that show a version: each check of an answer, in create, get and list. */
export const placesFaults: Record<string, TargetFault> = table([
  ...echoRows,
  ...noteRows,
  ...cutRows,
  ...bindingRows,
  ...moduleRows,
  ...formRows,
  ...getRows,
  ...envelopeRows,
]);
