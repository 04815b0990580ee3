import { plain } from "../door.ts";
import type { GateReport, GateVerdict } from "./report.ts";
import { clientName } from "./text.ts";

/** What became of one property, or of one row of it, between two reports. */
export interface Change {
  key: string;
  before: GateVerdict | "absent";
  after: GateVerdict | "absent";
  what: "fixed" | "broken" | "other";
}

const isBad = (verdict: string) =>
  verdict === "fail" || verdict === "expected-fail" || verdict === "flaky" || verdict === "warn";

/** Verdicts by property, and by property/row where there are rows. */
function verdictsOf({ properties }: GateReport): Map<string, GateVerdict> {
  return new Map(
    properties.flatMap(({ id, verdict, rows }): [string, GateVerdict][] =>
      rows.length === 0 ? [[id, verdict]] : rows.map((one) => [`${id}/${one.row}`, one.verdict]),
    ),
  );
}

/** What changed from one release of a client to the next. */
export function compareGates(before: GateReport, after: GateReport): Change[] {
  const [old, now] = [verdictsOf(before), verdictsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key): Change[] => {
    const was = old.get(key) ?? "absent";
    const is = now.get(key) ?? "absent";
    if (was === is || (isBad(was) && isBad(is))) return [];
    const what = isBad(was) && is === "pass" ? "fixed" : isBad(is) ? "broken" : "other";
    return [{ key, before: was, after: is, what }];
  });
}

/** The changes as text: what was fixed, what broke, and what else is judged otherwise. */
export function compareText(before: GateReport, after: GateReport): string {
  const changes = compareGates(before, after);
  const bad = [...verdictsOf(after)].filter(([, verdict]) => isBad(verdict)).map(([key]) => key);
  const lines = changes.map(({ key, before: was, after: is, what }) => `  ${what.padEnd(8)}${key}: ${was} -> ${is}`);
  const same = bad.filter((key) => changes.every((one) => one.key !== key));
  return [
    `${clientName(before)} -> ${clientName(after)}: ${["fixed", "broken", "other"].map((what) => `${changes.filter((one) => one.what === what).length} ${what}`).join(", ")}`,
    ...lines,
    ...(same.length > 0 ? [`  still failing: ${same.join(", ")}`] : []),
  ]
    .map((line) => plain(line))
    .join("\n");
}
