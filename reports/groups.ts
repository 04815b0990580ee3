import { isObject } from "../contract/json.ts";
import { areaOf } from "../contract/requirements/index.ts";
import type { Failure, Report, RequirementResult } from "./report.ts";
import { toldIn } from "./story.ts";

/** One failure of a group, and the requirement that it breaks. */
export interface Member {
  requirement: RequirementResult;
  failure: Failure;
}
/** What tells failures apart. */
type Telling = { requirement: Pick<RequirementResult, "id">; failure: Failure };

/** Failures that have so much in common that one cause is likely. */
export interface Group {
  /** Names the group in a page and among reports: the hash of its smallest failure. */
  id: string;
  /** The requirements that its failures break, the first that of its example. */
  requirements: RequirementResult[];
  members: Member[];
  /** The failure with the shortest story: it stands for all. */
  example: Member;
  /** What was not judged since a failure of the group explains it. */
  explains: string[];
  /** It breaks rules that no other failure breaks as often: it is one of many that lack the same check. */
  isManyRules: boolean;
}

/** So much of a message tells its cause. */
const longestMessage = 300;
const codeAndText = (answer: unknown): string => {
  const [first] = isObject(answer) && Array.isArray(answer.errors) ? answer.errors.filter(isObject) : [];
  // Names and numbers in a message are of the case, not of the cause. The search takes the square of a text's length.
  return first === undefined
    ? ""
    : `${first.code} ${String(first.message)
        .slice(0, longestMessage)
        .replace(/"[^"]*"|'[^']*'|`[^`]*`|[\w-]*\d[\w-]*/g, "…")}`;
};
/** A pointer without the numbers of items. */
const shapeOf = (pointer: string) => pointer.replace(/\/\d+(?=\/|$)/g, "/*");
const isRefusal = (status: number) => status >= 400;

const asked = (failure: Failure) => failure.exchanges[failure.decides ?? failure.exchanges.length - 1];
/** Whether it is that a request was accepted which is to be refused. */
const isTaken = ({ requirement, failure }: Telling) =>
  areaOf(requirement.id) === "refusal" && !isRefusal(asked(failure)?.status ?? 0);

/** What came instead of what was expected, by its kind alone. */
function wrongOf({ actual, absent }: Failure): string {
  if (absent || actual === "(absent)") return "nothing";
  if (Array.isArray(actual)) return "array";
  return actual === null ? "null" : typeof actual;
}

/** What a failure may have in common with others: those that share one of these have one cause. */
function signsOf(member: Telling): string[] {
  const { requirement, failure } = member;
  const { id } = requirement;
  const { pointer, actual } = failure;
  if (isTaken(member)) return [`taken ${id}`];
  const decider = asked(failure);
  const isUnwanted = decider !== undefined && isRefusal(decider.status) && areaOf(id) !== "refusal";
  if (isUnwanted && codeAndText(decider.answer) !== "") return [`${decider.status} ${codeAndText(decider.answer)}`];
  if (pointer === undefined || pointer === "")
    return [`${areaOf(id)} ${JSON.stringify(actual)?.slice(0, 60)}`, `${id} ${wrongOf(failure)}`];
  const shape = shapeOf(pointer);
  const isTelling = (typeof actual === "string" && !failure.absent) || typeof actual === "number";
  return [
    `${id} ${shape} ${wrongOf(failure)}`,
    `${areaOf(id)} ${shape}`,
    ...(isTelling ? [`${shape} ${JSON.stringify(actual)}`] : []),
  ];
}

/** What a failure looks like, whatever its ids and names are. */
export function signOf(member: Telling): string {
  const { failure } = member;
  const { pointer = failure.shownAt ?? "", actual } = failure;
  if (isTaken(member)) return "taken";
  const decider = asked(failure);
  const isUnwanted = decider !== undefined && isRefusal(decider.status) && areaOf(member.requirement.id) !== "refusal";
  if (isUnwanted) return `${decider.status} ${codeAndText(decider.answer)}`;
  const isAnswer = isObject(actual) && typeof actual.status === "number";
  const what = isAnswer ? `status ${actual.status}` : withoutNames(JSON.stringify(actual) ?? "");
  return `${shapeOf(pointer)} ${what.slice(0, longestSign)}`.trim();
}
const longestSign = 200;
/** A text without what is another one in each run: ids, times, names of Workers. */
const withoutNames = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b/gi, "<id>")
    .replace(/\d{4}-\d\d-\d\d[Tt ][\d:.]+(?:Z|[+-][\d:]+)?/g, "<time>")
    .replace(/\bwvc-[\w-]+/g, "<name>");

/** Members that are one, directly or by others. */
function united(members: readonly Member[], signs: (member: Member) => readonly string[]): Member[][] {
  const groups: { members: Member[]; signs: Set<string> }[] = [];
  for (const member of members) {
    const own = new Set(signs(member));
    const same = groups.filter((one) => [...own].some((sign) => one.signs.has(sign)));
    const all = {
      members: [...same.flatMap((one) => one.members), member],
      signs: new Set([...own, ...same.flatMap((one) => [...one.signs])]),
    };
    for (const one of same) groups.splice(groups.indexOf(one), 1);
    groups.push(all);
  }
  return groups.map((one) => one.members);
}

/** Rows of a rule from which on its missing check is a group of its own. */
const ownRows = 5;
/** Rules with few rows from which on they are one group: the target hardly checks anything. */
const manyRules = 3;

/** Refused rules with few rows each, where there are many such rules, are one group. */
function withoutSmallRules(groups: readonly Member[][]): { members: Member[]; isManyRules: boolean }[] {
  const isSmall = (one: Member[]) => one.every(isTaken) && one.length < ownRows;
  const small = groups.filter(isSmall);
  if (small.length < manyRules) return groups.map((members) => ({ members, isManyRules: false }));
  const rest = groups.filter((one) => !isSmall(one)).map((members) => ({ members, isManyRules: false }));
  return [...rest, { members: small.flat(), isManyRules: true }];
}

const explanation = "another failure explains its failure: ";
/** The key of the failure that a reason names as what explains it. */
export const explainerIn = (reason: string): string | undefined =>
  reason.startsWith(explanation) ? reason.slice(explanation.length) : undefined;
/** The keys by which reasons name a failure: its requirement's, and its row's. */
export const keysOf = ({ requirement: { id }, failure: { row } }: Member): string[] =>
  row === undefined ? [id] : [id, `${id}/${row}`];

/** What was not judged since another failure explains it, by the key of that failure. */
export function explainedIn({ requirements }: Pick<Report, "requirements">): { name: string; by: string }[] {
  const of = (name: string, reason = "") => {
    const by = explainerIn(reason);
    return by === undefined ? [] : [{ name, by }];
  };
  return requirements.flatMap(({ id, reason, rows }) => {
    const own = rows.flatMap((row) => of(`${id} [${row.row}]`, row.reason));
    return own.length > 0 ? own : of(id, reason);
  });
}

/** What each failure explains, by its keys. */
type Explained = ReadonlyMap<string, string[]>;
function explainedBy(report: Report): Explained {
  const all = new Map<string, string[]>();
  for (const { name, by } of explainedIn(report)) all.set(by, [...(all.get(by) ?? []), name]);
  return all;
}

const lengthOf = ({ failure }: Member) =>
  failure.exchanges.length * 1000 + JSON.stringify(failure.exchanges.map(({ body }) => body ?? "")).length;

/** The member with the shortest story: it stands for all. */
function shortestOf(members: readonly Member[]): Member {
  const [first, ...others] = members.map((member) => ({ member, length: lengthOf(member) }));
  if (!first) throw new Error("a group has members");
  return others.reduce((best, one) => (one.length < best.length ? one : best), first).member;
}

function groupOf({ members, isManyRules }: Pick<Group, "members" | "isManyRules">, explained: Explained): Group {
  const example = shortestOf(members);
  const requirements = [...new Set([example, ...members].map((one) => one.requirement))];
  const explains = [...new Set(members.flatMap(keysOf))].flatMap((key) => explained.get(key) ?? []);
  return { id: example.failure.hash ?? example.requirement.id, requirements, members, example, explains, isManyRules };
}

/** How much hangs on a group. */
const weightOf = ({ members, explains }: Group) => members.length + explains.length;

/** These failures in groups, the likely root first: what explains most and shows most often, by the shortest story. */
export function groupsOf(report: Report, failed: readonly Member[]): Group[] {
  const explained = explainedBy(report);
  const groups = withoutSmallRules(united(failed, signsOf)).map((one) => groupOf(one, explained));
  const callsOf = ({ example }: Group) => toldIn(example.failure).length;
  return groups.sort((a, b) => weightOf(b) - weightOf(a) || callsOf(a) - callsOf(b));
}

/** Members of a group that came out alike: what each of these rows shows. */
export interface Symptom {
  requirement: RequirementResult;
  failures: Failure[];
}

/** The failures of a group by requirement and by what came, for a table. */
export function symptomsOf({ members }: Group): Symptom[] {
  const symptoms = new Map<string, Symptom>();
  for (const { requirement, failure } of members) {
    const what = isTaken({ requirement, failure })
      ? ""
      : JSON.stringify([shapeOf(failure.pointer ?? ""), failure.actual]);
    const key = `${requirement.id} ${what}`;
    const own = symptoms.get(key) ?? { requirement, failures: [] };
    symptoms.set(key, own);
    own.failures.push(failure);
  }
  return [...symptoms.values()];
}

/** Failures that are news, those that a baseline knows, and those below the bar. */
export function membersOf({ requirements }: Report): Record<"failures" | "known" | "warnings", Member[]> {
  const all = requirements.flatMap((requirement) =>
    requirement.failures.map((failure): Member => ({ requirement, failure })),
  );
  return {
    failures: all.filter(({ failure }) => !failure.warning && failure.known === undefined),
    known: all.filter(({ failure }) => failure.known !== undefined),
    warnings: all.filter(({ failure }) => failure.warning && failure.known === undefined),
  };
}
