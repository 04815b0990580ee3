import { html, raw } from "hono/html";
import { cut } from "../door.ts";
import { type Group, type Member, symptomsOf } from "../groups.ts";
import type { JsonLine } from "../json-lines.ts";
import { linesAround } from "../json-lines.ts";
import { type Docs, explainCommand, linkedSource, requirementLink } from "../links.ts";
import type { Failure, RequirementResult } from "../report.ts";
import { shownSources } from "../sources.ts";
import { actualText, differencesOf, extentText, partingText, type Step, sentenceOf, storyOf } from "../story.ts";
import { groupTitle } from "../story-text.ts";
import { markOf } from "../text.ts";
import { timelineSvg, timelineText } from "../timeline.ts";
import { badge, flagged, type Html, pathHtml, scrolling, shown } from "./parts.ts";

/** What a card holds at the most: lines of a body, open and folded; calls before the one that decides; rows; names. */
const most = { open: 14, folded: 40, calls: 40, briefCalls: 3, runs: 10, rows: 2000, links: 100, also: 6 };

const jsonBlock = (lines: readonly JsonLine[], what: string, isOpen: boolean): Html =>
  html`<pre tabindex="0" aria-label="${what}">${linesAround(lines, isOpen ? most.open : most.folded).map(
    ({ text, isMarked }, i) => {
      const line = shown(text, 400);
      return html`${i === 0 ? "" : "\n"}${isMarked ? html`<mark>${line}</mark>` : line}`;
    },
  )}</pre>`;

/** One call: what decides stands open, the others can be unfolded. */
function stepItem({ method, path, status, notes, body, answer, isDeciding }: Step): Html {
  const note = notes.length > 0 ? html` <small>${shown(notes.join("; "), 300)}</small>` : "";
  const title = html`<code>${method} ${pathHtml(path)}</code>${note} → <strong>${status}</strong>`;
  const sent = body.length > 0 ? jsonBlock(body, "what was sent", isDeciding) : "";
  const isMarked = answer.some((line) => line.isMarked);
  const came = answer.length > 0 ? jsonBlock(answer, "the answer", isDeciding && isMarked) : "";
  const open = answer.length > 0 ? html`<p class="label">the answer</p>${came}` : "";
  const closed = answer.length > 0 ? html`<details><summary>the answer</summary>${came}</details>` : "";
  if (isDeciding) return html`<li class="decides">${title}${sent}${isMarked ? open : closed}</li>`;
  return html`<li><details><summary>${title}</summary>${sent}${open}</details></li>`;
}

const differenceRows = (failure: Failure): Html | "" => {
  const all = differencesOf(failure);
  if (all.length === 0) return "";
  const value = (one: unknown) => (one === undefined ? "nothing" : shown(JSON.stringify(one) ?? "nothing", 160));
  return html`<dt>differs</dt><dd>${all
    .slice(0, 5)
    .map(
      ({ pointer, valid, sent }) =>
        html`<div><code>${shown(pointer || "the body", 200)}</code>: <del aria-label="sent">${value(sent)}</del> was sent, the accepted request has <ins aria-label="accepted">${value(valid)}</ins></div>`,
    )}</dd>`;
};

const copied = (title: string, text: string): Html =>
  html`<dt>${title}</dt><dd class="run"><pre tabindex="0" aria-label="${title}">${flagged(cut(text, 4000))}</pre><button type="button" data-copy hidden aria-label="copy ${title}">copy</button></dd>`;

/** Calls before the one that decides, from which on they share one fold. */
const manyBefore = 3;

/** Calls in a line, those that are alike and follow each other as one. */
function callsText(steps: readonly Step[]): string {
  const runs: { text: string; times: number }[] = [];
  for (const { method, status } of steps) {
    const text = `${method} → ${status}`;
    const last = runs.at(-1);
    if (last?.text === text) last.times += 1;
    else runs.push({ text, times: 1 });
  }
  const names = runs.slice(0, most.runs).map(({ text, times }) => (times === 1 ? text : `${text} × ${times}`));
  return `${names.join(", ")}${runs.length > most.runs ? ", …" : ""}`;
}

