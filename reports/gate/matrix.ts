import { html, raw } from "hono/html";
import { z } from "zod";
import { areaOf } from "../../contract/requirements/index.ts";
import { markdownText } from "../door.ts";
import { style } from "../html/style.ts";
import { failureCard } from "./card.ts";
import { failureSection } from "./markdown.ts";
import { type GateReport, type GateVerdict, gateReportSchema } from "./report.ts";
import { clientName } from "./text.ts";

/** Clients by properties, each from a run. */
export const matrixSchema = z.object({
  schema: z.literal("workers-version-conformance/gate-matrix@1"),
  madeAt: z.string(),
  suite: z.object({ version: z.string() }),
  contract: z.object({ revision: z.string() }),
  clients: z.array(gateReportSchema),
  /** Clients that could not be run here, and why. */
  skipped: z.array(z.object({ client: z.string(), reason: z.string() })),
});
export type Matrix = z.infer<typeof matrixSchema>;

const marks: Record<GateVerdict, string> = {
  pass: "ok",
  fail: "FAIL",
  warn: "warn",
  "expected-fail": "FAIL",
  "stale-expected": "stale",
  flaky: "flaky",
  "not-expressible": "n/e",
  "adapter-error": "error",
  untested: "-",
};
const legend =
  "ok: held in every case; FAIL: broken, the smallest call is below (n: in so many rows); n/e: the client's interface cannot ask for it or cannot show it; -: not judged";

interface Line {
  id: string;
  text: string;
  regressions: readonly string[];
}

/** Every property that any client was judged by, in the gate's order. */
function linesOf({ clients }: Matrix): Line[] {
  const all = clients.flatMap(({ properties }) => properties);
  return [...new Map(all.map(({ id, text, regressions }) => [id, { id, text, regressions }])).values()];
}

/** The rows of a property that fail, where it has rows. */
function failedRows(report: GateReport, id: string): string[] {
  const rows = report.properties.find((one) => one.id === id)?.rows ?? [];
  return rows.filter(({ verdict }) => verdict === "fail").map(({ row }) => row);
}
/** What a cell says: the verdict, and how many rows it is of where they differ. */
function markOf(report: GateReport, id: string): string {
  const rows = report.properties.find((one) => one.id === id)?.rows ?? [];
  const failed = failedRows(report, id).length;
  const unheard = rows.filter(({ verdict }) => verdict === "not-expressible").length;
  if (failed > 0) return `FAIL (${failed})`;
  const verdict = verdictOf(report, id);
  return verdict === "pass" && unheard > 0 ? `ok (${unheard} n/e)` : marks[verdict];
}
const verdictOf = (report: GateReport, id: string): GateVerdict =>
  report.properties.find((one) => one.id === id)?.verdict ?? "untested";
const anchorOf = (report: GateReport) =>
  clientName(report)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
const passedOf = ({ totals }: GateReport) =>
  `${totals.pass ?? 0} ok, ${(totals.fail ?? 0) + (totals["expected-fail"] ?? 0)} FAIL`;

function matrixRow(matrix: Matrix, { id, regressions }: Line): string {
  const cells = matrix.clients.map((report) => {
    const verdict = verdictOf(report, id);
    const mark = markOf(report, id);
    return verdict === "fail" ? `[${mark}](#${anchorOf(report)})` : mark;
  });
  return `| ${id}${regressions.length > 0 ? ` (${regressions.join(", ")})` : ""} | ${cells.join(" | ")} |`;
}

