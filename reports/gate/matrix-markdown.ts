import { markdownCode, markdownText } from "../door.ts";
import { clipped, shortEnough } from "./finding.ts";
import {
  type Column,
  type ColumnFinding,
  casesLine,
  casesOf,
  cellOf,
  columnAnchor,
  cutLine,
  cutNote,
  dateOf,
  findingsBeside,
  isCut,
  keptOf,
  legend,
  lineLegend,
  type Matrix,
} from "./matrix.ts";
import { clientName } from "./text.ts";

/** Where Markdown is shown, a longer page is cut or slow. */
const mostBytes = 60_000;
/** How long a side of a finding may be, from roomy to tight: the first that keeps the page short enough is taken. */
const sideLengths = [100, 70, 45, 30, 20];
/** Rows of one property that have a line each; of further ones the name. */
const mostRows = 3;

const named = (column: Pick<Column, "client">) => markdownText(clientName(column), 100);
const linked = (column: Column) => `[${named(column)}](#${columnAnchor(column)})`;
const titleOf = ({ property, row }: ColumnFinding) => `${property}${row === undefined ? "" : `/${row}`}`;

function findingLine(one: ColumnFinding, side: number): string {
  const code = (text: string, limit = side) => markdownCode(clipped(text, limit));
  const call = one.call === undefined ? "" : `; call ${code(one.call, side * 1.5)}`;
  const answer = one.answer === undefined ? "" : `; answered ${code(one.answer)}`;
  const flaky = one.flaky ? "flaky, " : "";
  return `- **${markdownText(titleOf(one), 100)}** ${flaky}at ${code(one.at, Math.max(side, 40))}: expected ${code(one.expected)}, actual ${code(one.actual)}${call}${answer}`;
}

/** A line for each finding; of a property that fails in many rows, the further rows by name. */
function findingLines(findings: readonly ColumnFinding[], side: number): string[] {
  const ids = [...new Set(findings.map(({ property }) => property))];
  return ids.flatMap((id) => {
    const own = findings.filter(({ property }) => property === id);
    const more = own.slice(mostRows).map(({ row }) => markdownText(row ?? "", 60));
    const lines = own.slice(0, mostRows).map((one) => findingLine(one, side));
    return [...lines, ...(more.length > 0 ? [`- **${markdownText(id, 100)}** likewise: ${more.join(", ")}`] : [])];
  });
}

function section(columns: readonly Column[], column: Column, side: number): string[] {
  const { own, shared, with: newest } = findingsBeside(columns, column);
  const cut = cutLine(column);
  const { seed } = column.run;
  const facts = [
    keptOf(column),
    casesLine(column),
    `seed ${seed}`,
    dateOf(column),
    ...(cut === undefined ? [] : [markdownText(cut, 400)]),
    ...(column.client.note === undefined ? [] : [markdownText(column.client.note, 300)]),
  ];
  const asNewest = shared.map((one) => markdownText(titleOf(one), 100)).join(", ");
  return [
    `## ${named(column)}`,
    `<a id="${columnAnchor(column)}"></a>`,
    "",
    `${facts.join("; ")}.`,
    "",
    ...(newest && shared.length > 0 ? [`- as in ${linked(newest)}: ${asNewest}`] : []),
    ...findingLines(own, side),
    "",
  ];
}

function propertyLine({ clients }: Matrix, { id, regressions }: Matrix["properties"][number]): string {
  const cells = clients.map((column) => {
    const { mark, kind } = cellOf(column, id);
    return kind === "fail" ? `**${mark}**` : mark;
  });
  const known = regressions.length > 0 ? ` ${markdownText(`(${regressions.join(", ")})`)}` : "";
  return `| ${markdownText(id, 100)}${known} | ${cells.join(" | ")} |`;
}

function pageAt(matrix: Matrix, side: number): string {
  const { clients, skipped } = matrix;
  const row = (name: string, of: (column: Column) => string) => `| ${name} | ${clients.map(of).join(" | ")} |`;
  const note = cutNote(clients);
  return [
    "# Clients by properties",
    "",
    `Made from runs on ${matrix.madeAt.slice(0, 10)} by suite ${markdownText(matrix.suite.version)}, contract ${markdownText(matrix.contract.revision)}; \`npm run clients:matrix\` makes it anew.`,
    `${legend}.`,
    `A finding has a line below: its property and row, where it shows, both sides; ${lineLegend}. \`gate run --only PROPERTY\` shows it whole. [gate-properties.md](gate-properties.md) has what each says, [gate.md](gate.md) how it is judged.`,
    ...(note === undefined ? [] : ["", `**${markdownText(note)}.**`]),
    "",
    row("property", linked),
    `|---|${clients.map(() => "---").join("|")}|`,
    row("cases", (column) => (isCut(column) ? `**${casesOf(column)}**` : casesOf(column))),
    row("date", dateOf),
    row("kept", keptOf),
    ...matrix.properties.map((one) => propertyLine(matrix, one)),
    "",
    ...(skipped.length > 0
      ? [
          "Not run here:",
          "",
          ...skipped.map(({ client, reason }) => `- ${markdownText(client, 100)}: ${markdownText(reason, 300)}`),
          "",
        ]
      : []),
    ...clients.flatMap((column) => section(clients, column, side)),
  ].join("\n");
}

/** The matrix for reading where Markdown is read: a table, and a line for each finding. */
export const matrixMarkdown = (matrix: Matrix): string =>
  shortEnough((side) => pageAt(matrix, side), sideLengths, mostBytes);
