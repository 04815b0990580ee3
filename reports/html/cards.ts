import { html, raw } from "hono/html";
import { cut, plain } from "../door.ts";
import { type Group, type Member, symptomsOf } from "../groups.ts";
import type { JsonLine } from "../json-lines.ts";
import { linesAround } from "../json-lines.ts";
import type { Failure, RequirementResult } from "../report.ts";
import { shownSources } from "../sources.ts";
import { actualText, differencesOf, type Step, sentenceOf, storyOf } from "../story.ts";
import { groupTitle } from "../story-text.ts";
import { markOf } from "../text.ts";
import { timelineSvg, timelineText } from "../timeline.ts";

export type Html = ReturnType<typeof html>;
export const badge = (verdict: string): Html => html`<span class="badge ${verdict}">${verdict}</span>`;

/** Lines of a body or an answer, and rows of a group, that a card holds. */
const mostLines = 40;
const mostRows = 2000;
const shown = (text: string, limit = 700) => plain(text, limit);

const jsonBlock = (lines: readonly JsonLine[], what: string): Html =>
  html`<pre tabindex="0" aria-label="${what}">${linesAround(lines, mostLines).map(({ text, isMarked }, i) => {
    const line = shown(text, 400);
    return html`${i === 0 ? "" : "\n"}${isMarked ? html`<mark>${line}</mark>` : line}`;
  })}</pre>`;

/** One call: what decides stands open, the others can be unfolded. */
function stepItem({ method, path, status, notes, body, answer, isDeciding }: Step): Html {
  const title = html`<code>${method} ${shown(path, 300)}</code>${notes.length > 0 ? html` <small>${shown(notes.join("; "), 300)}</small>` : ""} → <strong>${status}</strong>`;
  const sent = body.length > 0 ? jsonBlock(body, "what was sent") : "";
  const came = answer.length > 0 ? jsonBlock(answer, "the answer") : "";
  const isMarked = answer.some((line) => line.isMarked);
  const folded = answer.length > 0 ? html`<details><summary>the answer</summary>${came}</details>` : "";
  if (isDeciding) return html`<li class="decides">${title}${sent}${isMarked ? came : folded}</li>`;
  return html`<li><details><summary>${title}</summary>${sent}${came}</details></li>`;
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
  html`<dt>${title}</dt><dd class="run"><pre tabindex="0" aria-label="${title}">${cut(text, 4000)}</pre><button type="button" data-copy hidden aria-label="copy ${title}">copy</button></dd>`;

/** Calls before the one that decides, from which on they share one fold. */
const manyBefore = 3;

/** The calls in order; many that lead up to the deciding one are folded together. */
function storyList(steps: readonly Step[]): Html {
  const at = steps.findIndex(({ isDeciding }) => isDeciding);
  if (at < manyBefore) return html`<ol class="story">${steps.map(stepItem)}</ol>`;
  const [before, rest] = [steps.slice(0, at), steps.slice(at)];
  return html`<details><summary>${before.length} calls before: ${before
    .map(({ method, status }) => `${method} → ${status}`)
    .join(", ")
    .slice(0, 200)}</summary><ol class="story">${before.map(stepItem)}</ol></details>
<ol class="story" start="${at + 1}">${rest.map(stepItem)}</ol>`;
}

/** A failure as calls, and what decides. */
function failureBody(failure: Failure): Html {
  const { expected, pointer, replay, needs = [], also = [], pack, timeline, firstSeen, known } = failure;
  const exports = needs.map(({ name, what }) => `export ${name}=…   # ${what}\n`).join("");
  return html`${known === undefined ? "" : html`<p>Known: ${shown(known)}</p>`}
${storyList(storyOf(failure))}
<dl><dt>expected</dt><dd>${shown(expected)}</dd>
<dt>actual</dt><dd><code>${shown(actualText(failure))}</code>${pointer ? html` at <code>${shown(pointer, 200)}</code>` : ""}</dd>
${differenceRows(failure)}
${also.length > 0 ? html`<dt>seen also</dt><dd>${shown(also.map(({ claim, times }) => `${claim} (${times})`).join(", "))}</dd>` : ""}
${firstSeen === undefined ? "" : html`<dt>first seen</dt><dd>${firstSeen}</dd>`}
${copied("replay", `${exports}${replay}`)}
${pack === undefined ? "" : copied("repro", `${exports}sh ${pack}/repro.sh`)}</dl>
${
  timeline
    ? html`<details><summary>calls over time</summary>${raw(timelineSvg(timeline))}<pre tabindex="0" aria-label="calls over time, as text">${timelineText(
        timeline,
      )
        .map((line) => shown(line))
        .join("\n")}</pre></details>`
    : ""
}`;
}

const sourceLinks = (one: RequirementResult): Html[] =>
  shownSources(one).map(
    ({ text, link }) => html`<br><small>${link === undefined ? text : html`<a href="${link}">${text}</a>`}</small>`,
  );

function rowsTable(group: Group): Html | "" {
  if (group.members.length === 1) return "";
  const rows = symptomsOf(group).flatMap(({ requirement, failures }) =>
    failures.map((failure) => ({ requirement, failure })),
  );
  const cells = rows
    .slice(0, mostRows)
    .map(
      ({ requirement, failure }) =>
        html`<tr><td>${group.requirements.length > 1 ? html`${requirement.id} ` : ""}${shown(failure.row ?? "", 120)}</td><td>${shown(failure.expected, 100)}</td><td><code>${shown(actualText(failure, 50), 80)}</code></td><td><code>${failure.hash ?? ""}</code></td></tr>`,
    );
  return html`<details><summary>${rows.length} rows</summary><div class="scroll"><table class="wide"><thead><tr><th>row</th><th>expected</th><th>actual</th><th>replay</th></tr></thead><tbody>${cells}</tbody></table></div>${rows.length > mostRows ? html`<p>and ${rows.length - mostRows} more in report.json</p>` : ""}</details>`;
}

function explainsLine({ explains }: Group): Html | "" {
  if (explains.length === 0) return "";
  return html`<details><summary>explains ${explains.length} that could not be judged</summary><p>${shown(explains.slice(0, 100).join(", "), 4000)}</p></details>`;
}

/** One group of failures: its sentence, the shortest story, its rows. */
export function groupCard(group: Group, number: number): Html {
  const { example, requirements, members } = group;
  const { requirement, failure } = example;
  const mark = failure.known === undefined ? markOf(failure) : "known";
  const row = members.length === 1 && failure.row !== undefined ? html` <small>${shown(failure.row, 120)}</small>` : "";
  const names = [...new Set(members.flatMap((one) => anchorsOf(one)))].filter((name) => name !== group.id);
  return html`<article id="${group.id}" data-find="${mark}">${names.slice(0, mostRows).map((name) => html`<span id="${name}"></span>`)}
<h3>${number}. ${badge(mark)} ${requirements.length === 1 ? html`<a href="#r-${requirement.id}">${requirement.id}</a>${members.length > 1 ? ` (${members.length} failures)` : ""}` : shown(groupTitle(group), 300)}${row}</h3>
<p>${sentenceOf(requirement)}.${sourceLinks(requirement)}</p>
${failureBody(failure)}
${rowsTable(group)}
${explainsLine(group)}</article>`;
}

const anchorsOf = ({ failure: { hash } }: Member): string[] => (hash === undefined ? [] : [hash]);
