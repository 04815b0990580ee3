import type { Level } from "../../contract/level.ts";
import { sourceShown } from "../../contract/source.ts";
import { command } from "../command.ts";
import { markdownBlock } from "../door.ts";
import { code, codes, page, part, sourceLink, written } from "./words.ts";

/** A way to break a valid request, for which the requirement has a verdict of its own. */
export interface DocumentedRow {
  row: string;
  /** What the request must not be; of other rows nothing but the name is to be said. */
  text?: string | undefined;
  level?: Level | undefined;
  /** The revision of the contract that it came with, by its short name; without it, the first. */
  since?: string | undefined;
}

/** All that a page says of a requirement, as the suite and its proof have it. */
export interface DocumentedRequirement {
  id: string;
  area: string;
  level: Level;
  text: string;
  sources: readonly string[];
  /** The revision of the contract that it came with, by its short name; without it, the first. */
  since?: string | undefined;
  /** Whether a claim of its own makes cases for it, and how often a case is tried to see it again. */
  isClaimed: boolean;
  tries: number;
  rows: readonly DocumentedRow[];
  /** Whether every exchange is held against it. */
  isInvariant: boolean;
  /** What makes exchanges that show it: tours, visits and traffic. */
  tours: readonly string[];
  visits: readonly string[];
  traffic: readonly string[];
  /** Whether a failure is proved by what was seen once. */
  isConclusive: boolean;
  /** Parts of the API without which it cannot be judged. */
  needs: readonly { name: string; text: string }[];
  /** Requirements whose failure explains a failure of it. */
  after: readonly string[];
  faults: readonly { id: string; text: string }[];
}

/** What a run shows of a requirement. */
export interface SeenInRun {
  /** Calls on whose answers it was judged. */
  answers: readonly string[];
  example?: { fault: string; command: string; text: string } | undefined;
}

const verbs: Readonly<Record<Level, string>> = { must: "MUST", should: "SHOULD", observed: "is seen to" };
/** The sentence of a requirement, from its beginning. */
export const sentence = ({ level, text }: Pick<DocumentedRequirement, "level" | "text">): string =>
  `The API ${verbs[level]} ${written(text)}.`;

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;
const links = (ids: readonly string[]) => ids.map((id) => `[${id}](${id}.md)`).join(", ");

/** How it is judged, in a list: what makes its cases, what becomes of a failure, what it needs. */
function judgedLines(one: DocumentedRequirement): string[] {
  const { isClaimed, isInvariant, rows, tours, visits, traffic, isConclusive, tries, needs, after } = one;
  const each = rows.length === 0 ? "" : `, with a verdict for each of ${counted(rows.length, "row")}`;
  const repeated =
    tries > 1
      ? `a race does not show each time: the smallest case is tried up to ${tries} times on fresh Workers before it is a failure`
      : "its smallest case is made again on a fresh Worker, and is a failure only if it shows again";
  return [
    ...(isClaimed ? [`- By a [claim](../glossary.md#what-is-judged) of its own${each}.`] : []),
    ...(isInvariant
      ? ["- As an [invariant](../glossary.md#what-is-judged): on each answer that any case gets and that can show it."]
      : []),
    ...(tours.length > 0
      ? [`- First of all on tours: ${codes(tours)}. What a tour shows is confirmed by a claim.`]
      : []),
    ...(visits.length > 0 ? [`- On visits, member by member: ${codes(visits)}.`] : []),
    ...(traffic.length > 0 ? [`- By the exchanges of ${codes(traffic)}.`] : []),
    `- Replayed: ${isConclusive ? "no; the history that was seen is the evidence" : repeated}.`,
    ...needs.map(
      ({ name, text }) => `- Needs: ${written(text)} (a target without it says ${code(`--lacks ${name}`)}).`,
    ),
    ...(after.length > 0 ? [`- A failure of these explains it: ${links(after)}.`] : []),
    `- Alone: ${code(`${command} run --only ${one.id}${contractFlag(one)}`)}`,
  ];
}

