import { byteLength, isObject, type Json, type JsonObject } from "../../contract/json.ts";
import type { VersionRequest } from "../../contract/version.ts";
import type { Behaviour } from "../behaviour.ts";
import { invalid } from "../refusal.ts";
import { bindingsShown, fault, listIn, partOf, showing, type TargetFault, table } from "./fault.ts";

type Change = (text: string) => string;

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const isNumber = (text: string) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
const asUrl: Change = (text) => (/^[a-z]+:\/\//.test(text) && URL.canParse(text) ? new URL(text).href : text);
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
function reSerialized(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? JSON.stringify(value, null, 1) : text;
  } catch {
    return text;
  }
}

/** What readers do to texts that look like something else to them; each completes "the target …". */
const readings: Record<string, readonly [text: string, change: Change]> = {
  "folds-case": ["gives texts in lower case", (text) => text.toLowerCase()],
  trims: ["trims texts", (text) => text.trim()],
  "trims-the-end": ["drops blanks at the end of texts", (text) => text.trimEnd()],
  "drops-a-line-end": ["drops the line break at the end of texts", (text) => text.replace(/\n$/, "")],
  "one-blank": ["makes one blank of several", (text) => text.replace(/ {2,}/g, " ")],
  "lf-only": ["makes LF of CR LF", (text) => text.replaceAll("\r\n", "\n")],
  "no-tabs": ["makes blanks of tabs", (text) => text.replaceAll("\t", "    ")],
  "decodes-percent": ["decodes %XX in texts", decoded],
  "plus-is-blank": ["reads + as a blank", (text) => text.replaceAll("+", " ")],
  "unescapes-html": ["decodes &amp; in texts", (text) => text.replaceAll("&amp;", "&")],
  "escapes-html": ["escapes & and < in texts", (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")],
  "unescapes-backslash": ["reads \\n in a text as a line break", (text) => text.replaceAll("\\n", "\n")],
  expands: ["expands $HOME in texts", (text) => text.replaceAll("$HOME", "/root")],
  "drops-comments": ["drops what follows ` #` in a line", (text) => text.replace(/ #.*/, "")],
  "drops-quotes": ["drops quotes around texts", (text) => text.replace(/^"([^"]*)"/, "$1")],
  nfc: ["gives texts in normal form C", (text) => text.normalize("NFC")],
  nfd: ["gives texts in normal form D", (text) => text.normalize("NFD")],
  nfkc: ["gives texts in compatibility form", (text) => text.normalize("NFKC")],
  "plain-quotes": ["gives plain quotes for typographic ones", (text) => text.replace(/[\u201c\u201d]/g, '"')],
  "no-zero-width": ["drops characters without a width", (text) => text.replace(/\u200b|\u200d|\ufeff/g, "")],
  "no-direction": ["drops marks of writing direction", (text) => text.replace(/[\u200f\u202c\u202e]/g, "")],
  "three-bytes": ["gives ? for characters of four bytes", (text) => text.replace(/[\u{10000}-\u{10ffff}]/gu, "?")],
  "digits-are-numbers": [
    "reads digits as a number",
    (text) => (isNumber(text) && Number.isFinite(Number(text)) ? String(Number(text)) : text),
  ],
  "exponents-are-numbers": [
    "reads digits with an e as a number",
    (text) => (/^\d+e\d+$/i.test(text) ? Number(text).toExponential() : text),
  ],
  "long-digits-rounded": [
    "rounds whole numbers of many digits",
    (text) => (/^\d{16,}$/.test(text) ? String(Number(text)) : text),
  ],
  "words-are-booleans": [
    "reads yes, NO and off as YAML does",
    (text) => (/^(yes|no|on|off)$/i.test(text) ? "true" : text),
  ],
  "null-is-empty": ["reads null and ~ as nothing", (text) => (/^(null|~)$/.test(text) ? "" : text)],
  "dates-reformatted": ["gives dates with slashes", (text) => text.replace(/^(\d{4})-(\d\d)-(\d\d)$/, "$1/$2/$3")],
  "times-reformatted": [
    "gives date-times in another form",
    (text) => (dateTime.test(text) ? text.replace("T", " ").replace(/(\.\d+)?Z?$/, "") : text),
  ],
  "times-in-utc": [
    "gives date-times in UTC",
    (text) => (dateTime.test(text) && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : text),
  ],
  "urls-normalized": ["gives urls in normal form", asUrl],
  "ids-in-lower-case": [
    "gives hex digits in lower case",
    (text) => (/^[0-9A-F-]{32,}$/.test(text) ? text.toLowerCase() : text),
  ],
  "json-formatted": ["formats texts that are JSON", reSerialized],
  "lists-spaced": [
    "puts a blank after each comma of a list",
    (text) => text.replace(/^(\w+),(\w+),(\w+)$/, "$1, $2, $3"),
  ],
};
const reads = (name: string): Change => readings[name]?.[1] ?? ((text) => text);

const texts = (change: Change) =>
  bindingsShown("plain_text", (one) => {
    one.text = change(String(one.text));
  });
const textFaults = table(
  Object.entries(readings).map(([name, [text, change]]) => [
    `text-${name}`,
    fault("bindings.echoed", text, texts(change)),
  ]),
);

const jsonOf = (change: (value: Json) => Json) => {
  const walk = (value: Json): Json => {
    if (Array.isArray(value)) return change(value.map(walk));
    if (!isObject(value)) return change(value);
    return change(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)])));
  };
  return bindingsShown("json", (one) => {
    one.json = walk(one.json as Json);
  });
};
const numbers = (change: (value: number) => number) =>
  jsonOf((value) => (typeof value === "number" ? change(value) : value));
