import { html, raw } from "hono/html";
import { kindsAt } from "../../contract/bindings.ts";
import { migrationLists } from "../../contract/migrations.ts";
import { placementShapes } from "../../contract/placement.ts";
import { newestRevision, revisionNamed } from "../../contract/revision.ts";
import type { Group } from "../groups.ts";
import { type Report, type RequirementResult, type Verdict, worst } from "../report.ts";
import { areasOf, isPartly, passedIn } from "../summary.ts";
import { type Html, scrolling, timeText } from "./parts.ts";

/** One cell: what was found, in a word, and where more of it stands. */
interface Cell {
  verdict: Verdict | "";
  text: string;
  href: string;
}
type Found = { report: Report; groups: readonly Group[] };

const short: Partial<Record<Verdict, string>> = { pass: "ok", untested: "–", inapplicable: "n/a", environment: "env" };
const requirementIn = ({ requirements }: Report, id: string): RequirementResult | undefined =>
  requirements.find((one) => one.id === id);

/** Where a requirement stands; a run that left it out has no place of its own for it. */
const placeIn = ({ report }: Found, id: string) => (requirementIn(report, id) ? `r-${id}` : "requirements");

/** The group that a failure of a requirement, or of one of its rows, is in. */
function groupOf({ groups }: Found, id: string, isMeant: (row: string | undefined) => boolean): string | undefined {
  return groups.find(({ members }) =>
    members.some(({ requirement, failure }) => requirement.id === id && isMeant(failure.row)),
  )?.id;
}

/** The cell of one row of a requirement, or of the worst of several. */
function rowCell(found: Found, ids: readonly string[], row: string): Cell {
  const all = ids.map((id) => ({ id, verdict: verdictOf(found, id, row) }));
  const verdict = worst(all.map((one) => one.verdict));
  const id = all.find((one) => one.verdict === verdict)?.id ?? "";
  const group = groupOf(found, id, (one) => one === row);
  return { verdict, text: short[verdict] ?? verdict, href: `#${group ?? placeIn(found, id)}` };
}
const verdictOf = ({ report }: Found, id: string, row: string): Verdict =>
  requirementIn(report, id)?.rows.find((one) => one.row === row)?.verdict ?? "untested";

/** What holds of a binding that comes back. */
const echoed = ["bindings.echoed", "bindings.complete"];

/** Whether what was sent comes back in the answers to one call. */
function shownCell(found: Found, kind: string, call: "get" | "list"): Cell {
  const kinds: readonly unknown[] = call === "get" ? ["getVersion"] : ["listVersions"];
  const failed = found.groups.find(({ members }) =>
    members.some(({ requirement, failure }) => {
      const decider = failure.exchanges[failure.decides ?? failure.exchanges.length - 1];
      return echoed.includes(requirement.id) && failure.row === kind && kinds.includes(decider?.kind);
    }),
  );
  if (failed) return { verdict: "fail", text: "fail", href: `#${failed.id}` };
  const times = found.report.shown?.[kind]?.[call] ?? 0;
  const verdict = times > 0 ? "pass" : "untested";
  return { verdict, text: short[verdict] ?? verdict, href: `#${placeIn(found, "bindings.echoed")}` };
}

/** Request faults of a kind: how many are refused, of how many that were tried. */
function refusedCell(found: Found, isMeant: (row: string) => boolean): Cell {
  const rows = found.report.requirements
    .filter(({ id }) => id.startsWith("refusal."))
    .flatMap(({ id, rows: own }) => own.filter(({ row }) => isMeant(row)).map((row) => ({ id, ...row })));
  const judged = rows.filter(({ judged: times }) => times > 0);
  const passed = judged.filter(({ verdict }) => verdict === "pass").length;
  const bad = judged.find(({ verdict }) => verdict !== "pass");
  const verdict = judged.length === 0 ? "untested" : (bad?.verdict ?? "pass");
  const group = bad && groupOf(found, bad.id, (row) => row === bad.row);
  return {
    verdict,
    text: judged.length === 0 ? "–" : `${passed}/${judged.length}`,
    href: `#${group ?? placeIn(found, bad?.id ?? rows[0]?.id ?? "refusal.type")}`,
  };
}

