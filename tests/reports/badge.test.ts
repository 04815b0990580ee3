import { describe, expect, test } from "vitest";
import { z } from "zod";
import { badgeReport } from "../../reports/badge.ts";
import type { Report } from "../../reports/report.ts";
import { failureOf } from "./failures.ts";
import { requirementOf, sampleReport } from "./sample.ts";

/** The fields that https://shields.io/badges/endpoint-badge documents. */
const endpoint = z.strictObject({
  schemaVersion: z.literal(1),
  label: z.string(),
  message: z.string().min(1),
  color: z.string().optional(),
  labelColor: z.string().optional(),
  isError: z.boolean().optional(),
  namedLogo: z.string().optional(),
  logoSvg: z.string().optional(),
  logoColor: z.string().optional(),
  logoSize: z.string().optional(),
  style: z.string().optional(),
  cacheSeconds: z.number().min(300).optional(),
});
const badgeOf = (report: Report) => endpoint.parse(JSON.parse(badgeReport(report)));
const failing = { ...requirementOf("deploy.b", "fail"), failures: [failureOf()] };

describe("badge.json", () => {
  test.each<[string, Partial<Report>, string, string]>([
    ["conforms", { totals: { pass: 1 } }, "1 of 1 hold", "brightgreen"],
    ["breaks a requirement", { totals: { fail: 1 }, requirements: [failing] }, "breaks 1 requirement", "red"],
    ["could not be judged", { totals: { untested: 1 } }, "could not be judged", "lightgrey"],
    ["was cut short", { totals: { pass: 1 }, complete: false }, "inconclusive", "yellow"],
  ])("of a target that %s", (_, rest, message, color) => {
    expect(badgeOf(sampleReport(rest as never))).toEqual({ schemaVersion: 1, label: "Create Version", message, color });
  });

  test("says where the baseline alone is wrong, and where a part alone was judged", () => {
    const stale = { file: "b.json", known: 0, stale: [{ id: "deploy.a", reason: "old" }], expired: [] };

    expect(badgeOf(sampleReport({ totals: { pass: 1 }, baseline: stale })).message).toBe("baseline is stale");
    expect(badgeOf(sampleReport({ totals: { pass: 1 }, run: { only: ["deploy"] } })).message).toBe(
      "1 of 1 hold (deploy alone)",
    );
  });
});
