import fc from "fast-check";
import type { World } from "./world.ts";

const dayMs = 86_400_000;
/** The date of the page's own example. */
const firstDay = "2021-01-01";
/** The day of laws and tests, where nobody says which day it is. */
const someDay = "2026-06-01";

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The day of the run, `YYYY-MM-DD` in UTC: it comes in with the world, so that a seed and a day repeat a run. */
export const todayOf = ({ today = someDay }: Pick<World, "today">): string => today;

/** Days that targets like to get wrong: the first one, a leap day, ends of years, the last days, today. */
export const edgeDates = (world: Pick<World, "today">): string[] => {
  const today = todayOf(world);
  const before = (days: number) => dayOf(Date.parse(today) - days * dayMs);
  const fixed = ["2024-01-01", firstDay, "2021-11-02", "2022-12-31", "2024-02-29", "2025-06-02", "2026-01-31"];
  return [...new Set([...fixed, before(366), before(31), before(7), before(1), today])].filter((day) => day <= today);
};

/** A compatibility date, `YYYY-MM-DD`, from the page's example up to today; the plain one first. */
export const compatibilityDate = (world: Pick<World, "today">): fc.Arbitrary<string> =>
  fc.oneof(
    { withCrossShrink: true },
    fc.constantFrom(...edgeDates(world)),
    fc
      .nat({ max: Math.max(0, (Date.parse(todayOf(world)) - Date.parse(firstDay)) / dayMs) })
      .map((days) => dayOf(Date.parse(firstDay) + days * dayMs)),
  );

const never = "9999-01-01";
/** Flags that the runtime knows, with the date from which each is on by default (and may then not be named). */
const enabling: Readonly<Record<string, string>> = {
  nodejs_compat: never,
  nodejs_als: never,
  global_fetch_strictly_public: never,
  html_rewriter_treats_esi_include_as_void_tag: never,
  formdata_parser_supports_files: "2021-11-03",
  global_navigator: "2022-03-21",
  strict_crypto: "2022-08-04",
  url_standard: "2022-10-31",
  export_commonjs_default: "2022-10-31",
  streams_enable_constructors: "2022-11-30",
  queues_json_messages: "2024-03-18",
  fetcher_no_get_put_delete: "2024-03-26",
  unwrap_custom_thenables: "2024-04-01",
  brotli_content_encoding: "2024-04-29",
  cache_option_enabled: "2024-11-11",
};
/** Flags that turn off what a date turns on: only after that date do they mean anything. */
const disabling: Readonly<Record<string, string>> = {
  no_global_navigator: "2022-03-21",
  url_original: "2022-10-31",
  no_queues_json_messages: "2024-03-18",
  no_brotli_content_encoding: "2024-04-29",
};

/** The flags that a version of the date may name, the best known one first. */
export const flagsAt = (date: string): string[] => [
  ...Object.keys(enabling).filter((flag) => date < (enabling[flag] ?? "")),
  ...Object.keys(disabling).filter((flag) => date >= (disabling[flag] ?? never)),
];

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
          // What mean the opposite of each other is not named together, and the date of a flag is the one that is sent.
          compatibility_flags: fc.subarray(flagsAt(date), { maxLength: 5 }),
        },
        { requiredKeys: [], noNullPrototype: true },
      ) as fc.Arbitrary<Compatibility>,
  );
