/** What a look at one thing found: `fail` means that no run could work. */
export interface Check {
  what: string;
  state: "ok" | "note" | "fail";
  text: string;
  /** What to do about it. */
  todo?: string;
}

/** Findings, a line each; the last says whether a run could work. */
export function doctorText(findings: readonly Check[]): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const lines = findings.map(
    ({ what, state, text, todo }) =>
      `${state.padEnd(4)}  ${what.padEnd(width)}  ${text}${todo === undefined ? "" : `; ${todo}`}`,
  );
  const failed = findings.filter(({ state }) => state === "fail").map(({ what }) => what);
  const end = failed.length === 0 ? "a run can be made" : `no run is possible: ${failed.join(", ")}`;
  return [...lines, "", end].join("\n");
}
