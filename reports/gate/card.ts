import { html } from "hono/html";
import { short } from "../door.ts";
import type { Html } from "../html/parts.ts";
import { explainCommand } from "../links.ts";
import type { GateFailure, PropertyResult } from "./report.ts";
import { circumstances, failureTitle, shownSides } from "./text.ts";

const longest = 6000;
const pretty = (value: unknown) =>
  typeof value === "string" ? value : (JSON.stringify(value, undefined, 2) ?? "nothing");
const block = (title: string, text: string) =>
  html`<dt>${title}</dt><dd><pre tabindex="0" aria-label="${title}">${short(text, longest)}</pre></dd>`;
export const gateBadge = (verdict: string): Html => html`<span class="badge ${verdict}">${verdict}</span>`;

/** A failure with its smallest call. */
export function failureCard(property: PropertyResult, failure: GateFailure, anchor = ""): Html {
  const { id, level, text, source, regressions } = property;
  const { expected, actual } = shownSides(failure);
  return html`<article class="failure" id="${anchor}${id}${failure.row === undefined ? "" : `/${failure.row}`}">
<h3>${gateBadge(failure.flaky ? "flaky" : ["expected-fail", "warn"].includes(property.verdict) ? property.verdict : "fail")} ${failureTitle(property, failure)}</h3>
<p>The client ${level} ${text}. <small>${source}${regressions.length > 0 ? `; ${regressions.join(", ")}` : ""}; about it: <code>${explainCommand(id)}</code></small></p>
<dl>
${block(`expected, at ${failure.at}`, expected)}
${block("actual", actual)}
${circumstances(failure).map(([name, text]) => block(name, text))}
${block("smallest call", pretty(failure.call))}
${block("what the server answered", failure.replies.join("\nthen\n"))}
${block("the request that was asked for, as curl", failure.curl)}
${failure.attempts.map((one, i) => block(i === 0 ? "what the client sent" : `then, ${Math.round(one.atMs)} ms later`, one.text))}
${block("what the client gave back", pretty(failure.outcome))}
${block("replay", failure.replay)}
</dl></article>`;
}