const cellHtml = ({ verdict, text, href }: Cell): Html =>
  html`<td><a class="${verdict}" href="${href}">${text}</a></td>`;
/** A name that breaks at its underscores, where the page is narrow. */
const steppedName = (name: string): Html[] =>
  name.split("_").map((part, i) => html`${i > 0 ? raw("_<wbr>") : ""}${part}`);
const rowHtml = (name: string, cells: readonly Cell[]): Html =>
  html`<tr><th scope="row">${steppedName(name)}</th>${cells.map(cellHtml)}</tr>`;
const tableHtml = (caption: string, head: readonly string[], rows: readonly Html[]): Html =>
  scrolling(
    caption,
    html`<table class="matrix"><caption>${caption}</caption><thead><tr>${head.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`,
  );

const startsSo = (start: string) => (row: string) => row.startsWith(start);

function kindRows(found: Found): Html[] {
  return kindsAt(revisionNamed(found.report.contract.revision) ?? newestRevision).map((kind) =>
    rowHtml(kind, [
      rowCell(found, ["bindings.accepted"], kind),
      rowCell(found, echoed, kind),
      shownCell(found, kind, "get"),
      shownCell(found, kind, "list"),
      refusedCell(found, startsSo(`bindings.${kind}.`)),
    ]),
  );
}

function placementRows(found: Found): Html[] {
  return placementShapes.map((shape) =>
    rowHtml(shape, [rowCell(found, ["placement.accepted"], shape), rowCell(found, ["placement.echoed"], shape)]),
  );
}

function migrationRows(found: Found): Html[] {
  return migrationLists.map((list) =>
    rowHtml(list, [
      rowCell(found, ["migrations.accepted"], `single:${list}`),
      rowCell(found, ["migrations.accepted"], `multi:${list}`),
      refusedCell(found, (row) => row.includes(list)),
    ]),
  );
}

/** What was found in each area, and what its cases took. */
function areaRows({ report }: Found): Html[] {
  return areasOf(report).map((area) => {
    const { name, verdict, requirements } = area;
    const took = report.areas?.[name];
    const cell = (text: string, own: Verdict | "" = "") => ({ verdict: own, text, href: `#a-${name}` });
    return rowHtml(name, [
      cell(isPartly(area) ? "partly" : (short[verdict] ?? verdict), verdict),
      cell(`${passedIn(area)}/${requirements.length}`),
      cell(took === undefined ? "–" : took.cases.toLocaleString("en")),
      cell(took === undefined ? "–" : timeText(took.ms)),
    ]);
  });
}

/** What was found of each kind, each placement shape, each list of migrations and each area: every cell leads to more. */
export function matrixSection(report: Report, groups: readonly Group[]): Html {
  const found = { report, groups };
  const areas = tableHtml("areas", ["area", "verdict", "pass", "cases", "time"], areaRows(found));
  if (requirementIn(report, "bindings.accepted") === undefined)
    return html`<section id="matrix"><h2>Matrix</h2>${areas}</section>`;
  const kinds = tableHtml(
    "binding kinds",
    ["kind", "accepted", "echoed", "get", "list", "faults refused"],
    kindRows(found),
  );
  const rest = html`${tableHtml("placement shapes", ["shape", "accepted", "echoed"], placementRows(found))}
${tableHtml("migrations", ["list", "in one step", "in steps", "faults refused"], migrationRows(found))}`;
  const note =
    "Every cell leads to its requirement or, where it failed, to the finding. – was not judged, n/a does not apply; the time is that of all lanes together.";
  if (isRed(found))
    return html`<section id="matrix"><h2>Matrix</h2><p>${note}</p><div class="beside">${kinds}<div>${areas}${rest}</div></div></section>`;
  return html`<section id="matrix"><h2>Matrix</h2><p>${note}</p>${areas}
<details><summary>binding kinds, placement shapes and migrations: no row failed</summary><div class="beside">${kinds}<div>${rest}</div></div></details></section>`;
}

/** Whether a row of what has cells failed: else the cells are folded. */
const isRed = ({ report }: Found): boolean =>
  report.requirements.some(
    ({ id, rows }) =>
      /^(bindings|placement|migrations|refusal)\./.test(id) &&
      rows.some(({ verdict }) => ["fail", "warn", "flaky", "unconfirmed", "broken"].includes(verdict)),
  );
