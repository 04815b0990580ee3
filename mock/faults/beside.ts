import type { Binding } from "../../contract/bindings.ts";
import { byteLength, isObject, type JsonObject } from "../../contract/json.ts";
import type { MigrationStep } from "../../contract/migrations.ts";
import type { VersionRequest } from "../../contract/version.ts";
import type { Behaviour, Shown } from "../behaviour.ts";
import { invalid } from "../refusal.ts";
import type { StoredVersion } from "../state.ts";
import { fault, listIn, partOf, showing, type TargetFault, table } from "./fault.ts";

type Change = (version: JsonObject, request: VersionRequest, at: Shown) => void;
const shown = (change: Change) => showing((version, at) => change(version, at.version.request, at));

/** Leaves out the items of a list that stand at a place, as they were stored. */
const withoutPlace = (list: "bindings" | "modules", isLost: (place: number, count: number) => boolean) =>
  shown((version, request, { version: stored }) => {
    const sent = list === "bindings" ? stored.bindings : (request.modules ?? []);
    const lost = new Set(sent.filter((_, i) => isLost(i + 1, sent.length)).map(({ name }) => name));
    version[list] = listIn(version, list).filter(({ name }) => !lost.has(String(name)));
  });
const refusing = (isRefused: (request: VersionRequest) => boolean): Behaviour => ({
  refuse: (request) => (isRefused(request) ? invalid("too much") : undefined),
});
const textsOf = ({ bindings = [] }: VersionRequest, kind: string) =>
  bindings.filter(({ type }) => type === kind).map(({ text }) => String(text));

const countFaults = {
  ...table(
    [10, 17, 33, 64].map((place) => [
      `loses-binding-${place}`,
      fault(
        "bindings.complete",
        `leaves out binding ${place} of a version`,
        withoutPlace("bindings", (at) => at === place),
      ),
    ]),
  ),
  "loses-bindings-from-65": fault(
    "bindings.complete",
    "shows at most 64 bindings",
    withoutPlace("bindings", (at) => at > 64),
  ),
  "loses-the-last-of-many": fault(
    "bindings.complete",
    "leaves out the last of more than 50 bindings",
    withoutPlace("bindings", (at, count) => count > 50 && at === count),
  ),
  "loses-module-17": fault(
    "modules.complete",
    "leaves out module 17 of a version",
    withoutPlace("modules", (at) => at === 17),
  ),
  "loses-modules-from-50": fault(
    "modules.complete",
    "shows at most 50 modules",
    withoutPlace("modules", (at) => at > 50),
  ),
  "refuses-50-variables": fault(
    "version.accepts-valid",
    "refuses more than 50 bindings",
    refusing(({ bindings = [] }) => bindings.length > 50),
  ),
  "refuses-32-modules": fault(
    "modules.accepted",
    "refuses more than 32 modules",
    refusing(({ modules = [] }) => modules.length > 32),
  ),
  "refuses-4-kB": fault(
    "bindings.accepted",
    "refuses texts of 4,096 bytes",
    refusing((request) => textsOf(request, "plain_text").some((text) => byteLength(text) === 4096)),
  ),
  "refuses-long-secrets": fault(
    "bindings.accepted",
    "refuses secrets of over 1,000 bytes",
    refusing((request) => textsOf(request, "secret_text").some((text) => byteLength(text) > 1000)),
  ),
  "cuts-texts-at-255": fault(
    "bindings.echoed",
    "cuts texts at 255 characters",
    shown((version) => {
      for (const one of listIn(version, "bindings"))
        if (one.type === "plain_text") one.text = String(one.text).slice(0, 255);
    }),
  ),
  "cuts-what-is-over-5-kB": fault(
    "bindings.echoed",
    "cuts texts of over 5 kB, and takes them",
    shown((version) => {
      for (const one of listIn(version, "bindings"))
        if (one.type === "plain_text") one.text = String(one.text).slice(0, 5120);
    }),
  ),
  "flags-of-eight": fault(
    "compatibility.flags-echoed",
    "shows at most eight flags",
    shown((version) => {
      if (Array.isArray(version.compatibility_flags))
        version.compatibility_flags = version.compatibility_flags.slice(0, 8);
    }),
  ),
};

