import { html } from "hono/html";
import type { Report } from "../report.ts";
import { neverText, triedGroups, triedLine } from "../tried.ts";
import { folded, type Html, section, shown, table } from "./parts.ts";

/** How long answers took, by operation. */
export function timesSection({ times }: Report): Html | "" {
  if (times === undefined || Object.keys(times).length === 0) return "";
  const most = Math.max(1, ...Object.values(times).map(({ p95Ms }) => p95Ms));
  const ms = (value: number) => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en"));
  const rows = Object.entries(times).map(([call, { count, medianMs, p95Ms }]) => [
    call,
    count,
    ms(medianMs),
    ms(p95Ms),
    html`<meter min="0" max="${most}" value="${p95Ms}" aria-label="95th percentile of ${call}">${ms(p95Ms)} ms</meter>`,
  ]);
  const heads = ["operation", "answers", "median", "95 % within", "scale"];
  return section(
    "times",
    "Answer times",
    "In milliseconds, by operation.",
    table("answer times", heads, rows, { isFigures: true }),
  );
}

/** What the target does where the page is silent. */
export function silenceSection({ silences }: Report): Html | "" {
  if (silences.length === 0) return "";
  const accepted = silences.filter(({ did }) => did.startsWith("accepts")).length;
  const rows = silences.map(({ id, text, did }) => [html`<code>${shown(id)}</code>`, shown(text), shown(did)]);
  const all = table("where the page is silent", ["request", "with", "the target"], rows, { isSearched: true });
  return section(
    "silences",
    "Where the page is silent",
    "What the target does there; no verdict follows from it.",
    folded(`${silences.length} requests, ${accepted} accepted`, all, true),
  );
}

/** What was tried of all that there is to try. */
export function triedSection(report: Report): Html | "" {
  const rows = triedGroups(report).map((one) => [
    one.group === "answer" ? "shown by answers" : one.group,
    one.tried,
    one.of,
    shown(neverText(one), 600),
  ]);
  if (rows.length === 0) return "";
  const all = table("what was tried", ["group", "tried", "of", "not tried"], rows, { isFigures: true });
  return section("tried", "What was tried", triedLine(report) ?? "", folded("by group", all));
}

/** What answers hold beside the contract. */
export function driftSection({ drift, moreDrift = 0 }: Report): Html | "" {
  if (drift.length === 0) return "";
  const rows = drift.map((one) => [
    one.what,
    html`<code>${shown(one.value, 200)}</code>`,
    html`<code>${shown(one.pointer, 200)}</code>`,
    one.count,
  ]);
  const more = moreDrift > 0 ? ` ${moreDrift} further sightings are not listed.` : "";
  const all = table("drift", ["what", "value", "where", "times"], rows, { isSearched: true });
  return section(
    "drift",
    "Drift",
    `What answers hold beside the contract; no failure.${more}`,
    folded(`${drift.length} kinds`, all, true),
  );
}
