import { at, isBlank, isObject, type JsonObject, sameJson } from "../contract/json.ts";
import { type Finding, finding, type Invariant } from "./invariant.ts";
import { isBroken, type Sighting } from "./sighting.ts";

/** Two date-times are the same instant, at the precision of the coarser one; what is none is judged elsewhere. */
function sameInstant(a: unknown, b: unknown): boolean {
  if (typeof a !== "string" || typeof b !== "string") return true;
  const digits = (text: string) => /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  const stepMs = 10 ** Math.max(0, 3 - Math.min(digits(a), digits(b)));
  return Math.abs(Date.parse(a) - Date.parse(b)) < stepMs;
}

/** What the server settles at the create: shown in both places, it is the same. */
const settled = ["id", "created_on", "source", "usage_model", "compatibility_date"] as const;

function agreeFindings(sighting: Sighting): Finding[] {
  const { known, shown, pointer } = sighting;
  const pairs = settled
    .filter((name) => !isBroken(sighting, name))
    .map((name) => ({ name, here: shown[name], there: known.created[name] }));
  const note = (version: JsonObject, key: string) =>
    isObject(version.annotations) ? version.annotations[key] : undefined;
  const keys = isObject(shown.annotations) ? Object.keys(shown.annotations) : [];
  const notes = keys.map((key) => ({
    name: `annotations${at("", key)}`,
    here: note(shown, key),
    there: note(known.created, key),
  }));
  const both = [...pairs, ...notes].filter(({ here, there }) => !isBlank(here) && !isBlank(there));
  return both.map(({ name, here, there }) => {
    const same = name === "created_on" ? sameInstant(here, there) : sameJson(here, there);
    return finding("read-back.agree", same, JSON.stringify(there), here, { pointer: `${pointer}/${name}` });
  });
}

function changeFinding({ change, pointer }: Sighting): Finding {
  const expected = change ? JSON.stringify(change.expected) : "";
  return finding("read-back.immutable", !change, expected, change?.actual, { pointer: change?.pointer ?? pointer });
}

export const agreementInvariant: Invariant = {
  ids: ["read-back.agree", "read-back.immutable"],
  judge: ({ sightings }) =>
    sightings
      .filter(({ where }) => where !== "create")
      .flatMap((sighting) => {
        const { known, where, includeModules } = sighting;
        const again = where === "get" && known.lastGet[includeModules ? "modules" : "plain"] !== undefined;
        if (sighting.change) return [changeFinding(sighting)];
        return [...(again ? [changeFinding(sighting)] : []), ...agreeFindings(sighting)];
      }),
};
