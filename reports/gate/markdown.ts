import { markdownBlock, markdownCode, markdownText, short } from "../door.ts";
import { explainCommand } from "../links.ts";
import type { GateFailure, GateReport, PropertyResult } from "./report.ts";
import {
  circumstances,
  clientName,
  cutWarning,
  failureTitle,
  gateClosing,
  gateSummary,
  othersLine,
  revisionNote,
  shownSides,
} from "./text.ts";

const pretty = (value: unknown) =>
  short(typeof value === "string" ? value : (JSON.stringify(value, undefined, 2) ?? "nothing"), 3000);

/** A failure with its smallest call: what it takes to file it. */
export function failureSection(property: PropertyResult, failure: GateFailure, heading = "###"): string[] {
  const { id, level, text, source, regressions } = property;
  const { expected, actual } = shownSides(failure);
  return [
    `${heading} ${failure.flaky ? "Flaky: " : ""}${markdownText(failureTitle(property, failure))}`,
    "",
    `The client ${level === "must" ? "MUST" : "SHOULD"} ${text}. Source: ${markdownCode(source)}${regressions.length > 0 ? `; ${markdownText(regressions.join(", "))}` : ""}. About it: ${markdownCode(explainCommand(id))}.`,
    "",
    `At ${markdownCode(failure.at)}: expected ${markdownCode(short(expected, 400))}, actual ${markdownCode(short(actual, 400))}`,
    "",
    ...circumstances(failure).flatMap(([name, text]) => [`${name}: ${markdownCode(short(text, 600))}`, ""]),
    "Smallest call:",
    "",
    markdownBlock(pretty(failure.call), "json"),
    "",
    "What the server answered:",
    "",
    markdownBlock(short(failure.replies.join("\nthen\n"), 1500)),
    "",
    "The request that was asked for, as curl:",
    "",
    markdownBlock(short(failure.curl, 3000), "sh"),
    "",
    ...(failure.attempts.length === 0
      ? []
      : [
          "What the client sent:",
          "",
          markdownBlock(short(failure.attempts.map((one) => one.text).join("\n\nthen\n"), 3000), "http"),
          "",
        ]),
    "Replay:",
    "",
    markdownBlock(failure.replay, "sh"),
    "",
  ];
}

/** The report for a pull request or a step summary. */
export function gateMarkdown(report: GateReport): string {
  const note = revisionNote(report);
  const cut = cutWarning(report);
  const others = othersLine(report);
  const rows = report.properties.map(({ id, level, verdict, judged, reason, rows: parts }) => {
    const odd = parts.filter((one) => one.verdict !== verdict).map((one) => `${one.row}: ${one.verdict}`);
    return `| ${id} | ${level} | ${verdict} | ${judged} | ${markdownText(short([reason ?? "", ...odd].filter((one) => one !== "").join("; "), 300))} |`;
  });
  const failures = report.properties.flatMap((one) => one.failures.flatMap((failure) => failureSection(one, failure)));
  return [
    `# Gate for ${markdownText(clientName(report))}`,
    "",
    `**${markdownText(gateClosing(report))}**`,
    "",
    `${gateSummary(report)}. Suite ${report.suite.version}, contract ${report.contract.revision}, started ${report.run.startedAt}.${note === undefined ? "" : ` Note: ${markdownText(note)}.`}`,
    "",
    ...(cut === undefined ? [] : [`**${markdownText(cut)}.**`, ""]),
    ...(others === undefined ? [] : [`${markdownText(others)}.`, ""]),
    ...(failures.length > 0 ? ["## Failures", "", ...failures] : []),
    "## Properties",
    "",
    "| property | level | verdict | cases | notes |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
