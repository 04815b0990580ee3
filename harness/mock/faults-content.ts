import { type Binding, type BindingKind, bindingKinds, kinds } from "../../contract/bindings.ts";
import { byteLength, type JsonObject } from "../../contract/json.ts";
import { type PlacementShape, placementShape, placementShapes } from "../../contract/placement.ts";
import type { VersionRequest } from "../../contract/version.ts";
import { bindingsShown, fault, listIn, partOf, showing, type TargetFault } from "./fault.ts";
import { truncate } from "./plane.ts";
import { invalid } from "./refusal.ts";

const table = <K extends string>(entries: readonly (readonly [K, TargetFault])[]) =>
  Object.fromEntries(entries) as Record<K, TargetFault>;
const ownKinds = kinds.filter((kind) => kind !== "inherit");
const has = (request: VersionRequest, kind: string) => request.bindings?.some((one) => one.type === kind) ?? false;

/** Fields that an answer must show, of every kind. */
const shownFields = ownKinds.flatMap((kind) =>
  Object.entries(bindingKinds[kind].fields as Record<string, { writeOnly?: true; deprecated?: true }>)
    .filter(([, field]) => !field.writeOnly && !field.deprecated)
    .map(([field]) => ({ kind, field })),
);

/** For every kind: refused, lost; for every field of every kind: lost. */
const kindFaults = {
  ...table(
    kinds
      .filter((kind) => bindingKinds[kind].setup !== "part")
      .map((kind) => [
        `refuses-${kind}`,
        fault("bindings.accepted", `refuses bindings of type ${kind}`, {
          refuse: (request) => (has(request, kind) ? invalid(`binding of type ${kind} is invalid`) : undefined),
        }),
      ]),
  ),
  ...table(
    ownKinds.map((kind) => [
      `loses-${kind}`,
      fault(
        "bindings.complete",
        `leaves bindings of type ${kind} out of get`,
        showing((version) => {
          version.bindings = listIn(version, "bindings").filter((one) => one.type !== kind);
        }, "get"),
      ),
    ]),
  ),
  ...table(
    shownFields.map(({ kind, field }) => [
      `drops-${kind}-${field}`,
      fault(
        "bindings.echoed",
        `drops ${field} of ${kind} bindings`,
        bindingsShown(kind, (one, { version }) => {
          const stored = version.bindings.find((each) => each.name === one.name);
          if (stored && field in stored) delete one[field];
        }),
      ),
    ]),
  ),
};

const placements = {
  ...table(
    placementShapes.map((shape) => [
      `refuses-placement-${shape}`,
      fault("placement.accepted", `refuses placement of the shape ${shape}`, {
        refuse: ({ placement }) =>
          placement && placementShape(placement) === shape ? invalid("placement is invalid") : undefined,
      }),
    ]),
  ),
  ...table(
    placementShapes.map((shape) => [
      `drops-placement-${shape}`,
      fault(
        "placement.echoed",
        `shows no placement of the shape ${shape} in get`,
        showing((version) => {
          if (shapeOf(version) === shape) delete version.placement;
        }, "get"),
      ),
    ]),
  ),
};
const shapeOf = (version: JsonObject): PlacementShape | undefined =>
  version.placement === undefined ? undefined : placementShape(partOf(version, "placement"));

const json = (change: (value: unknown) => unknown) =>
  bindingsShown("json", (one) => {
    one.json = change(one.json) as JsonObject;
  });
const texts = (change: (text: string) => string) =>
  bindingsShown("plain_text", (one) => {
    one.text = change(String(one.text));
  });

