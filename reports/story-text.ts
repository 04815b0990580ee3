import { plain } from "./door.ts";
import type { Group, Member } from "./groups.ts";
import { type JsonLine, linesAround, type Room, usualRoom } from "./json-lines.ts";
import { explainCommand } from "./links.ts";
import type { Failure, RequirementResult } from "./report.ts";
import { shownSources, sourceLine } from "./sources.ts";
import {
  actualText,
  type Difference,
  differencesOf,
  extentText,
  partingText,
  type Step,
  sentenceOf,
  storyOf,
} from "./story.ts";
import { timelineText } from "./timeline.ts";

/** How text is set off on a terminal that has colours; elsewhere it stays as it is. */
export type Paint = (style: "bad" | "good" | "odd" | "soft" | "strong", text: string) => string;
export const noPaint: Paint = (_, text) => text;

/** How much of a story is told. */
export interface Telling {
  /** Lines of a body or an answer, at most. */
  lines: number;
  /** Calls, at most: the first and the last ones. */
  calls: number;
  room: Room;
  paint: Paint;
}
export const wholeTelling: Telling = { lines: 60, calls: 40, room: usualRoom, paint: noPaint };

const here = "   <-- here";
const jsonText = (lines: readonly JsonLine[], { lines: most, paint }: Telling, indent: string): string[] =>
  linesAround(lines, most).map(({ text, isMarked }) => {
    const line = plain(text, 400);
    return `${indent}${isMarked ? paint("bad", `${line}${here}`) : paint("soft", line)}`;
  });

/** The first and the last of a list, so many in all; how many are left out between them. */
function ends<T>(all: readonly T[], most: number): { head: readonly T[]; left: number; tail: readonly T[] } {
  if (all.length <= most) return { head: all, left: 0, tail: [] };
  return { head: all.slice(0, 1), left: all.length - most, tail: all.slice(all.length - most + 1) };
}

const titleOf = ({ method, path, notes, status }: Step, limit = 200): string => {
  const note = notes.length === 0 ? "" : ` (${plain(notes.join("; "), 120)})`;
  // The status says more than the end of a path.
  return `${method} ${path.length > limit ? `${plain(path, limit).split(" … (")[0]}…` : plain(path)}${note} -> ${status}`;
};

function stepText(step: Step, telling: Telling): string[] {
  const { number, body, answer } = step;
  return [
    `  ${number}. ${titleOf(step)}`,
    ...jsonText(body, telling, "     "),
    ...(answer.length > 0 ? ["     answer:", ...jsonText(answer, telling, "     ")] : []),
  ];
}

/** The calls of a failure as lines of text. */
export function storyText(failure: Failure, telling: Telling): string[] {
  const { head, left, tail } = ends(storyOf(failure, telling.room), telling.calls);
  const skipped = left === 0 ? [] : [`  … ${left} more calls`];
  const text = (step: Step) => stepText(step, telling);
  return [...head.flatMap(text), ...skipped, ...tail.flatMap(text)];
}

/** The call that decides, and how many calls there are. */
export function decidingText(failure: Failure, telling: Telling): { lines: string[]; of: number } {
  const story = storyOf(failure, telling.room);
  const decider = story.find(({ isDeciding }) => isDeciding);
  return { lines: decider ? stepText(decider, telling) : [], of: story.length };
}

const briefPath = 84;
const briefRoom: Room = { width: 100, text: 40, items: 6 };
/** The call that decides, and of what was sent and of what came the marked line alone. */
function briefStory(failure: Failure, paint: Paint): string[] {
  const story = storyOf(failure, briefRoom);
  const decider = story.find(({ isDeciding }) => isDeciding);
  if (!decider) return [];
  const marked = (lines: readonly JsonLine[]) =>
    lines.filter(({ isMarked }) => isMarked).map(({ text }) => text.trim());
  const sent = differencesOf(failure).length > 0 ? [] : story.flatMap(({ body }) => marked(body));
  const line = (name: string, text: string) => `  ${label(name)}${paint("soft", plain(text, 110))}`;
  const before = story
    .slice(0, story.indexOf(decider))
    .findLast(({ method, body }) => method !== "GET" && body.length > 0);
  const isAfter = before !== undefined && decider.method === "GET" && decider.answer.length > 0;
  return [
    ...(isAfter ? [line("after", titleOf(before, briefPath))] : []),
    line(story.length === 1 ? "call" : `call ${decider.number}/${story.length}`, titleOf(decider, briefPath)),
    ...sent.slice(0, 1).map((text) => line("sent", text)),
    ...marked(decider.answer)
      .slice(0, 1)
      .map((text) => line("answer", text)),
  ];
}

const valueText = (value: unknown) =>
  value === undefined ? "nothing" : plain(JSON.stringify(value) ?? "nothing", 100);
/** How a refused request differs from the accepted one, in words. */
export const differenceText = ({ pointer, valid, sent }: Difference): string =>
  `${plain(pointer, 120) || "the body"}: ${valueText(sent)} was sent, the accepted request has ${valueText(valid)}`;

function label(name: string): string {
  return name.padEnd(11);
}