const strings = (change: Change) => jsonOf((value) => (typeof value === "string" ? change(value) : value));
const keys = (change: Change) =>
  jsonOf((value) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [change(key), inner])) : value,
  );

const jsonFaults = table(
  (
    [
      [
        "rounds-to-six-digits",
        "rounds numbers of a json binding to six digits",
        numbers((one) => Number(one.toPrecision(6))),
      ],
      ["keeps-32-bits", "keeps 32 bits of whole numbers", numbers((one) => (Number.isInteger(one) ? one | 0 : one))],
      ["keeps-float32", "keeps numbers in single precision", numbers(Math.fround)],
      ["tiny-is-zero", "gives 0 for very small numbers", numbers((one) => (Math.abs(one) < 1e-100 ? 0 : one))],
      ["folds-keys", "gives keys of objects in lower case", keys((key) => key.toLowerCase())],
      ["trims-keys", "trims keys of objects", keys((key) => key.trim())],
      [
        "camel-keys",
        "gives keys of objects in camel case",
        keys((key) => key.replace(/[_ -](\w)/g, (_, one: string) => one.toUpperCase())),
      ],
      ["dates-read", "reads dates inside of JSON", strings(reads("dates-reformatted"))],
      [
        "digits-read",
        "reads digits inside of JSON as numbers",
        jsonOf((value) => (typeof value === "string" && /^\d{3,}$/.test(value) ? Number(value) : value)),
      ],
      ["lines-joined", "makes one line of several inside of JSON", strings((text) => text.replace(/\r?\n/g, " "))],
    ] as const
  ).map(([name, text, behaviour]) => [`json-${name}`, fault("bindings.echoed", text, behaviour)]),
);

const noted = (key: "workers/tag" | "workers/message", change: Change) =>
  showing((version) => {
    const notes = partOf(version, "annotations");
    if (typeof notes[key] === "string" && byteLength(notes[key]) < 900) notes[key] = change(notes[key]);
  });
const ofNotes = [
  ...[
    "folds-case",
    "trims-the-end",
    "escapes-html",
    "nfc",
    "three-bytes",
    "digits-are-numbers",
    "exponents-are-numbers",
  ],
  ...["dates-reformatted", "times-in-utc", "decodes-percent", "words-are-booleans", "null-is-empty"],
];
const noteFaults = table(
  ofNotes.flatMap((name) =>
    (["tag", "message"] as const).map((key) => [
      `${key}-${name}`,
      fault(
        `annotations.${key}-echoed`,
        `does so with a ${key}: ${readings[name]?.[0]}`,
        noted(`workers/${key}`, reads(name)),
      ),
    ]),
  ),
);
const messageFaults = {
  "message-first-line": fault(
    "annotations.message-echoed",
    "keeps the first line of a message",
    noted("workers/message", (text) => text.split("\n")[0] ?? ""),
  ),
  "message-lf-only": fault(
    "annotations.message-echoed",
    "makes LF of CR LF in messages",
    noted("workers/message", reads("lf-only")),
  ),
  "tag-without-v": fault(
    "annotations.tag-echoed",
    "drops the v of a version in a tag",
    noted("workers/tag", (text) => text.replace(/^v(?=\d)/, "")),
  ),
  "refuses-lines": fault("version.accepts-valid", "refuses a message of several lines", {
    refuse: ({ annotations }) =>
      annotations?.["workers/message"]?.trim().includes("\n") ? invalid("one line, please") : undefined,
  }),
};

const modules = (change: Change) =>
  showing((version) => {
    for (const one of listIn(version, "modules")) one.name = change(String(one.name));
  });
