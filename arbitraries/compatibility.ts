import fc from "fast-check";
import type { World } from "./world.ts";

const dayMs = 86_400_000;
/** The first day that the runtime knows: what becomes of earlier ones, the page's own example among them, nobody says. */
const firstDay = "2021-11-02";
/** The day of laws and tests, where nobody says which day it is. */
const someDay = "2026-06-01";

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The day of the run, `YYYY-MM-DD` in UTC: it comes in with the world, so that a seed and a day repeat a run. */
export const todayOf = ({ today = someDay }: Pick<World, "today">): string => today;

/** Days that targets like to get wrong: the first one, a leap day, ends of years, the last days, today. */
export const edgeDates = (world: Pick<World, "today">): string[] => {
  const today = todayOf(world);
  const before = (days: number) => dayOf(Date.parse(today) - days * dayMs);
  const fixed = ["2024-01-01", firstDay, "2022-12-31", "2024-02-29", "2025-06-02", "2026-01-31"];
  return [...new Set([...fixed, before(366), before(31), before(7), before(1), today])].filter((day) => day <= today);
};

/** A compatibility date, `YYYY-MM-DD`, up to today; the plain one first. */
export const compatibilityDate = (world: Pick<World, "today">): fc.Arbitrary<string> =>
  fc.oneof(
    { withCrossShrink: true },
    fc.constantFrom(...edgeDates(world)),
    fc
      .nat({ max: Math.max(0, (Date.parse(todayOf(world)) - Date.parse(firstDay)) / dayMs) })
      .map((days) => dayOf(Date.parse(firstDay) + days * dayMs)),
  );

const never = "9999-01-01";
/** Flags that every runtime of the last years knows, with the date from which each is on by default (and may then not be named). */
const enabling: Readonly<Record<string, string>> = {
  nodejs_compat: never,
  nodejs_als: never,
  queues_json_messages: "2024-03-18",
  fetcher_no_get_put_delete: "2024-03-26",
  unwrap_custom_thenables: "2024-04-01",
  brotli_content_encoding: "2024-04-29",
  url_standard: "2022-10-31",
  strict_crypto: "2022-08-04",
  global_navigator: "2022-03-21",
};
/** Flags that a target may not know, each with a date at which it means something. */
export const riskyFlags: Readonly<Record<string, string>> = {
  global_fetch_strictly_public: "2024-01-01",
  html_rewriter_treats_esi_include_as_void_tag: "2024-01-01",
  formdata_parser_supports_files: firstDay,
  export_commonjs_default: firstDay,
  streams_enable_constructors: firstDay,
  cache_option_enabled: "2024-01-01",
  no_global_navigator: "2024-01-01",
  url_original: "2024-01-01",
  no_brotli_content_encoding: "2025-06-02",
};

/** The flags that a version of the date may name, the best known one first. */
export const flagsAt = (date: string): string[] =>
  Object.keys(enabling).filter((flag) => date < (enabling[flag] ?? ""));

export interface Compatibility {
  compatibility_date?: string;
  compatibility_flags?: string[];
}

/** A date, flags that are not yet the default at that date, or both. */
export const compatibility = (world: Pick<World, "today">): fc.Arbitrary<Compatibility> =>
  compatibilityDate(world).chain(
    (date) =>
      fc.record(
        {
          compatibility_date: fc.constant(date),
          compatibility_flags: fc.subarray(flagsAt(date), { maxLength: Math.min(5, flagsAt(date).length) }),
        },
        { requiredKeys: [], noNullPrototype: true },
      ) as fc.Arbitrary<Compatibility>,
  );