const bindingFaults = {
  "json-as-text": fault(
    "bindings.echoed",
    "gives the value of a json binding as text",
    json((value) => JSON.stringify(value)),
  ),
  "json-null-as-object": fault(
    "bindings.echoed",
    "gives a null json value as {}",
    json((value) => value ?? {}),
  ),
  "json-false-as-null": fault(
    "bindings.echoed",
    "gives a false json value as null",
    json((value) => (value === false ? null : value)),
  ),
  "json-zero-as-null": fault(
    "bindings.echoed",
    "gives a json value 0 as null",
    json((value) => value || null),
  ),
  "json-sorts-lists": fault(
    "bindings.echoed",
    "sorts lists in json values",
    json((value) => (Array.isArray(value) ? [...value].sort() : value)),
  ),
  "json-drops-null-members": fault(
    "bindings.echoed",
    "drops members that are null from json values",
    json((value) =>
      value !== null && typeof value === "object" && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null))
        : value,
    ),
  ),
  "json-floats-cut": fault(
    "bindings.echoed",
    "rounds numbers in json values",
    json((value) => (typeof value === "number" ? Math.trunc(value) : value)),
  ),
  "text-trimmed": fault(
    "bindings.echoed",
    "trims texts",
    texts((text) => text.trim()),
  ),
  "text-normalised": fault(
    "bindings.echoed",
    "normalises texts to NFC",
    texts((text) => text.normalize("NFC")),
  ),
  "text-lines-unified": fault(
    "bindings.echoed",
    "turns CRLF into LF",
    texts((text) => text.replaceAll("\r\n", "\n")),
  ),
  "text-escaped": fault(
    "bindings.echoed",
    "escapes HTML in texts",
    texts((text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")),
  ),
  "text-ascii-only": fault(
    "bindings.echoed",
    "replaces astral characters in texts",
    texts((text) => text.replace(/[\u{10000}-\u{10ffff}]/gu, "?")),
  ),
  "text-cut-at-1024": fault(
    "bindings.echoed",
    "cuts texts at 1024 characters",
    texts((text) => text.slice(0, 1024)),
  ),
  "text-empty-lost": fault(
    "bindings.echoed",
    "gives an empty text as null",
    bindingsShown("plain_text", (one) => {
      if (one.text === "") one.text = null;
    }),
  ),
  "environment-forced": fault(
    "bindings.echoed",
    "says production whatever environment a service binding names",
    bindingsShown("service", (one) => {
      one.environment = "production";
    }),
  ),
  "timeout-zero-lost": fault(
    "bindings.echoed",
    "drops a mitigation_timeout of 0",
    bindingsShown("ratelimit", (one) => {
      const simple = partOf(one, "simple");
      if (simple.mitigation_timeout === 0) delete simple.mitigation_timeout;
    }),
  ),
  "outbound-params-lost": fault(
    "bindings.echoed",
    "drops the params of an outbound Worker",
    bindingsShown("dispatch_namespace", (one) => {
      if (one.outbound) delete partOf(one, "outbound").params;
    }),
  ),
  "usages-first-only": fault(
    "bindings.echoed",
    "keeps the first usage of a key",
    bindingsShown("secret_key", (one) => {
      one.usages = (one.usages as string[]).slice(0, 1);
    }),
  ),
  "hash-name-only": fault(
    "bindings.echoed",
    "shortens an algorithm's hash to its name",
    bindingsShown("secret_key", (one) => {
      const algorithm = partOf(one, "algorithm");
      const hash = algorithm.hash as { name?: string } | undefined;
      if (hash && typeof hash === "object") algorithm.hash = hash.name ?? null;
    }),
  ),
  "bindings-first-thirty": fault(
    "bindings.complete",
    "shows the first 30 bindings",
    showing((version) => {
      version.bindings = listIn(version, "bindings").slice(0, 30);
    }),
  ),
  "names-upper-case": fault(
    "bindings.complete",
    "gives names in upper case",
    showing((version) => {
      for (const one of listIn(version, "bindings")) one.name = String(one.name).toUpperCase();
    }),
  ),
  "binding-twice": fault(
    "bindings.complete",
    "shows a binding twice in lists",
    showing((version) => {
      const list = listIn(version, "bindings");
      version.bindings = [...list, ...list.slice(0, 1)];
    }, "list"),
  ),
  "browser-as-ai": fault(
    "bindings.complete",
    "shows a browser binding as ai",
    bindingsShown("browser", (one) => {
      one.type = "ai";
    }),
  ),
  "adds-metadata": fault(
    "bindings.nothing-added",
    "adds a version_metadata binding",
    showing((version) => {
      version.bindings = [...listIn(version, "bindings"), { name: "CF_VERSION_METADATA", type: "version_metadata" }];
    }),
  ),
  "defaults-by-place": fault(
    "bindings.order-free",
    "fills in another environment for a service binding that does not come first",
    {
      store: (version) => {
        version.bindings = version.bindings.map((one, i) =>
          one.type === "service" && i > 0 ? { environment: "staging", ...one } : one,
        );
      },
    },
  ),
  "bindings-stay": fault("bindings.not-carried-over", "keeps the bindings of the version before", {
    store: (version, worker) => {
      const before = worker.versions.at(-1)?.bindings ?? [];
      const kept = before.filter((one) => !version.bindings.some((own) => own.name === one.name));
      version.bindings = [...version.bindings, ...kept];
    },
  }),
} satisfies Record<string, TargetFault>;

const source = (binding: Binding, versions: readonly { bindings: Binding[] }[]) => {
  const original = versions
    .flatMap((one) => one.bindings)
    .find((one) => one.name === (binding.old_name ?? binding.name));
  return original && { ...original, name: binding.name };
};
const isPlain = (binding: Binding) => binding.old_name === undefined;

const inheritFaults = {
  "inherits-from-first": fault("inherit.latest", "inherits from the first version instead of the latest", {
    inherit: (right, binding, worker) =>
      isPlain(binding) && (binding.version_id ?? "latest") === "latest" ? source(binding, worker.versions) : right,
  }),
  "inherits-from-deployed": fault("inherit.latest", "inherits from the deployed version instead of the latest", {
    inherit: (right, binding, worker) => {
      const serving = worker.deployments[0]?.versions[0]?.version_id;
      const deployed = worker.versions.find((one) => one.id === serving);
      const isLatest = isPlain(binding) && (binding.version_id ?? "latest") === "latest";
      return deployed && isLatest ? source(binding, [deployed]) : right;
    },
  }),
  "version-id-ignored": fault("inherit.version-id", "inherits from the latest version whatever version_id says", {
    inherit: (right, binding, worker) =>
      isPlain(binding) ? (source(binding, worker.versions.slice(-1)) ?? right) : right,
  }),
  "old-name-kept": fault("inherit.old-name", "keeps the old name of a renamed binding", {
    inherit: (right, { old_name }) => (right && old_name ? { ...right, name: String(old_name) } : right),
  }),
  "inherit-unresolved": fault("inherit.resolved", "shows inherited bindings as inherit", {
    inherit: (right, binding) => (right && isPlain(binding) ? { name: binding.name, type: "inherit" } : right),
  }),
} satisfies Record<string, TargetFault>;

const fieldFaults = {
  "assets-refused": fault("assets.accepted", "refuses assets with html_handling none", {
    refuse: ({ assets }) => (assets?.config?.html_handling === "none" ? invalid("none is not allowed") : undefined),
  }),
  "run-first-false-lost": fault(
    "assets.config-echoed",
    "drops run_worker_first when it is false",
    showing((version) => {
      const config = partOf(partOf(version, "assets"), "config");
      if (config.run_worker_first === false) delete config.run_worker_first;
    }),
  ),
  "run-first-as-boolean": fault(
    "assets.config-echoed",
    "gives a list of rules as true",
    showing((version) => {
      const config = partOf(partOf(version, "assets"), "config");
      if (Array.isArray(config.run_worker_first)) config.run_worker_first = true;
    }),
  ),
  "html-handling-default": fault(
    "assets.config-echoed",
    "always says auto-trailing-slash",
    showing((version) => {
      const config = partOf(partOf(version, "assets"), "config");
      if (config.html_handling !== undefined) config.html_handling = "auto-trailing-slash";
    }),
  ),
  "not-found-lost": fault(
    "assets.config-echoed",
    "drops not_found_handling in get",
    showing((version) => {
      delete partOf(partOf(version, "assets"), "config").not_found_handling;
    }, "get"),
  ),
  "wasm-refused": fault("modules.accepted", "refuses WebAssembly modules", {
    refuse: ({ modules = [] }) =>
      modules.some((one) => one.content_type === "application/wasm") ? invalid("no wasm") : undefined,
  }),
  "last-module-lost": fault(
    "modules.complete",
    "leaves out the last module in get",
    showing((version) => {
      const list = listIn(version, "modules");
      if (list.length > 1) version.modules = list.slice(0, -1);
    }),
  ),
  "headers-file-lost": fault(
    "modules.complete",
    "keeps _headers to itself",
    showing((version) => {
      if (version.modules) version.modules = listIn(version, "modules").filter((one) => one.name !== "_headers");
    }),
  ),
  "folder-lost": fault(
    "modules.complete",
    "drops the folders of module names",
    showing((version) => {
      for (const one of listIn(version, "modules")) one.name = String(one.name).split("/").at(-1) ?? "";
    }),
  ),
  "module-added": fault(
    "modules.complete",
    "adds a module of its own",
    showing((version) => {
      if (version.modules)
        version.modules = [
          ...listIn(version, "modules"),
          { name: "__loader.js", content_type: "text/plain", content_base64: "" },
        ];
    }),
  ),
  "bytes-as-utf8": fault(
    "modules.bytes-unchanged",
    "reads module bytes as UTF-8",
    modules((one) => {
      one.content_base64 = Buffer.from(Buffer.from(String(one.content_base64), "base64").toString("utf8")).toString(
        "base64",
      );
    }),
  ),
  "bytes-newline": fault(
    "modules.bytes-unchanged",
    "ends text modules with a newline",
    modules((one) => {
      if (one.content_type === "text/plain")
        one.content_base64 = Buffer.concat([
          Buffer.from(String(one.content_base64), "base64"),
          Buffer.from("\n"),
        ]).toString("base64");
    }),
  ),
  "base64-twice": fault(
    "modules.bytes-unchanged",
    "encodes content twice",
    modules((one) => {
      one.content_base64 = btoa(String(one.content_base64));
    }),
  ),
  "base64-url": fault(
    "modules.bytes-unchanged",
    "gives content in the URL alphabet",
    modules((one) => {
      one.content_base64 = String(one.content_base64).replaceAll("+", "-").replaceAll("/", "_");
    }),
  ),
  "content-type-guessed": fault(
    "modules.content-type-kept",
    "says text/plain of source maps",
    modules((one) => {
      if (one.content_type === "application/source-map") one.content_type = "text/plain";
    }),
  ),
  "content-type-charset": fault(
    "modules.content-type-kept",
    "adds a charset to text/plain",
    modules((one) => {
      if (one.content_type === "text/plain") one.content_type = "text/plain; charset=utf-8";
    }),
  ),
  "modules-always": fault(
    "modules.only-when-included",
    "shows module content in every get",
    showing((version, { version: stored }) => {
      version.modules = structuredClone(stored.request.modules ?? []) as never;
    }, "get"),
  ),
  "main-module-lost": fault(
    "modules.main-module-echoed",
    "always says index.js",
    showing((version) => {
      if (version.main_module !== undefined) version.main_module = "index.js";
    }),
  ),
  "message-cut-at-999": fault(
    "annotations.message-echoed",
    "cuts messages at 999 bytes",
    messages((text) => truncate(text, byteLength(text) > 1000 ? 1000 : 999)),
  ),
  "message-cut-at-400": fault(
    "annotations.message-echoed",
    "cuts messages of up to 996 bytes at 400",
    messages((text) => (byteLength(text) <= 996 ? truncate(text, 400) : text)),
  ),
  "message-in-characters": fault("annotations.message-cut", "cuts messages at 1000 characters instead of bytes", {
    store: longMessages((text) => [...text].slice(0, 1000).join("")),
  }),
  "message-half-character": fault("annotations.message-cut", "cuts messages inside a character", {
    store: longMessages((text) => Buffer.from(text).subarray(0, 1000).toString("utf8")),
  }),
  "message-cut-short": fault("annotations.message-cut", "cuts messages at 900 bytes", {
    store: longMessages((text) => truncate(text, 900)),
  }),
  "message-ellipsis": fault("annotations.message-cut", "ends a cut message with dots", {
    store: longMessages((text) => `${truncate(text, 997)}...`),
  }),
  "tag-lower-case": fault(
    "annotations.tag-echoed",
    "gives tags in lower case",
    tags((text) => text.toLowerCase()),
  ),
  "tag-cut-at-99": fault(
    "annotations.tag-echoed",
    "cuts tags at 99 bytes",
    tags((text) => truncate(text, 99)),
  ),
  "tag-in-characters": fault("annotations.tag-limit", "takes tags of up to 100 characters", {
    pardon: ({ pointer }) => pointer === "/annotations/workers~1tag",
  }),
  "flags-refused": fault("compatibility.accepted", "refuses three flags", {
    refuse: ({ compatibility_flags: flags = [] }) => (flags.length === 3 ? invalid("too many flags") : undefined),
  }),
  "date-as-time": fault(
    "compatibility.date-echoed",
    "gives the date as a date-time",
    showing((version) => {
      if (version.compatibility_date) version.compatibility_date = `${version.compatibility_date}T00:00:00Z`;
    }),
  ),
  "date-next-day": fault(
    "compatibility.date-echoed",
    "gives dates before 2024 a day early",
    showing((version) => {
      const date = version.compatibility_date;
      if (typeof date === "string" && date < "2024")
        version.compatibility_date = new Date(Date.parse(date) - 1).toISOString().slice(0, 10);
    }),
  ),
  "flags-last-lost": fault(
    "compatibility.flags-echoed",
    "drops the third flag",
    showing((version) => {
      if (Array.isArray(version.compatibility_flags))
        version.compatibility_flags = version.compatibility_flags.slice(0, 2);
    }),
  ),
  "containers-refused": fault("containers.accepted", "refuses two containers", {
    refuse: ({ containers = [] }) => (containers.length > 1 ? invalid("one container") : undefined),
  }),
  "containers-first": fault(
    "containers.echoed",
    "shows the first container",
    showing((version) => {
      if (Array.isArray(version.containers)) version.containers = version.containers.slice(0, 1);
    }),
  ),
  "limits-refused": fault("limits.accepted", "refuses a limit of subrequests alone", {
    refuse: ({ limits }) => (limits?.subrequests && !limits.cpu_ms ? invalid("cpu_ms is missing") : undefined),
  }),
  "subrequests-capped": fault(
    "limits.echoed",
    "caps subrequests at 50",
    showing((version) => {
      const limits = partOf(version, "limits");
      if (limits.subrequests) limits.subrequests = Math.min(50, Number(limits.subrequests));
    }),
  ),
  "cpu-ms-lost": fault(
    "limits.echoed",
    "drops cpu_ms in get",
    showing((version) => {
      delete partOf(version, "limits").cpu_ms;
    }, "get"),
  ),
  "unbound-refused": fault("usage-model.accepted", "refuses the usage model unbound", {
    refuse: ({ usage_model }) => (usage_model === "unbound" ? invalid("gone") : undefined),
  }),
  "usage-model-swapped": fault(
    "usage-model.echoed",
    "says bundled of everything that is not standard",
    showing((version) => {
      if (version.usage_model === "unbound") version.usage_model = "bundled";
    }),
  ),
} satisfies Record<string, TargetFault>;

function modules(change: (module: JsonObject) => void) {
  return showing((version) => listIn(version, "modules").forEach(change));
}
function messages(change: (text: string) => string) {
  return annotation("workers/message", change);
}
function tags(change: (text: string) => string) {
  return annotation("workers/tag", change);
}
function annotation(key: string, change: (text: string) => string) {
  return showing((version) => {
    const notes = partOf(version, "annotations");
    if (typeof notes[key] === "string") notes[key] = change(notes[key]);
  });
}
/** Changes how a message over the limit is kept. */
function longMessages(change: (text: string) => string): NonNullable<import("./behaviour.ts").Behaviour["store"]> {
  return (version, _worker, _state, rawBody) => {
    const sent = (JSON.parse(rawBody) as VersionRequest).annotations?.["workers/message"];
    if (sent === undefined || byteLength(sent) <= 1000) return;
    version.request = {
      ...version.request,
      annotations: { ...version.request.annotations, "workers/message": change(sent) },
    };
  };
}

const migrationFaults = {
  ...table(
    (
      ["deleted_classes", "new_classes", "new_sqlite_classes", "renamed_classes", "transferred_classes"] as const
    ).flatMap((list) =>
      (["single", "multi"] as const).map(
        (form) =>
          [
            `refuses-${form}-${list}`,
            fault("migrations.accepted", `refuses ${list} in the ${form}-step form`, {
              refuse: ({ migrations }) => {
                const steps = migrations?.steps ?? [];
                const single = migrations?.steps ? undefined : migrations;
                const inForm = form === "multi" ? (steps.length === 1 ? steps[0] : undefined) : single;
                return inForm?.[list] ? invalid(`${list} is not allowed`) : undefined;
              },
            }),
          ] as const,
      ),
    ),
  ),
  "tag-never-set": fault(
    "migrations.tag-set-on-deploy",
    "shows no migration_tag for a multi-step migration",
    showing((version, { version: stored }) => {
      if (stored.request.migrations?.steps) delete version.migration_tag;
    }),
  ),
  "tag-of-before": fault(
    "migrations.tag-set-on-deploy",
    "adds a dot to the tag",
    showing((version, { version: stored }) => {
      if (version.migration_tag && stored.request.migrations) version.migration_tag = `${version.migration_tag}.`;
    }),
  ),
  "tag-without-objects": fault(
    "migrations.tag-omitted",
    "shows a tag on deployed Workers without Durable Objects",
    showing((version, { worker, version: stored }) => {
      const isDeployed = worker.deployments.some((one) => one.versions.some((share) => share.version_id === stored.id));
      if (isDeployed && !worker.tag) version.migration_tag = "v0";
    }),
  ),
  "tag-before-deploy": fault(
    "migrations.tag-omitted",
    "shows the new tag before the version is deployed",
    showing((version, { version: stored }) => {
      const tag = stored.request.migrations?.new_tag;
      if (!version.migration_tag && tag) version.migration_tag = tag;
    }),
  ),
  "tag-not-carried": fault(
    "migrations.tag-carried",
    "shows the tag only on the version that migrated",
    showing((version, { version: stored }) => {
      if (!stored.request.migrations) delete version.migration_tag;
    }),
  ),
  "migrates-at-upload": fault("migrations.applied-only-when-deployed", "moves the tag at upload", {
    store: (version, worker) => {
      const { migrations } = version.request;
      if (migrations?.new_tag && !migrations.old_tag && worker.versions.length === 0) worker.tag ??= migrations.new_tag;
    },
  }),
  "later-deployment-migrates-not": fault(
    "migrations.applied-by-later-deployment",
    "migrates only when the create deploys",
    {
      migrates: (moment) => moment === "create",
    },
  ),
  "old-tag-ignored": fault("migrations.old-tag-mismatch-refused", "does not check old_tag", {
    pardon: ({ code }) => code === 10079,
  }),
  "old-tag-ignored-at-first": fault(
    "migrations.old-tag-mismatch-refused",
    "does not check old_tag while the Worker has no tag and deploy is true",
    () => {
      let deploys: boolean | undefined;
      return {
        deploys: (asked) => {
          deploys = asked;
          return asked === true;
        },
        pardon: ({ code, message }) => code === 10079 && message.endsWith("none") && deploys === true,
      };
    },
  ),
  "steps-last-only": fault("migrations.steps-in-order", "makes only the classes of the last step", {
    deployed: (worker) => {
      const { migrations } = worker.versions.at(-1)?.request ?? {};
      if ((migrations?.steps?.length ?? 0) > 1) worker.classes.clear();
    },
  }),
  "class-not-bindable": fault(
    "migrations.class-bindable",
    "lets no version without migrations bind a class of its own",
    {
      refuse: ({ bindings = [], migrations }) =>
        !migrations &&
        bindings.some((one) => one.type === "durable_object_namespace" && !one.script_name && !one.namespace_id)
          ? invalid("the class cannot be bound")
          : undefined,
    },
  ),
} satisfies Record<string, TargetFault>;

const leak = (kind: BindingKind, field: string, where?: "create" | "get" | "list") =>
  bindingsShown(
    kind,
    (one, { version }) => {
      const stored = version.bindings.find((each) => each.name === one.name);
      if (stored?.[field] !== undefined) one[field] = structuredClone(stored[field]) as never;
    },
    where,
  );

const secrecyFaults = {
  "secret-in-create": fault(
    "secrecy.secret-text",
    "shows secret texts in the answer to a create",
    leak("secret_text", "text", "create"),
  ),
  "secret-in-list": fault("secrecy.secret-text", "shows secret texts in lists", leak("secret_text", "text", "list")),
  "secret-in-base64": fault(
    "secrecy.secret-text",
    "shows secret texts in base64",
    bindingsShown("secret_text", (one, { version }) => {
      const stored = version.bindings.find((each) => each.name === one.name);
      one.text_base64 = Buffer.from(String(stored?.text)).toString("base64");
    }),
  ),
  "key-in-get": fault("secrecy.key-material", "shows key_base64 in get", leak("secret_key", "key_base64", "get")),
  "jwk-in-get": fault("secrecy.key-material", "shows key_jwk in get", leak("secret_key", "key_jwk", "get")),
  "jwt-in-get": fault(
    "secrecy.assets-jwt",
    "shows assets.jwt in get",
    showing((version, { version: stored }) => {
      const jwt = stored.request.assets?.jwt;
      if (jwt) version.assets = { ...partOf(version, "assets"), jwt };
    }, "get"),
  ),
  "migrations-shown": fault(
    "secrecy.migration-content",
    "shows the content of migrations",
    showing((version, { version: stored }) => {
      if (stored.request.migrations) version.migrations = structuredClone(stored.request.migrations) as never;
    }),
  ),
} satisfies Record<string, TargetFault>;

/** Deviations in what a version holds and shows. */
export const contentFaults: Record<string, TargetFault> = {
  ...kindFaults,
  ...placements,
  ...bindingFaults,
  ...inheritFaults,
  ...fieldFaults,
  ...migrationFaults,
  ...secrecyFaults,
};