/** The calls in order; many that lead up to the deciding one are folded together, and of very many the last are told. */
function storyList(steps: readonly Step[], isBrief: boolean): Html {
  const at = steps.findIndex(({ isDeciding }) => isDeciding);
  if (at < manyBefore) return html`<ol class="story">${steps.map(stepItem)}</ol>`;
  const left = Math.max(0, at - (isBrief ? most.briefCalls : most.calls));
  const before = steps.slice(left, at);
  const skipped = left === 0 ? "" : html`<p>${left} more before these: report.json has them.</p>`;
  return html`<details><summary>${at} calls before: ${callsText(before)}</summary>${skipped}<ol class="story" start="${left + 1}">${before.map(stepItem)}</ol></details>
<ol class="story" start="${at + 1}">${steps.slice(at, at + most.calls).map(stepItem)}</ol>`;
}

/** Claims that saw it again, the first of them by name. */
const alsoText = (also: NonNullable<Failure["also"]>): string => {
  const left = also.length - most.also;
  const names = also.slice(0, most.also).map(({ claim, times }) => `${claim} (${times})`);
  return `${names.join(", ")}${left > 0 ? `, and ${left} more` : ""}`;
};

/** Calls that overlapped, as a picture and as text: it stands open, since it is what the failure is about. */
function timelineBlock({ timeline }: Failure): Html | "" {
  if (timeline === undefined) return "";
  const text = timelineText(timeline).map((line) => shown(line));
  return html`<details open><summary>calls over time</summary>${scrolling("calls over time, drawn", html`${raw(timelineSvg(timeline))}`)}
<details><summary>the same as text</summary><pre class="columns" tabindex="0" aria-label="calls over time, as text">${text.join("\n")}</pre></details></details>`;
}

/** What came in full, but where the picture below shows more. */
const actualShown = (failure: Failure) => shown(actualText(failure, failure.timeline ? 200 : undefined), 700);

/** A failure as calls, and what decides. */
function failureBody(failure: Failure, isBrief: boolean): Html {
  const { expected, pointer, replay, needs = [], also = [], pack, noPack, firstSeen, known, absent } = failure;
  const variables = needs.map(({ name, what }) => `${name} (${what})`).join(", ");
  const parting = partingText(failure);
  const extent = extentText(failure);
  const isFresh = failure.exchanges.some(({ kind }) => kind === "createWorker");
  return html`${known === undefined ? "" : html`<p>Known: ${shown(known)}</p>`}
${isFresh ? html`<p class="label">on a fresh Worker:</p>` : ""}
<div class="${absent ? "absent" : "there"}">${storyList(storyOf(failure), isBrief)}</div>
<dl><dt>expected</dt><dd>${shown(parting?.expected ?? expected, 700)}</dd>
<dt>actual</dt><dd><code>${parting ? shown(parting.actual) : actualShown(failure)}</code>${pointer ? html` at <code>${shown(pointer, 200)}</code>` : ""}</dd>
${differenceRows(failure)}
${extent === undefined ? "" : html`<dt>shows in</dt><dd>${shown(extent)}</dd>`}
${also.length > 0 ? html`<dt>seen again</dt><dd>by ${shown(alsoText(also))}, so many times</dd>` : ""}
${firstSeen === undefined ? "" : html`<dt>first seen</dt><dd>${firstSeen}</dd>`}
${variables === "" ? "" : html`<dt>set first</dt><dd>${shown(variables)}</dd>`}
${copied("replay", replay)}
${pack === undefined ? "" : copied("repro", `sh ${pack}/repro.sh`)}
${noPack === undefined ? "" : html`<dt>no repro</dt><dd>${shown(noPack)}</dd>`}</dl>
${timelineBlock(failure)}`;
}

/** Where a sentence stands; what else is known of it is folded below the evidence. */
function sourceLine(one: RequirementResult, docs: Docs): Html | "" {
  const [first] = shownSources(one);
  if (first === undefined) return "";
  const { text, link } = linkedSource(first, docs);
  return html`<br><small>${link === undefined ? text : html`<a href="${link}">${text}</a>`}</small>`;
}
function furtherSources(one: RequirementResult, docs: Docs): Html | "" {
  const [, ...more] = shownSources(one).map((source) => linkedSource(source, docs));
  if (more.length === 0) return "";
  const items = more.map(
    ({ text, link }) => html`<p>${link === undefined ? text : html`<a href="${link}">${text}</a>`}</p>`,
  );
  return html`<details><summary>what else is known of it</summary>${items}</details>`;
}

