import { plainLines, short } from "../door.ts";
import type { GateFailure, GateReport, PropertyResult } from "./report.ts";
import { clientName, failureTitle, shownSides } from "./text.ts";

const longest = 200_000;
const part = (title: string, text: string): string[] => [`--- ${title}`, text, ""];

function capture(property: PropertyResult, failure: GateFailure): string[] {
  const { expected, actual } = shownSides(failure);
  return [
    `=== ${failureTitle(property, failure)}`,
    `the client ${property.level} ${property.text}`,
    "",
    ...part(`expected, at ${failure.at}`, expected),
    ...part("actual", actual),
    ...part("call", short(failure.call, longest)),
    ...failure.replies.flatMap((one, i) => part(`answer ${i + 1}`, one)),
    ...failure.attempts.flatMap(({ text, atMs }, i) => part(`request ${i + 1}, after ${atMs} ms`, text)),
    ...part("what the client gave back", short(failure.outcome, longest)),
    ...part("the request that was asked for, as curl", failure.curl),
    ...part("replay", failure.replay),
  ];
}

/** Every attempt of every failure, as it came, with what was asked for and answered. */
export function capturesText(report: GateReport): string {
  const { run, suite, contract, properties } = report;
  return [
    `${clientName(report)}, started ${run.startedAt}, seed ${run.seed}, suite ${suite.version}, contract ${contract.revision}`,
    "",
    ...properties.flatMap((one) => one.failures.flatMap((failure) => capture(one, failure))),
  ]
    .map((text) => plainLines(text, longest))
    .join("\n");
}