const ofType = (version: JsonObject, type: string) => listIn(version, "bindings").filter((one) => one.type === type);
/** A kind that loses a field where another kind is there too. */
const forgets = (kind: string, name: string, beside: string) =>
  fault(
    "bindings.echoed",
    `shows no ${name} of ${kind} beside ${beside}`,
    shown((version) => {
      if (ofType(version, beside).length > 0) for (const one of ofType(version, kind)) delete one[name];
    }),
  );
/** A kind that is left out where another kind is there too. */
const loses = (kind: string, beside: string) =>
  fault(
    "bindings.complete",
    `shows no ${kind} beside ${beside}`,
    shown((version) => {
      const all = listIn(version, "bindings");
      if (ofType(version, beside).length > 0) version.bindings = all.filter((one) => one.type !== kind);
    }),
  );
const kindFaults = {
  "r2-beside-ratelimit": forgets("r2_bucket", "bucket_name", "ratelimit"),
  "entrypoint-beside-workflow": forgets("workflow", "class_name", "service"),
  "dataset-beside-json": forgets("analytics_engine", "dataset", "json"),
  "vectorize-beside-d1": forgets("vectorize", "index_name", "d1"),
  "images-beside-ai": loses("images", "ai"),
  "media-beside-browser": loses("media", "browser"),
  "metadata-beside-secret": loses("version_metadata", "secret_text"),
  "r2-before-ratelimit": fault(
    "bindings.echoed",
    "merges an r2_bucket with the ratelimit that follows it",
    shown((version) => {
      const all = listIn(version, "bindings");
      for (const [i, one] of all.entries())
        if (one.type === "r2_bucket" && all[i + 1]?.type === "ratelimit") delete one.bucket_name;
    }),
  ),
  "second-of-a-kind": fault(
    "bindings.echoed",
    "gives every KV namespace of a version the id of the first",
    shown((version) => {
      const [first, ...rest] = ofType(version, "kv_namespace");
      for (const one of rest) one.namespace_id = first?.namespace_id ?? null;
    }),
  ),
  "third-of-a-kind": fault(
    "bindings.complete",
    "shows at most two queues of a version",
    shown((version) => {
      const lost = ofType(version, "queue").slice(2);
      version.bindings = listIn(version, "bindings").filter((one) => !lost.includes(one));
    }),
  ),
};

/** A field of a version that is lost where another one is there too, or where it is deployed. */
const drops = (name: keyof VersionRequest, when: (request: VersionRequest, version: StoredVersion) => boolean) =>
  shown((version, request, { version: stored }) => {
    if (when(request, stored)) delete version[name];
  });
const dropsNote = (key: string, when: (request: VersionRequest) => boolean) =>
  shown((version, request) => {
    if (when(request)) delete partOf(version, "annotations")[key];
  });
const fieldFaults = {
  "limits-beside-placement": fault(
    "limits.echoed",
    "shows no limits beside a placement",
    drops("limits", ({ placement }) => placement !== undefined),
  ),
  "limits-beside-objects": fault(
    "limits.echoed",
    "shows no limits beside migrations",
    drops("limits", ({ migrations }) => migrations !== undefined),
  ),
  "flags-without-date": fault(
    "compatibility.flags-echoed",
    "shows no flags without a date",
    drops("compatibility_flags", (request) => request.compatibility_date === undefined),
  ),
  "date-beside-assets": fault(
    "compatibility.date-echoed",
    "shows no date beside assets",
    drops("compatibility_date", ({ assets }) => assets !== undefined),
  ),
  "placement-beside-limits-and-flags": fault(
    "placement.echoed",
    "shows no placement beside limits and flags",
    drops("placement", ({ limits, compatibility_flags: flags }) => limits !== undefined && (flags ?? []).length > 0),
  ),
  "tag-beside-message": fault(
    "annotations.tag-echoed",
    "shows no tag beside a message",
    dropsNote("workers/tag", ({ annotations }) => annotations?.["workers/message"] !== undefined),
  ),
  "message-beside-secret": fault(
    "annotations.message-echoed",
    "shows no message beside a secret",
    dropsNote("workers/message", ({ bindings = [] }) => bindings.some(({ type }) => type === "secret_text")),
  ),
  "containers-beside-limits": fault(
    "containers.echoed",
    "shows no containers beside limits",
    drops("containers", ({ limits }) => limits !== undefined),
  ),
  "refuses-empty-limits": fault(
    "version.accepts-valid",
    "refuses empty limits",
    refusing(
      ({ limits, annotations }) => isObject(limits) && Object.keys(limits).length === 0 && annotations === undefined,
    ),
  ),
};

