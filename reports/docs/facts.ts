import { type FactId, facts } from "../../contract/facts/index.ts";
import { code, page, part, written } from "./words.ts";

/** What rests on a fact. */
export interface Resting {
  requirements: readonly string[];
  requestFaults: readonly string[];
  silences: readonly string[];
}

/** Words for what may be made of a fact. */
const stanceTexts = {
  assert: "all of it is held against a target",
  weak: "its weak form is held against a target",
  record: "what a target does is recorded, and never judged",
  skip: "it is not tried",
} as const;

const listed = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`- ${title}: ${items.join(", ")}`];

function factLines(id: FactId, { requirements, requestFaults, silences }: Resting): string[] {
  const { sure, stance, what, where } = facts[id];
  return [
    `- What is known: ${written(what)}`,
    `- How sure: [${sure}](glossary.md#facts); ${stance}: ${stanceTexts[stance]}`,
    `- Where: ${written(where)}`,
    ...listed(
      "Requirements",
      requirements.map((one) => `[${one}](requirements/${one}.md)`),
    ),
    ...listed("Request faults", requestFaults.map(code)),
    ...listed("Recorded where the page is silent", silences.map(code)),
  ];
}

/** Every fact with what rests on it, as Markdown. */
export function factsPage(restingOn: (id: FactId) => Resting): string {
  const ids = Object.keys(facts) as FactId[];
  return page(
    ["# Facts"],
    [
      `What is known of the live API beside the page: ${ids.length} rows, each with how sure it is, where it was seen or said and when, and`,
      "what rests on it. A source `facts:S-51` of a requirement or of a request fault is a row here.",
    ],
    ...ids.map((id) => part(`## ${id}`, factLines(id, restingOn(id)))),
  );
}
