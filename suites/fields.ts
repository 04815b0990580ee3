import { assetsConfigFields } from "../contract/assets.ts";
import { echo } from "../contract/echo.ts";
import type { Field, ObjectField } from "../contract/field.ts";
import { isBlank, isObject } from "../contract/json.ts";
import { placementShape } from "../contract/placement.ts";
import type { RequirementId } from "../contract/requirements/index.ts";
import { newestRevision } from "../contract/revision.ts";
import { type VersionRequest, versionFieldAt } from "../contract/version.ts";
import { placementEchoed } from "./judges/content.ts";
import { type Finding, finding, type Invariant } from "./seen/invariant.ts";
import { isBroken, type Sighting } from "./seen/sighting.ts";

/** What was sent is held against what any revision says of it. */
const { fields } = versionFieldAt(newestRevision);

/** A list may show less of a version; what it shows must be right. */
const isSilent = ({ where }: Sighting, value: unknown) => where === "list" && isBlank(value);

/** Holds one field of an answer against what was sent for it. */
function echoed(sighting: Sighting, name: keyof VersionRequest, id: RequirementId, row?: string): Finding[] {
  const { known, shown, pointer } = sighting;
  const sent = known.request[name];
  if (sent === undefined || isBroken(sighting, name) || isSilent(sighting, shown[name])) return [];
  const [first] = echo(fields[name] as Field, sent, shown[name], `${pointer}/${name}`);
  const where = { pointer: first?.pointer ?? "", ...(row === undefined ? {} : { row }) };
  return [finding(id, !first, JSON.stringify(first?.expected), first?.actual, where)];
}

const assetsConfig = (fields.assets as ObjectField).fields.config as ObjectField;

/** Each field of `assets.config` has its own verdict line; the config is optional, but where it is shown, it is whole. */
function assetsFindings(sighting: Sighting): Finding[] {
  const { known, shown, pointer } = sighting;
  const sent = known.request.assets?.config;
  if (!sent || isBroken(sighting, "assets")) return [];
  const got = isObject(shown.assets) && isObject(shown.assets.config) ? shown.assets.config : {};
  if (isBlank(got)) return [];
  return assetsConfigFields
    .filter((name) => sent[name] !== undefined)
    .map((name) => {
      const [first] = echo(
        assetsConfig.fields[name] as Field,
        sent[name],
        got[name],
        `${pointer}/assets/config/${name}`,
      );
      return finding("assets.config-echoed", !first, JSON.stringify(sent[name]), got[name], {
        row: name,
        pointer: first?.pointer ?? "",
      });
    });
}

/** "Set to standard": what was sent, or standard, which is all that the live API still knows; deprecated, it may be left out. */
function usageFindings(sighting: Sighting): Finding[] {
  const { known, shown, pointer } = sighting;
  const sent = known.request.usage_model;
  if (sent === undefined || isBlank(shown.usage_model)) return [];
  const fits = shown.usage_model === sent || shown.usage_model === "standard";
  return [
    finding("usage-model.echoed", fits, `${JSON.stringify(sent)} or "standard"`, shown.usage_model, {
      pointer: `${pointer}/usage_model`,
    }),
  ];
}

/** The plain fields of a version: what was sent comes back on create and get, and is not contradicted by the list. */
export const fieldsInvariant: Invariant = {
  ids: [
    "placement.echoed",
    "assets.config-echoed",
    "compatibility.date-echoed",
    "compatibility.flags-echoed",
    "containers.echoed",
    "limits.echoed",
    "modules.main-module-echoed",
    "usage-model.echoed",
  ],
  judge: ({ sightings }) =>
    sightings
      .filter(({ contentJudged }) => contentJudged)
      .flatMap((sighting) => {
        const { placement } = sighting.known.request;
        return [
          ...echoed(sighting, "placement", placementEchoed.id, placement && placementShape(placement)),
          ...assetsFindings(sighting),
          ...echoed(sighting, "compatibility_date", "compatibility.date-echoed"),
          ...echoed(sighting, "compatibility_flags", "compatibility.flags-echoed"),
          ...echoed(sighting, "containers", "containers.echoed"),
          ...echoed(sighting, "limits", "limits.echoed"),
          ...echoed(sighting, "main_module", "modules.main-module-echoed"),
          ...usageFindings(sighting),
        ];
      }),
};