const inheritFaults = {
  "inherits-one-at-a-time": fault("bindings.accepted", "inherits at most one binding for each create", {
    refuse: ({ bindings = [] }) =>
      bindings.filter(({ type }) => type === "inherit").length > 1 ? invalid("one at a time") : undefined,
  }),
  "inherits-five": fault(
    "inherit.latest",
    "resolves the first five bindings that are inherited from the latest version alone",
    {
      inherit: (right, binding, worker) => {
        const latest = worker.versions.at(-1)?.bindings ?? [];
        const isLatest = binding.version_id === undefined || binding.version_id === "latest";
        const place = latest.findIndex(({ name }) => name === (binding.old_name ?? binding.name));
        return isLatest && binding.old_name === undefined && place >= 5 && right ? emptied(right) : right;
      },
    },
  ),
  "old-name-of-the-latest": fault(
    "inherit.old-name",
    "looks for an old name in the latest version, whatever version_id says",
    {
      inherit: (right, binding, worker) => {
        const latest = worker.versions.at(-1)?.bindings.find(({ name }) => name === binding.old_name);
        return binding.old_name !== undefined && binding.version_id !== undefined && latest
          ? { ...latest, name: binding.name }
          : right;
      },
    },
  ),
  ...table(
    (["kv_namespace", "ratelimit", "service", "r2_bucket"] as const).map((kind) => [
      `inherits-${kind}-empty`,
      fault("inherit.version-id", `forgets the fields of a ${kind} that is inherited by version_id`, {
        inherit: (right, binding) =>
          right?.type === kind &&
          binding.version_id !== undefined &&
          binding.version_id !== "latest" &&
          binding.old_name === undefined
            ? emptied(right)
            : right,
      }),
    ]),
  ),
};
/** A binding with other values in its fields. */
const emptied = (one: Binding): Binding => ({ name: one.name, type: "plain_text", text: "emptied" });

const migrating = (changeStep: (step: MigrationStep, place: number) => MigrationStep): Behaviour => ({
  store: (version) => {
    const { migrations } = version.request;
    if (!migrations) return;
    const { steps, ...rest } = migrations;
    version.request = {
      ...version.request,
      migrations: steps ? { ...rest, steps: steps.map(changeStep) } : { ...rest, ...changeStep(rest, 0) },
    };
  },
});
const isOf = (step: MigrationStep, ...lists: (keyof MigrationStep)[]) =>
  lists.every((list) => (step[list] ?? []).length > 0);
const migrationFaults = {
  "new-beside-renamed": fault(
    "migrations.class-bindable",
    "makes no class of new_classes where the step renames one too",
    migrating((step) => (isOf(step, "new_classes", "renamed_classes") ? { ...step, new_classes: [] } : step)),
  ),
  "renamed-beside-transferred": fault(
    "migrations.class-bindable",
    "renames no class in a step that transfers one too",
    migrating((step) =>
      isOf(step, "renamed_classes", "transferred_classes") ? { ...step, renamed_classes: [] } : step,
    ),
  ),
  "fifth-step": fault(
    "migrations.class-bindable",
    "applies the first four steps of a migration",
    migrating((step, place) => (place >= 4 ? {} : step)),
  ),
  "refuses-two-lists": fault("migrations.accepted", "refuses a step that makes classes in both ways", {
    refuse: ({ migrations }) =>
      migrations && isOf(migrations, "new_classes", "new_sqlite_classes") ? invalid("one list, please") : undefined,
  }),
  "refuses-empty-lists": fault("migrations.accepted", "refuses an empty list of deleted classes beside others", {
    refuse: ({ migrations }) => (migrations?.deleted_classes?.length === 0 ? invalid("empty list") : undefined),
  }),
  "refuses-no-tag": fault("migrations.accepted", "refuses a migration without a tag that renames", {
    refuse: ({ migrations }) =>
      migrations && migrations.new_tag === undefined && isOf(migrations, "renamed_classes")
        ? invalid("no tag")
        : undefined,
  }),
};