/** Where the page of a requirement is. */
function aboutLink({ id }: RequirementResult, docs: Docs): Html {
  const link = requirementLink(id, docs);
  const shows = html`<code>${explainCommand(id)}</code>`;
  if (link === undefined) return html`<br><small>how it is judged: ${shows}</small>`;
  return html`<br><small><a href="${link}">how it is judged, and what it catches</a></small>`;
}

function rowsTable(group: Group): Html | "" {
  if (group.members.length === 1) return "";
  const rows = symptomsOf(group).flatMap(({ requirement, failures }) =>
    failures.map((failure) => ({ requirement, failure })),
  );
  const cells = rows
    .slice(0, most.rows)
    .map(
      ({ requirement, failure }) =>
        html`<tr><td>${group.requirements.length > 1 ? html`${requirement.id} ` : ""}${shown(failure.row ?? "", 120)}</td><td>${shown(failure.expected, 100)}</td><td><code>${shown(actualText(failure, 50), 80)}</code></td><td><code>${failure.hash ?? ""}</code></td></tr>`,
    );
  const head = html`<thead><tr><th scope="col">row</th><th scope="col">expected</th><th scope="col">actual</th><th scope="col">replay</th></tr></thead>`;
  const inner = html`<table class="wide">${head}<tbody>${cells}</tbody></table>`;
  const left = rows.length - most.rows;
  return html`<details><summary>${rows.length} rows</summary>${scrolling("rows", inner)}${left > 0 ? html`<p>and ${left} more in report.json</p>` : ""}</details>`;
}

/** What was not judged since a failure of the group explains it, each with a link. */
function explainsLine({ explains }: Group): Html | "" {
  if (explains.length === 0) return "";
  const links = explains
    .slice(0, most.links)
    .map((name, i) => html`${i > 0 ? ", " : ""}<a href="#r-${name.split(" ")[0]}">${shown(name, 200)}</a>`);
  const left = explains.length - links.length;
  return html`<details><summary>explains ${explains.length} that could not be judged</summary><p>${links}${left > 0 ? ` and ${left} more` : ""}</p></details>`;
}

/** Titles of groups with more requirements are counts. */
const mostNamed = 6;
/** What a group is about, with links to its requirements. */
function titleHtml(group: Group): Html {
  const { requirements, members, isManyRules } = group;
  if (isManyRules || requirements.length > mostNamed) return html`${shown(groupTitle(group), 300)}`;
  const names = requirements.map(({ id }, i) => html`${i > 0 ? ", " : ""}<a href="#r-${id}">${id}</a>`);
  return html`${names}${members.length > 1 ? ` (${members.length} failures)` : ""}`;
}

/** One group of failures: its sentence, the shortest story, its rows. A brief card leaves out what came long before. */
export function groupCard(group: Group, number: number, docs: Docs, isBrief = false): Html {
  const { example, members } = group;
  const { requirement, failure } = example;
  const mark = failure.known === undefined ? markOf(failure) : "known";
  const place = members.length === 1 ? failure.row : failure.pointer;
  const row = place === undefined ? "" : html` <small>${shown(place, 120)}</small>`;
  const names = [...new Set(members.flatMap((one) => anchorsOf(one)))].filter((name) => name !== group.id);
  return html`<article id="${group.id}" data-find="${mark}">${names.slice(0, most.rows).map((name) => html`<span id="${name}"></span>`)}
<h3>${number}. ${badge(mark)} ${titleHtml(group)}${row}</h3>
<p>${sentenceOf(requirement)}.${sourceLine(requirement, docs)}${aboutLink(requirement, docs)}</p>
${failureBody(failure, isBrief)}
${furtherSources(requirement, docs)}
${rowsTable(group)}
${explainsLine(group)}</article>`;
}

const anchorsOf = ({ failure: { hash } }: Member): string[] => (hash === undefined ? [] : [hash]);

/** Groups in a line each, with a link: what there is to read. */
export function groupList(groups: readonly Group[]): Html | "" {
  if (groups.length < 2) return "";
  const items = groups.map((group) => {
    const { failure } = group.example;
    const what = `expected ${shown(failure.expected, 90)}, and came ${shown(actualText(failure, 70), 90)}`;
    return html`<li><a href="#${group.id}">${shown(groupTitle(group), 120)}</a> <small>${what}</small></li>`;
  });
  return html`<ol class="list">${items}</ol>`;
}
