import { isDeclared } from "../contract/features.ts";
import { type Change, type ChangeClass, changed } from "./change.ts";
import type { Report, RequirementResult, Verdict } from "./report.ts";

const absent = "not in the report";
const failing: readonly Verdict[] = ["fail", "broken"];
/** Verdicts that say something of the target, but for `pass`. */
const telling: readonly Verdict[] = ["fail", "broken", "warn", "flaky", "unconfirmed", "inapplicable"];
const isOneOf = (all: readonly Verdict[], one: Verdict | undefined) => one !== undefined && all.includes(one);

/** A verdict, with what a report says beside it. */
interface Judged {
  verdict: Verdict;
  reason?: string | undefined;
  known?: string | undefined;
}

/** Of which class it is that one verdict follows another. */
export function classOfVerdicts(before: Judged | undefined, after: Judged | undefined): [ChangeClass, string?] {
  const [from, to] = [before?.verdict, after?.verdict];
  if (after === undefined) return ["breaking", "nobody knows what became of it"];
  if (isOneOf(failing, to)) return classOfFailure(after, from);
  if (to === "inapplicable" && isOneOf(["pass", "warn"], from))
    return isDeclared(after.reason ?? "") ? ["neutral", after.reason] : ["breaking", after.reason];
  return to === "pass" && isOneOf(telling, from) ? ["additive"] : ["neutral"];
}

function classOfFailure({ verdict, known }: Judged, from: Verdict | undefined): [ChangeClass, string?] {
  if (known !== undefined) return ["neutral", `known: ${known}`];
  if (isOneOf(failing, from)) return ["neutral", "it failed before, too"];
  if (verdict === "broken") return ["breaking", "the suite itself broke: nothing is known of the target"];
  return isOneOf(["untested", "environment"], from) ? ["breaking", "nobody had judged it before"] : ["breaking"];
}

/** A row with the reason of a baseline that lists all its failures. */
const rowsOf = ({ rows, failures }: RequirementResult): Map<string, Judged & { judged: number }> =>
  new Map(
    rows.map((one) => {
      const own = failures.filter(({ row, warning }) => row === one.row && !warning);
      const known = own.every((failure) => failure.known !== undefined) ? own[0]?.known : undefined;
      return [one.row, { ...one, known }];
    }),
  );

/** Verdicts of rows where one of the two reports found something, and rows that only the earlier run judged. */
function rowChanges(before: RequirementResult, after: RequirementResult): Change[] {
  const [old, now] = [rowsOf(before), rowsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((row) => {
    const [was, is] = [old.get(row), now.get(row)];
    const name = `${after.id} [${row}]`;
    const isNews = was?.verdict !== is?.verdict && (isOneOf(telling, was?.verdict) || isOneOf(telling, is?.verdict));
    // Which rows a run reaches is its own affair.
    if (isNews) {
      const kind = is === undefined ? (["neutral"] as [ChangeClass]) : classOfVerdicts(was, is);
      return [changed(["row", name], [was?.verdict ?? absent, is?.verdict ?? absent], kind)];
    }
    const isLost = (was?.judged ?? 0) > 0 && (is?.judged ?? 0) === 0;
    return isLost ? [changed(["coverage", name], ["judged", "not judged"], ["neutral"])] : [];
  });
}

const byId = (list: readonly RequirementResult[]) => new Map(list.map((one) => [one.id, one]));
const selection = ({ run }: Report) => (run.only ?? []).join(",");

/** The verdicts of requirements and of their rows that are not as they were. */
export function verdictChanges(before: Report, after: Report): Change[] {
  const [old, now] = [byId(before.requirements), byId(after.requirements)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((id) => {
    const [was, is] = [old.get(id), now.get(id)];
    const rows = was && is ? rowChanges(was, is) : [];
    if (was?.verdict === is?.verdict) return rows;
    const isUnselected = is === undefined && selection(before) !== selection(after);
    const kind: [ChangeClass, string?] = isUnselected
      ? ["neutral", "the later run selected something else"]
      : classOfVerdicts(was, is);
    return [changed(["verdict", id], [was?.verdict ?? absent, is?.verdict ?? absent], kind), ...rows];
  });
}
