import { requestFaultsAt } from "../../contract/faults/index.ts";
import { isObject, type JsonObject } from "../../contract/json.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import { newestRevision, type Revision } from "../../contract/revision.ts";
import type { Shown } from "../behaviour.ts";
import { invalid } from "../refusal.ts";
import { bindingsShown, fault, listIn, partOf, showing, type TargetFault, table } from "./fault.ts";
import { accepts } from "./refusals.ts";

/** Puts another value than the right one into a key of what came with 2026-08, so that no place takes it for left out. */
const spoils: Readonly<Record<string, { breaks: RequirementId; text: string; spoil: (version: JsonObject) => void }>> =
  {
    "cache-options": {
      breaks: "cache-options.echoed",
      text: "says the contrary of cache_options.enabled",
      spoil: (version) => {
        const options = partOf(version, "cache_options");
        if ("enabled" in options) options.enabled = !options.enabled;
      },
    },
    "package-dependencies": {
      breaks: "package-dependencies.echoed",
      text: "shows what package.json asks for as what was installed",
      spoil: (version) => {
        for (const one of listIn(version, "package_dependencies")) one.installedVersion = `${one.packageJsonVersion}-x`;
      },
    },
    exports: {
      breaks: "exports.echoed",
      text: "shows exports under names in upper case",
      spoil: (version) => {
        const entries = Object.entries(partOf(version, "exports"));
        if (entries.length > 0)
          version.exports = Object.fromEntries(entries.map(([name, one]) => [`${name.toUpperCase()}_`, one]));
      },
    },
  };

const where: readonly Shown["where"][] = ["create", "get", "list"];
const echoes = table(
  Object.entries(spoils).flatMap(([name, { breaks, text, spoil }]) =>
    where.map(
      (place) => [`${name}-spoiled-in-${place}`, fault(breaks, `${text} in ${place}`, showing(spoil, place))] as const,
    ),
  ),
);

const hasExport = (type: string) => (one: { type: string }) => one.type === type;
const refusesExport = (type: string) =>
  fault("exports.accepted", `refuses exports of type ${type}`, {
    refuse: ({ exports = {} }) =>
      Object.values(exports).some(hasExport(type)) ? invalid(`export of type ${type} is invalid`) : undefined,
  });

/** What came with 2026-08. */
const ofOpenApi = {
  ...echoes,
  "cache-options-refused": fault("cache-options.accepted", "refuses cross_version_cache", {
    refuse: ({ cache_options: options }) =>
      options?.cross_version_cache === undefined ? undefined : invalid("cross_version_cache is unknown"),
  }),
  "package-dependencies-refused": fault("package-dependencies.accepted", "refuses packages with a scope", {
    refuse: ({ package_dependencies: packages = [] }) =>
      packages.some(({ name }) => name.startsWith("@")) ? invalid("a package has no such name") : undefined,
  }),
  "package-dependencies-first": fault(
    "package-dependencies.echoed",
    "shows two packages at the most",
    showing((version) => {
      if (Array.isArray(version.package_dependencies))
        version.package_dependencies = version.package_dependencies.slice(0, 2);
    }),
  ),
  "exports-worker-refused": refusesExport("worker"),
  "exports-class-refused": refusesExport("durable-object"),
  "exports-classes-lost": fault(
    "exports.echoed",
    "shows no Durable Object classes among the exports",
    showing((version) => {
      const kept = Object.entries(partOf(version, "exports")).filter(
        ([, one]) => isObject(one) && one.type !== "durable-object",
      );
      if (version.exports !== undefined) version.exports = Object.fromEntries(kept);
    }),
  ),
  "reconciliation-missing": fault(
    "exports.reconciliation-shown",
    "says nothing of what became of exports",
    showing((version) => {
      delete version.exports_reconciliation;
    }, "create"),
  ),
  "reconciliation-without-list": fault(
    "exports.reconciliation-shown",
    "leaves out removable_entries where there are none",
    showing((version) => {
      delete partOf(version, "exports_reconciliation").removable_entries;
    }),
  ),
  "reconciliation-always": fault(
    "exports.reconciliation-only",
    "shows a reconciliation of versions without exports",
    showing((version) => {
      version.exports_reconciliation ??= { created: [], removable_entries: ["Old"] };
    }, "create"),
  ),
  "reconciliation-as-text": fault(
    "version.field-types",
    "gives the created classes as one text",
    showing((version) => {
      const told = partOf(version, "exports_reconciliation");
      if (Array.isArray(told.created)) told.created = told.created.join();
    }),
  ),
  "exports-with-migrations-taken": fault("refusal.exports-with-migrations", "accepts exports beside migrations", {
    pardon: ({ message }) => message.startsWith("exports and migrations"),
  }),
};

/** What came with 2026-11. */
const ofSdk = {
  "r2-us-lost": fault(
    "bindings.echoed",
    "shows the jurisdiction us as eu",
    bindingsShown("r2_bucket", (one) => {
      if (one.jurisdiction === "us") one.jurisdiction = "eu";
    }),
  ),
  "base-path-refused": fault("assets.accepted", "refuses an assets.config.base_path of two steps", {
    refuse: ({ assets }) => (/^\/[^/]+\//.test(assets?.config?.base_path ?? "") ? invalid("base_path") : undefined),
  }),
  "base-path-lost": fault(
    "assets.config-echoed",
    "shows each assets.config.base_path as the root",
    showing((version) => {
      const config = partOf(partOf(version, "assets"), "config");
      if (config.base_path !== undefined) config.base_path = "/";
    }),
  ),
  "identity-with-tunnel-taken": fault("refusal.vpc-network", "accepts an identity beside a tunnel_id", {
    pardon: ({ message }) => message.includes("identity needs"),
  }),
};

/** The first request fault of each requirement and part of what is newer: it is accepted. */
const taken = requestFaultsAt(newestRevision).filter(
  ({ since, subject, requirement }, i, all) =>
    since !== undefined &&
    ["refusal.type", "refusal.required", "refusal.enum"].includes(requirement) &&
    all.findIndex((one) => one.since && one.requirement === requirement && one.subject.of === subject.of) === i,
);
const came = (since: Revision, rows: Record<string, TargetFault>): Record<string, TargetFault> =>
  Object.fromEntries(Object.entries(rows).map(([id, one]) => [id, { ...one, since }]));

/** Deviations in what is newer than the page. */
export const laterFaults: Record<string, TargetFault> = {
  ...came("create-version/2026-08", ofOpenApi),
  ...came("create-version/2026-11", ofSdk),
  ...Object.fromEntries(
    taken.map((one) => [`accepts-${one.id}`, { ...accepts(one), ...(one.since ? { since: one.since } : {}) }]),
  ),
};