/** The flag without which it is not judged. */
const contractFlag = ({ since }: Pick<DocumentedRequirement, "since">) =>
  since === undefined ? "" : ` --contract ${since}`;
const sinceText = (since: string) => `since contract ${since}`;
const rowLine = ({ row, text, level, since }: DocumentedRow, of: Level): string => {
  const marks = [
    ...(level === undefined || level === of ? [] : [level]),
    ...(since === undefined ? [] : [sinceText(since)]),
  ];
  const weaker = marks.length === 0 ? "" : ` (${marks.join(", ")})`;
  return `- ${code(row)}${text === undefined ? "" : `: a request with ${written(text)}`}${weaker}`;
};
function rowLines({ rows, level }: DocumentedRequirement): string[] {
  const isPlain = rows.every(
    ({ text, level: own = level, since }) => text === undefined && since === undefined && own === level,
  );
  return isPlain && rows.length > 0
    ? [`${codes(rows.map(({ row }) => row))}.`]
    : rows.map((one) => rowLine(one, level));
}

const runHeading = "## Seen in a run";
/** A page without what only a run can tell. */
export const withoutRun = (text: string): string => text.split(runHeading)[0] ?? text;
/** A page with what an earlier run told on an older form of it. */
export const withRunOf = (text: string, old: string): string =>
  old.includes(runHeading) ? `${withoutRun(text)}${old.slice(old.indexOf(runHeading))}` : text;

function runLines({ answers, example }: SeenInRun): string[] {
  return [
    ...(answers.length > 0
      ? [`In a quick run against the mock it is judged on the answers to: ${answers.join(", ")}.`, ""]
      : []),
    ...(example === undefined
      ? ["No run that makes these pages shows a failure of it."]
      : [
          `How it looks where the target has the fault ${code(example.fault)}:`,
          "",
          markdownBlock(example.text, "text"),
          "",
          `Made by ${code(example.command)}.`,
        ]),
  ];
}

/** The page of a requirement, as Markdown. */
export function requirementPage(one: DocumentedRequirement, seen: SeenInRun): string {
  const { id, area, level, sources, since, faults } = one;
  const proof = `Each makes this requirement fail, and no other: ${code(`npm run kill-matrix -- --only ${id}`)}.`;
  return page(
    [`# ${id}`],
    [sentence(one)],
    [
      `- Level: [${level}](../glossary.md#levels)`,
      `- Area: [${area}](index.md#${area})`,
      ...(since === undefined ? [] : [`- Judged ${sinceText(since)}: ${code(`--contract ${since}`)}`]),
      ...sources.map((source) => `- Source: ${sourceLink(sourceShown(source), "../facts.md")}`),
    ],
    part("## How it is judged", judgedLines(one)),
    part("## Its rows", rowLines(one)),
    part("## Target faults that it catches", [
      proof,
      "",
      ...faults.map((fault) => `- ${code(fault.id)}: the target ${written(fault.text)}`),
    ]),
    part(runHeading, runLines(seen)),
  );
}

/** All requirements by area, each with a link to its page. */
export function requirementIndex(all: readonly DocumentedRequirement[]): string {
  const areas = [...new Set(all.map(({ area }) => area))];
  const line = (one: DocumentedRequirement) =>
    `- [${one.id}](${one.id}.md) (${[one.level, ...(one.since === undefined ? [] : [sinceText(one.since)])].join(", ")}): ${written(one.text)}`;
  return page(
    ["# Requirements"],
    [
      `${all.length} sentences of the contract of Create Version, each with a page: where it stands, how it is judged, which faults it`,
      "catches, and how a failure looks. Each completes “The API must …”; the [levels](../glossary.md#levels) say how sure that is.",
    ],
    ...areas.map((area) => part(`## ${area}`, all.filter((one) => one.area === area).map(line))),
  );
}