/** What a refused create leaves behind in the next version of a Worker. */
const leaving =
  (leaves: (left: VersionRequest, next: StoredVersion) => void, sameWorker = true) =>
  (): Behaviour => {
    const left = new Map<string, VersionRequest>();
    return {
      pardon: (_refusal, body, worker) => {
        if (worker && isObject(body)) left.set(sameWorker ? worker.id : "", structuredClone(body) as VersionRequest);
        return false;
      },
      store: (version, worker) => {
        const key = sameWorker ? worker.id : "";
        const before = left.get(key);
        left.delete(key);
        if (before) leaves(before, version);
      },
    };
  };
const leftFaults = {
  "leaves-a-binding": fault(
    "bindings.nothing-added",
    "adds a binding of a refused create to the next version",
    leaving(({ bindings = [] }, next) => {
      const [one] = bindings.filter(({ name }) => !next.bindings.some((other) => other.name === name));
      if (one && one.type === "json") next.bindings = [...next.bindings, one];
      else if (one?.type === "plain_text") next.bindings = [...next.bindings, one];
    }),
  ),
  "leaves-limits": fault(
    "version.nothing-invented",
    "shows limits of a refused create in the next version",
    leaving(({ limits }, next) => {
      if (isObject(limits) && !next.request.limits) next.request = { ...next.request, limits };
    }),
  ),
  "leaves-flags": fault(
    "version.nothing-invented",
    "shows flags of a refused create in the next version of whatever Worker",
    leaving(({ compatibility_flags: flags }, next) => {
      if (Array.isArray(flags) && !next.request.compatibility_flags)
        next.request = { ...next.request, compatibility_flags: flags };
    }, false),
  ),
  "leaves-a-module": fault(
    "modules.complete",
    "shows a module of a refused create in the next version",
    leaving(({ modules }, next) => {
      const own = next.request.modules ?? [];
      const extra = (Array.isArray(modules) ? modules : []).filter(
        (one) => isObject(one) && !own.some(({ name }) => name === one.name) && one.name.startsWith("only-"),
      );
      if (extra.length > 0) next.request = { ...next.request, modules: [...own, ...extra] };
    }),
  ),
};

const otherFaults = {
  "modules-of-one-content": fault(
    "modules.complete",
    "keeps one of two modules with the same content",
    showing((version) => {
      const all = listIn(version, "modules");
      const isFirst = (one: JsonObject, i: number) =>
        all.findIndex((other) => other.content_base64 === one.content_base64) === i || one.content_base64 === "";
      if (Array.isArray(version.modules)) version.modules = all.filter(isFirst);
    }),
  ),
  "a-tag-once": fault("version.accepts-valid", "refuses a tag that another version of the Worker has", {
    refuse: ({ annotations }, { versions }) => {
      const tag = annotations?.["workers/tag"];
      return tag && versions.some(({ request }) => request.annotations?.["workers/tag"] === tag)
        ? invalid("tag is in use")
        : undefined;
    },
  }),
  "numbers-to-ninety-nine": fault("numbering.one-more", "begins again with 1 after 99", {
    number: (next) => ((next - 1) % 99) + 1,
  }),
  "first-gone-after-a-hundred": fault("read-back.get-finds", "no longer finds what a hundred versions follow", {
    find: (right, _key, { versions }) => (right && versions.length - versions.indexOf(right) > 100 ? undefined : right),
  }),
  "refuses-itself": fault("bindings.accepted", "refuses a service binding to the Worker itself", {
    refuse: ({ bindings = [] }, worker) =>
      bindings.some(({ type, service }) => type === "service" && service === worker.name)
        ? invalid("no such service")
        : undefined,
  }),
  "refuses-python": fault("modules.accepted", "refuses Python modules", {
    refuse: ({ modules = [] }) =>
      modules.some((one) => one.content_type === "text/x-python") ? invalid("no Python") : undefined,
  }),
};

/** Deviations that only some things together show: kinds, fields, lists, numbers of them, what came before. */
export const besideFaults: Record<string, TargetFault> = {
  ...countFaults,
  ...kindFaults,
  ...fieldFaults,
  ...inheritFaults,
  ...migrationFaults,
  ...leftFaults,
  ...otherFaults,
};
