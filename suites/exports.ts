import { cacheOptions, exportRows, packageDependencies, versionExporting } from "../arbitraries/exports.ts";
import { plainVersion } from "../arbitraries/version.ts";
import { echo } from "../contract/echo.ts";
import { isLive } from "../contract/exports.ts";
import type { Field } from "../contract/field.ts";
import { isBlank, isObject, type JsonObject } from "../contract/json.ts";
import type { RequirementId } from "../contract/requirements/index.ts";
import { newestRevision } from "../contract/revision.ts";
import { requestFieldAt } from "../contract/version.ts";
import { cacheOptionsAccepted, exportsAccepted, packageDependenciesAccepted } from "./judges/content.ts";
import { type Finding, finding, type Invariant } from "./seen/invariant.ts";
import { isBroken, type Sighting } from "./seen/sighting.ts";
import { claim, claimRows } from "./words/claim.ts";
import { acceptedAndShown } from "./words/round-trip.ts";

/** The revision that all of this came with. */
const since = "create-version/2026-08";

const { fields } = requestFieldAt(newestRevision);
function echoed({ shown, pointer }: Sighting, name: string, sent: unknown, id: RequirementId): Finding {
  const [first] = echo(fields[name] as Field, sent, shown[name], `${pointer}/${name}`);
  return finding(id, !first, JSON.stringify(first?.expected), first?.actual, { pointer: first?.pointer ?? "" });
}

/** What was sent comes back; of exports, what lives. A list may show less of a version. */
function echoFindings(sighting: Sighting): Finding[] {
  const { known, shown, where } = sighting;
  const { cache_options: cache, package_dependencies: packages, exports } = known.request;
  const live = exports && Object.fromEntries(Object.entries(exports).filter(([, one]) => isLive(one)));
  const isJudged = (name: string, sent: unknown) =>
    sent !== undefined && !isBroken(sighting, name) && !(where === "list" && isBlank(shown[name]));
  return [
    ...(isJudged("cache_options", cache) ? [echoed(sighting, "cache_options", cache, "cache-options.echoed")] : []),
    ...(isJudged("package_dependencies", packages)
      ? [echoed(sighting, "package_dependencies", packages, "package-dependencies.echoed")]
      : []),
    ...(isJudged("exports", live) ? [echoed(sighting, "exports", live, "exports.echoed")] : []),
  ];
}

const lists = [
  ...["created", "updated", "deleted", "renamed", "transferred", "transfer_pending", "warnings", "info"],
  "removable_entries",
];
const isWhole = (told: unknown): boolean =>
  isObject(told) && lists.every((name) => Array.isArray((told as JsonObject)[name]));

/** "Present only on uploads that included an exports block": what the upload did is told by the answer to it. */
function reconciliationFindings(sighting: Sighting): Finding[] {
  const { known, shown, where, pointer } = sighting;
  const told = shown.exports_reconciliation;
  const place = { pointer: `${pointer}/exports_reconciliation` };
  if (known.request.exports === undefined)
    return [
      finding("exports.reconciliation-only", isBlank(told), "no word on exports, since none were sent", told, place),
    ];
  if (where !== "create" || isBroken(sighting, "exports_reconciliation")) return [];
  const expected = `the lists ${lists.join(", ")}`;
  return [finding("exports.reconciliation-shown", isWhole(told), expected, told, place)];
}

export const exportsInvariant: Invariant = {
  since,
  ids: [
    "cache-options.echoed",
    "package-dependencies.echoed",
    "exports.echoed",
    "exports.reconciliation-shown",
    "exports.reconciliation-only",
  ],
  judge: ({ sightings }) =>
    sightings
      .filter(({ contentJudged }) => contentJudged)
      .flatMap((sighting) => [...echoFindings(sighting), ...reconciliationFindings(sighting)]),
};

/** What came with the OpenAPI of 2026-08, accepted here, its echo judged by the invariant. */
export const exportsClaims = [
  claim(
    "cache-options.accepted",
    { since, weight: 0.4, drives: ["cache-options.echoed"] },
    (world) => [cacheOptions(world)],
    async (worker, cache_options) => {
      await acceptedAndShown(worker, { ...plainVersion(), cache_options }, cacheOptionsAccepted);
    },
  ),
  claim(
    "package-dependencies.accepted",
    { since, weight: 0.4, drives: ["package-dependencies.echoed"] },
    () => [packageDependencies()],
    async (worker, package_dependencies) => {
      await acceptedAndShown(worker, { ...plainVersion(), package_dependencies }, packageDependenciesAccepted);
    },
  ),
  ...claimRows(
    "exports.accepted",
    exportRows,
    {
      since,
      weight: 0.4,
      drives: ["exports.echoed", "exports.reconciliation-shown", "exports.reconciliation-only", "version.field-types"],
    },
    (row, world) => [versionExporting(row, world)],
    (row) => async (worker, request) => {
      await acceptedAndShown(worker, request, exportsAccepted(row));
    },
  ),
];
