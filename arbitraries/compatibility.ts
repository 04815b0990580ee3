import fc from "fast-check";

const dayMs = 86_400_000;
const firstDay = Date.parse("2021-11-02");
const lastDay = Date.parse("2025-06-01");

/** A compatibility date, `YYYY-MM-DD`, that every runtime of the last year knows; the plain one first. */
export const compatibilityDate = (): fc.Arbitrary<string> =>
  fc.oneof(
    { withCrossShrink: true },
    fc.constant("2024-01-01"),
    fc
      .nat({ max: (lastDay - firstDay) / dayMs })
      .map((days) => new Date(firstDay + days * dayMs).toISOString().slice(0, 10)),
  );

/** Flags that the runtime knows, with the date from which each is on by default (and may then not be named). */
const flags: Record<string, string> = {
  nodejs_compat: "9999-01-01",
  nodejs_als: "9999-01-01",
  queues_json_messages: "2024-03-18",
  fetcher_no_get_put_delete: "2024-03-26",
  unwrap_custom_thenables: "2024-04-01",
  brotli_content_encoding: "2024-04-29",
  url_standard: "2022-10-31",
  strict_crypto: "2022-08-04",
  global_navigator: "2022-03-21",
};

export interface Compatibility {
  compatibility_date?: string;
  compatibility_flags?: string[];
}

/** A date, flags that are not yet the default at that date, or both. */
export const compatibility = (): fc.Arbitrary<Compatibility> =>
  compatibilityDate().chain((date) => {
    const allowed = Object.keys(flags).filter((flag) => date < (flags[flag] ?? ""));
    return fc.record(
      {
        compatibility_date: fc.constant(date),
        compatibility_flags: fc.subarray(allowed, { maxLength: Math.min(5, allowed.length) }),
      },
      { requiredKeys: [], noNullPrototype: true },
    ) as fc.Arbitrary<Compatibility>;
  });
