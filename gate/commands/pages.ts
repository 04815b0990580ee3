import { areaOf } from "../../contract/requirements/index.ts";
import { sourceShown } from "../../contract/source.ts";
import { command } from "../../reports/command.ts";
import { code, page, part, sourceLink, written } from "../../reports/docs/words.ts";
import { slugOf } from "../../reports/links.ts";
import { rowsOfProperty } from "../cases/cases.ts";
import { type PropertyId, type PropertySource, properties, propertyIds } from "../contract/properties.ts";
import { type RegressionId, regressions } from "../contract/regressions.ts";
import { mutants } from "../proof/mutants/index.ts";

const cases = Object.keys(regressions) as RegressionId[];
const own = (id: RegressionId): PropertyId[] =>
  propertyIds.filter((one) => properties[one].regressions.some((regression) => regression === id));
const toProperty = (id: PropertyId) => `[${id}](gate-properties.md#${slugOf(id)})`;
const toCase = (id: RegressionId) => `[${id}](regressions.md#${slugOf(id)})`;

/** A source with a link: a section of an RFC, the protocol of the gate, or what requirements name. */
function sourceText(source: PropertySource): string {
  const [, rfc, section] = /^rfc(\d+):(.+)$/.exec(source) ?? [];
  if (rfc !== undefined)
    return `[RFC ${rfc}, section ${section}](https://www.rfc-editor.org/rfc/rfc${rfc}#section-${section})`;
  return source === "protocol" ? "[the gate's protocol](gate.md)" : sourceLink(sourceShown(source), "facts.md");
}

function propertyLines(id: PropertyId): string[] {
  const { level, text, source, regressions: known } = properties[id];
  const rows = rowsOfProperty(id);
  const broken = mutants.filter(({ breaks }) => breaks === id);
  return [
    `The client ${level.toUpperCase()} ${written(text)}.`,
    "",
    `- Source: ${sourceText(source)}`,
    ...known.map((one) => `- Seen in released clients: ${toCase(one)}: ${written(regressions[one].text)}`),
    ...(rows.length > 0 ? [`- Rows, each with a verdict: ${rows.map(code).join(", ")}`] : []),
    ...broken.map((one) => `- Proved by a client that ${written(one.text)}`),
    `- Alone: ${code(`${command} gate run --only ${id}`)}`,
  ];
}

/** The page of all properties: a list by area, then a part for each. */
export function propertiesPage(): string {
  const areas = [...new Set(propertyIds.map(areaOf))];
  const line = (id: PropertyId) =>
    `- [${id}](#${slugOf(id)}) (${properties[id].level}): ${written(properties[id].text)}`;
  return page(
    ["# What the gate judges a client by"],
    [
      "Made by `npm run docs` from `gate/contract/properties.ts`. Each line completes “The client must …” (or should); the",
      "[regression cases](regressions.md) say what went wrong in released clients.",
    ],
    ...areas.map((area) => part(`## Area ${area}`, propertyIds.filter((id) => areaOf(id) === area).map(line))),
    ...propertyIds.map((id) => part(`### ${id}`, propertyLines(id))),
  );
}

const caseLines = (id: RegressionId): string[] => [
  `- What went wrong: ${written(regressions[id].text)}`,
  `- Seen in: ${regressions[id].sources.map(written).join(", ")}`,
  `- Judged by: ${own(id).map(toProperty).join(", ")}`,
];

/** The page of what went wrong in released clients. */
export function regressionsPage(): string {
  return page(
    ["# Regression cases"],
    [
      "Made by `npm run docs` from `gate/contract/regressions.ts`: what went wrong in released clients, where it was seen, and which",
      "[property](gate-properties.md) it became.",
    ],
    ...cases.map((id) => part(`## ${id}`, caseLines(id))),
  );
}