/** What was expected and what came, and what made the difference. */
function comparedText(failure: Failure, paint: Paint, limit: number): string[] {
  const { pointer } = failure;
  const parting = partingText(failure);
  const { expected, actual } = parting ?? { expected: failure.expected, actual: actualText(failure, limit) };
  const extent = extentText(failure);
  const [first, ...more] = differencesOf(failure);
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  return [
    `  ${label("expected")}${plain(expected, limit)}`,
    `  ${label("actual")}${paint("bad", plain(actual, limit + 60))}${pointer ? `  at ${plain(pointer, 120)}` : ""}`,
    ...(first === undefined ? [] : [`  ${label("differs")}${differenceText(first)}${others}`]),
    ...(extent === undefined ? [] : [`  ${label("shows in")}${plain(extent, limit + 100)}`]),
  ];
}

/** Where it was seen else, and how to see it again. */
function againText({ also = [], replay, needs = [], firstSeen, pack, noPack }: Failure): string[] {
  const sightings = also.map(({ claim, times }) => `${claim} (${times})`).join(", ");
  return [
    ...(also.length === 0 ? [] : [`  ${label("seen also")}${plain(sightings, 400)}`]),
    ...(firstSeen === undefined ? [] : [`  ${label("first seen")}${firstSeen}`]),
    ...needs.map(({ name, what }) => `  ${label("needs")}export ${plain(name, 200)}=…   (${plain(what, 200)})`),
    `  ${label("replay")}${plain(replay)}`,
    ...(pack === undefined ? [] : [`  ${label("repro")}sh ${plain(pack)}/repro.sh`]),
    ...(noPack === undefined ? [] : [`  ${label("no repro")}${plain(noPack)}`]),
  ];
}

const sources = (one: RequirementResult) =>
  shownSources(one).map((source, i) => `  ${i === 0 ? label("source") : " ".repeat(11)}${sourceLine(source)}`);

/** One failure as text: the sentence, the story, the verdict. */
export function failureText({ requirement, failure }: Member, mark: string, telling: Telling = wholeTelling): string[] {
  const row = failure.row === undefined ? "" : ` [${plain(failure.row, 120)}]`;
  const hash = failure.hash === undefined ? "" : `  (${failure.hash})`;
  return [
    `${mark}  ${telling.paint("strong", `${requirement.id}${row}`)}${hash}`,
    `  ${sentenceOf(requirement)}`,
    ...sources(requirement),
    `  ${label("explain")}${explainCommand(requirement.id)}`,
    ...(failure.known === undefined ? [] : [`  ${label("known")}${plain(failure.known)}`]),
    ...storyText(failure, telling),
    ...comparedText(failure, telling.paint, 600),
    ...againText(failure),
    ...(failure.timeline ? ["", ...timelineText(failure.timeline).map((line) => `  ${plain(line)}`)] : []),
    "",
  ];
}

const fewRows = 4;
const rowsText = (rows: readonly string[]) =>
  `${rows.slice(0, fewRows).join(", ")}${rows.length > fewRows ? ` and ${rows.length - fewRows} more` : ""}`;

/** What a group is about, in its title. */
export function groupTitle({ requirements, members, isManyRules }: Group): string {
  const [first] = requirements;
  const rows = members.length === 1 ? "" : ` (${members.length} failures)`;
  if (isManyRules) return `${requirements.length} rules that nothing checks${rows}`;
  const others =
    requirements.length === 1
      ? ""
      : `, ${requirements
          .slice(1)
          .map(({ id }) => id)
          .join(", ")}`;
  return `${first?.id}${others}${rows}`;
}

/** One failure in a few lines: its sentence, the call that decides, what was expected and what came. */
export function briefText({ requirement, failure }: Member, mark: string): string[] {
  const [source] = shownSources(requirement);
  const row = failure.row === undefined ? "" : ` [${plain(failure.row, 120)}]`;
  return [
    `${mark}  ${requirement.id}${row}`,
    `  ${sentenceOf(requirement)}`,
    ...(source === undefined ? [] : [`  ${label("source")}${source.text}`]),
    ...(failure.known === undefined ? [] : [`  ${label("known")}${plain(failure.known)}`]),
    ...briefStory(failure, noPaint),
    ...comparedText(failure, noPaint, 400),
    ...againText(failure),
  ];
}

/** A group in a few lines: its sentence, what decides its example, its rows. */
export function groupText(group: Group, number: number, mark: string, paint: Paint): string[] {
  const { example, members, explains, requirements } = group;
  const { failure } = example;
  const rows = members.flatMap(({ requirement, failure: { row } }) =>
    row === undefined ? [] : [requirements.length > 1 ? `${requirement.id} [${row}]` : row],
  );
  const one = members.length === 1 && failure.row !== undefined ? ` [${plain(failure.row, 80)}]` : "";
  const [source] = shownSources(example.requirement);
  return [
    `${number}. ${mark}  ${paint("strong", `${plain(groupTitle(group), 200)}${one}`)}`,
    `  ${sentenceOf(example.requirement)}`,
    ...(source === undefined ? [] : [`  ${label("source")}${source.text}`]),
    ...(rows.length > 1 ? [`  ${label("rows")}${plain(rowsText(rows), 140)}`] : []),
    ...(explains.length > 0 ? [`  ${label("explains")}${plain(rowsText(explains), 140)}`] : []),
    ...briefStory(failure, paint),
    ...comparedText(failure, paint, 110),
    `  ${label("explain")}${explainCommand(example.requirement.id)}`,
    `  ${label("replay")}${plain(failure.replay)}`,
    ...(failure.pack === undefined ? [] : [`  ${label("repro")}sh ${plain(failure.pack)}/repro.sh`]),
    "",
  ];
}