/** The matrix for reading where Markdown is read. */
export function matrixMarkdown(matrix: Matrix): string {
  const heads = matrix.clients.map((report) => `[${clientName(report)}](#${anchorOf(report)})`);
  const sections = matrix.clients.flatMap((report) => [
    `## ${clientName(report)}`,
    `<a id="${anchorOf(report)}"></a>`,
    "",
    `${passedOf(report)}; ${report.run.cases} cases in ${(report.run.durationMs / 1000).toFixed(0)} s, seed ${report.run.seed}, ${report.run.startedAt}.${report.client.note === undefined ? "" : ` ${report.client.note}.`}`,
    "",
    ...report.properties.flatMap((one) => one.failures.flatMap((failure) => failureSection(one, failure))),
  ]);
  return [
    "# Clients by properties",
    "",
    `Made from runs on ${matrix.madeAt.slice(0, 10)} by suite ${matrix.suite.version}, contract ${matrix.contract.revision}; \`npm run clients:matrix\` makes it anew.`,
    `${legend}. [gate.md](gate.md) has what the properties say and where they come from.`,
    "",
    `| property | ${heads.join(" | ")} |`,
    `|---|${heads.map(() => "---").join("|")}|`,
    ...linesOf(matrix).map((one) => matrixRow(matrix, one)),
    `| | ${matrix.clients.map(passedOf).join(" | ")} |`,
    "",
    ...(matrix.skipped.length > 0
      ? ["Not run here:", "", ...matrix.skipped.map(({ client, reason }) => `- ${client}: ${markdownText(reason)}`), ""]
      : []),
    ...sections,
  ].join("\n");
}

const more = `body { max-width: none; } table.matrix { width: auto; } table.matrix th { vertical-align: bottom; max-width: 9rem; }
table.matrix td { text-align: center; white-space: nowrap; } table.matrix td:first-child { text-align: left; white-space: normal; }
td.pass { color: var(--good); } td.fail { color: var(--bad); font-weight: 600; } td.quiet { color: var(--soft); }
article { max-width: 62rem; }`;

function htmlCell(report: GateReport, id: string) {
  const verdict = verdictOf(report, id);
  const rows = failedRows(report, id);
  const kind = verdict === "pass" ? "pass" : verdict === "fail" ? "fail" : "quiet";
  const first = `${anchorOf(report)}/${id}${rows[0] === undefined ? "" : `/${rows[0]}`}`;
  const text = markOf(report, id);
  return html`<td class="${kind}">${verdict === "fail" ? html`<a href="#${first}">${text}</a>` : text}</td>`;
}

/** The matrix as one page: no scripts, nothing that it would have to load. */
export function matrixHtml(matrix: Matrix): string {
  const areas = [...new Set(linesOf(matrix).map(({ id }) => areaOf(id)))];
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Clients by properties</title><style>${raw(style)}${raw(more)}</style></head><body>
<header><h1>Clients by properties</h1>
<p>Made from runs on ${matrix.madeAt.slice(0, 10)} by suite ${matrix.suite.version}, contract ${matrix.contract.revision}.</p>
<p>${legend}.</p></header><main>
<section class="scroll" tabindex="0" aria-label="clients by properties"><table class="matrix"><thead><tr><th>property</th>${matrix.clients.map((report) => html`<th>${clientName(report)}<br><small>${passedOf(report)}</small></th>`)}</tr></thead>
<tbody>${areas.map(
    (area) =>
      html`<tr><th colspan="${matrix.clients.length + 1}">${area}</th></tr>${linesOf(matrix)
        .filter(({ id }) => areaOf(id) === area)
        .map(
          ({ id, text, regressions }) =>
            html`<tr><td title="the client must ${text}">${id} <small>${regressions.join(", ")}</small></td>${matrix.clients.map((report) => htmlCell(report, id))}</tr>`,
        )}`,
  )}</tbody></table></section>
${matrix.skipped.length > 0 ? html`<section><h2>Not run here</h2><ul>${matrix.skipped.map(({ client, reason }) => html`<li>${client}: ${reason}</li>`)}</ul></section>` : ""}
${matrix.clients.map(
  (
    report,
  ) => html`<section><h2 id="${anchorOf(report)}">${clientName(report)} <small>${passedOf(report)}, ${report.run.startedAt}</small></h2>
${report.properties.flatMap((one) => one.failures.map((failure) => failureCard(one, failure, `${anchorOf(report)}/`)))}</section>`,
)}
</main></body></html>`;
  return String(page);
}
