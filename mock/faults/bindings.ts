import { allKinds, type Binding, type BindingKind, bindingKinds, type Kind } from "../../contract/bindings.ts";
import type { JsonObject } from "../../contract/json.ts";
import type { Revision } from "../../contract/revision.ts";
import type { VersionRequest } from "../../contract/version.ts";
import { invalid } from "../refusal.ts";
import { bindingsShown, fault, listIn, partOf, showing, type TargetFault, table } from "./fault.ts";

const ownKinds = allKinds.filter((kind) => kind !== "inherit");
const has = (request: VersionRequest, kind: string) => request.bindings?.some((one) => one.type === kind) ?? false;

const sinceOf = (kind: BindingKind) => (bindingKinds[kind] as Kind).since;
/** The fault, of something that came with a revision. */
const came = (since: Revision | undefined, one: TargetFault): TargetFault =>
  since === undefined ? one : { ...one, since };

/** Fields that an answer must show, of every kind. */
const shownFields = ownKinds.flatMap((kind) =>
  Object.entries(bindingKinds[kind].fields as Record<string, { writeOnly?: true; deprecated?: true; since?: Revision }>)
    .filter(([, field]) => !field.writeOnly && !field.deprecated)
    .map(([field, { since = sinceOf(kind) }]) => ({ kind, field, since })),
);

/** For every kind: refused, lost; for every field of every kind: lost. */
const kindFaults = {
  ...table(
    allKinds
      .filter((kind) => bindingKinds[kind].setup !== "part")
      .map((kind) => [
        `refuses-${kind}`,
        came(
          sinceOf(kind),
          fault("bindings.accepted", `refuses bindings of type ${kind}`, {
            refuse: (request) => (has(request, kind) ? invalid(`binding of type ${kind} is invalid`) : undefined),
          }),
        ),
      ]),
  ),
  ...table(
    ownKinds.map((kind) => [
      `loses-${kind}`,
      came(
        sinceOf(kind),
        fault(
          "bindings.complete",
          `leaves bindings of type ${kind} out of get`,
          showing((version) => {
            version.bindings = listIn(version, "bindings").filter((one) => one.type !== kind);
          }, "get"),
        ),
      ),
    ]),
  ),
  ...table(
    shownFields.map(({ kind, field, since }) => [
      `drops-${kind}-${field}`,
      came(
        since,
        fault(
          "bindings.echoed",
          `drops ${field} of ${kind} bindings`,
          bindingsShown(kind, (one, { version }) => {
            const stored = version.bindings.find((each) => each.name === one.name);
            if (stored && field in stored) delete one[field];
          }),
        ),
      ),
    ]),
  ),
};

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
  "hash-lost": fault(
    "bindings.echoed",
    "drops the hash of an algorithm that is given as an object",
    bindingsShown("secret_key", (one) => {
      const algorithm = partOf(one, "algorithm");
      if (typeof algorithm.hash === "object") delete algorithm.hash;
    }),
  ),
  "hash-always-256": fault(
    "bindings.echoed",
    "says SHA-256 of every algorithm's hash",
    bindingsShown("secret_key", (one) => {
      const algorithm = partOf(one, "algorithm");
      if (algorithm.hash !== undefined) algorithm.hash = "SHA-256";
    }),
  ),
  "domain-of-address-lost": fault(
    "bindings.echoed",
    "says example.com of every destination address",
    bindingsShown("send_email", (one) => {
      if (typeof one.destination_address === "string")
        one.destination_address = one.destination_address.replace(/@.*/, "@example.com");
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
  "inherits-from-before": fault("inherit.latest", "inherits from an older version what the latest does not have", {
    inherit: (right, binding, worker) => right ?? source(binding, [...worker.versions].reverse()),
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

/** Deviations in bindings: by kind, by field, by value, and in what is inherited. */
export const bindingsFaults: Record<string, TargetFault> = { ...kindFaults, ...bindingFaults, ...inheritFaults };