const names: Record<string, readonly [string, Change]> = {
  "in-lower-case": ["gives names of modules in lower case", (name) => name.toLowerCase()],
  decoded: ["decodes %XX in names of modules", decoded],
  encoded: ["encodes names of modules", (name) => encodeURI(name)],
  "without-dot": ["drops ./ before names of modules", (name) => name.replace(/^\.\//, "")],
  "without-hidden": ["drops a dot before names of modules", (name) => name.replace(/^\.(?!\/)/, "")],
  "of-the-file": ["gives names of modules without folders", (name) => name.split("/").slice(-1)[0] ?? ""],
  "in-nfc": ["gives names of modules in normal form C", (name) => name.normalize("NFC")],
  "of-64": ["cuts names of modules at 64 characters", (name) => name.slice(0, 64)],
  "without-brackets": ["drops brackets in names of modules", (name) => name.replace(/[[\]]/g, "")],
};
const nameFaults = {
  ...table(
    Object.entries(names).map(([name, [text, change]]) => [
      `module-names-${name}`,
      fault("modules.complete", text, modules(change)),
    ]),
  ),
  "main-module-in-lower-case": fault(
    "modules.main-module-echoed",
    "gives the main module in lower case",
    showing((version) => {
      version.main_module = String(version.main_module ?? "").toLowerCase();
    }),
  ),
  "names-without-case": fault("version.accepts-valid", "takes two variables for one whose names differ in case", {
    refuse: ({ bindings = [] }) => {
      const folded = bindings.map(({ name }) => name.toLowerCase());
      return new Set(folded).size < folded.length ? invalid("name is in use") : undefined;
    },
  }),
};

/** Changes the source of modules of JavaScript. */
const sources = (change: Change) =>
  showing((version) => {
    for (const one of listIn(version, "modules"))
      if (String(one.content_type).includes("javascript"))
        one.content_base64 = Buffer.from(change(String(Buffer.from(String(one.content_base64), "base64")))).toString(
          "base64",
        );
  });
const contentFaults = table(
  (
    [
      ["lines-unified", "makes LF of CR LF in modules", sources((text) => text.replaceAll("\r\n", "\n"))],
      [
        "end-with-a-line",
        "ends each module with a line break",
        sources((text) => (text.endsWith("\n") ? text : `${text}\n`)),
      ],
      ["without-mark", "drops a byte order mark of modules", sources((text) => text.replace(/^\ufeff/, ""))],
      ["trimmed", "drops blank lines at the end of modules", sources((text) => text.replace(/\n{2,}$/, "\n"))],
      [
        "without-comments",
        "drops comments at the start of modules",
        sources((text) => text.replace(/^\/\/[^\n]*\n/, "")),
      ],
    ] as const
  ).map(([name, text, behaviour]) => [`sources-${name}`, fault("modules.bytes-unchanged", text, behaviour)]),
);

/** Fields of bindings that are shown in lower case, with another letter or as another value. */
const field = (kind: string, name: string, change: Change) =>
  bindingsShown(kind, (one) => {
    if (typeof one[name] === "string") one[name] = change(one[name]);
  });
const lower: Change = (text) => text.toLowerCase();
const fieldFaults = {
  ...table(
    (
      [
        ["analytics_engine", "dataset"],
        ["r2_bucket", "bucket_name"],
        ["queue", "queue_name"],
        ["secrets_store_secret", "secret_name"],
        ["pipelines", "pipeline"],
        ["vectorize", "index_name"],
        ["send_email", "destination_address"],
        ["service", "entrypoint"],
        ["service", "environment"],
        ["workflow", "class_name"],
      ] as const
    ).map(([kind, name]) => [
      `lower-case-${kind}-${name}`,
      fault("bindings.echoed", `gives ${name} of ${kind} in lower case`, field(kind, name, lower)),
    ]),
  ),
  "dots-in-buckets": fault(
    "bindings.echoed",
    "gives - for a dot in names of buckets",
    field("r2_bucket", "bucket_name", (name) => name.replaceAll(".", "-")),
  ),
  "queues-are-numbers": fault(
    "bindings.echoed",
    "reads digits in names of queues as numbers",
    field("queue", "queue_name", reads("digits-are-numbers")),
  ),
  "fedramp-high-lost": fault(
    "bindings.echoed",
    "gives fedramp for fedramp-high",
    field("r2_bucket", "jurisdiction", (name) => name.replace("-high", "")),
  ),
  ...table(
    (["wrapKey", "unwrapKey", "deriveBits", "decrypt"] as const).map((usage) => [
      `usage-${usage}-lost`,
      fault(
        "bindings.echoed",
        `leaves out the usage ${usage} of a key`,
        bindingsShown("secret_key", (one) => {
          one.usages = (one.usages as string[]).filter((name) => name !== usage);
        }),
      ),
    ]),
  ),
  "timeouts-rounded": fault(
    "bindings.echoed",
    "rounds mitigation_timeout to minutes",
    bindingsShown("ratelimit", (one) => {
      const simple = one.simple as JsonObject;
      if (simple.mitigation_timeout === 10) simple.mitigation_timeout = 0;
    }),
  ),
  "limits-of-rates-capped": fault(
    "bindings.echoed",
    "caps the limit of a ratelimit at 50,000",
    bindingsShown("ratelimit", (one) => {
      const simple = one.simple as JsonObject;
      simple.limit = Math.min(Number(simple.limit), 50_000);
    }),
  ),
};

const date = (change: Change) =>
  showing((version) => {
    if (typeof version.compatibility_date === "string") version.compatibility_date = change(version.compatibility_date);
  });
const refusesDate = (isRefused: (date: string) => boolean): Behaviour => ({
  refuse: ({ compatibility_date: day }: VersionRequest) =>
    day !== undefined && isRefused(day) ? invalid("unknown date") : undefined,
});
const today = () => new Date().toISOString().slice(0, 10);
const dateFaults = {
  "clamps-dates": fault(
    "compatibility.date-echoed",
    "gives 2025-08-01 for later dates",
    date((day) => (day > "2025-08-01" ? "2025-08-01" : day)),
  ),
  "day-before": fault(
    "compatibility.date-echoed",
    "gives the day before for the first days of a year",
    date((day) => day.replace(/^2024-01-01$/, "2023-12-31")),
  ),
  "leap-day-lost": fault(
    "compatibility.date-echoed",
    "gives March 1 for a leap day",
    date((day) => day.replace("-02-29", "-03-01")),
  ),
  "dates-as-times": fault(
    "compatibility.date-echoed",
    "gives dates of 2026 as date-times",
    date((day) => (day > "2026" ? `${day}T00:00:00Z` : day)),
  ),
  "refuses-today": fault(
    "compatibility.accepted",
    "refuses the date of today",
    refusesDate((day) => day >= today()),
  ),
  "refuses-this-year": fault(
    "compatibility.accepted",
    "refuses dates after 2025",
    refusesDate((day) => day > "2025-12-31"),
  ),
};

const limit = (name: "cpu_ms" | "subrequests", most: number) =>
  showing((version) => {
    const limits = partOf(version, "limits");
    if (typeof limits[name] === "number") limits[name] = Math.min(limits[name], most);
  });
const limitFaults = {
  "subrequests-of-a-thousand": fault("limits.echoed", "caps subrequests at 1,000", limit("subrequests", 1000)),
  "cpu-of-30-seconds": fault("limits.echoed", "caps cpu_ms at 30,000", limit("cpu_ms", 30_000)),
  "refuses-five-minutes": fault("limits.accepted", "refuses a cpu_ms of five minutes", {
    refuse: ({ limits }) => ((limits?.cpu_ms ?? 0) > 299_999 ? invalid("cpu_ms is too large") : undefined),
  }),
};

const config = (name: string, from: string, to: string) =>
  showing((version) => {
    const shown = partOf(partOf(version, "assets"), "config");
    if (shown[name] === from) shown[name] = to;
  });
const memberFaults = {
  "drop-slash-as-none": fault(
    "assets.config-echoed",
    "gives none for drop-trailing-slash",
    config("html_handling", "drop-trailing-slash", "none"),
  ),
  "page-404-lost": fault(
    "assets.config-echoed",
    "gives none for 404-page",
    config("not_found_handling", "404-page", "none"),
  ),
  "rules-in-lower-case": fault(
    "assets.config-echoed",
    "gives rules of routing in lower case",
    showing((version) => {
      const shown = partOf(partOf(version, "assets"), "config");
      if (Array.isArray(shown.run_worker_first))
        shown.run_worker_first = shown.run_worker_first.map((one) => String(one).toLowerCase());
    }),
  ),
  "port-one-lost": fault(
    "placement.echoed",
    "gives port 0 for port 1 of a host",
    showing((version) => {
      const placement = partOf(version, "placement");
      if (typeof placement.host === "string") placement.host = placement.host.replace(/:1$/, ":0");
    }),
  ),
};

/** Deviations that an ordinary value shows, and no other: what readers, stores and formatters do to what they get. */
export const valueFaults: Record<string, TargetFault> = {
  ...textFaults,
  ...jsonFaults,
  ...noteFaults,
  ...messageFaults,
  ...nameFaults,
  ...contentFaults,
  ...fieldFaults,
  ...dateFaults,
  ...limitFaults,
  ...memberFaults,
};
