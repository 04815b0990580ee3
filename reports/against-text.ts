import { isObject } from "../contract/json.ts";
import { type Against, againstExit, type ComparedCall, type Difference } from "./against.ts";
import { markdownBlock, markdownCode, markdownText, plain, plainLines } from "./door.ts";
import { exitLine } from "./exit.ts";

/** Differences that the terminal shows; the files have all. */
const mostShown = 20;
const mostNamed = 5;
/** Places and differences that the Markdown has. */
const mostBroken = 100;
const mostSections = 60;
const longestValue = 300;
const longestBody = 600;
const longestBlock = 4000;
/** Texts within a request or an answer that a line of the terminal has no room for. */
const longestText = 60;

type Side = Against["a"];
const nameOf = ({ kind, baseUrl }: Side) => (kind === "mock" ? "the embedded mock" : baseUrl);
const shown = (value: unknown, limit = longestValue) =>
  plain(typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing"), limit);
const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

/** Of what two answers differ, and where. */
function titleOf({ kind, what, pointer, statuses, repeats }: Difference): string {
  const [a, b] = statuses.map((one) => one ?? "no answer");
  const place = pointer === "" ? "" : ` at ${pointer}`;
  const said = what === "status" ? `status ${a} and ${b}` : `${what}${place}, status ${a}`;
  return `${kind}: ${said}${repeats ? "" : " (it did not show again)"}`;
}

/** The first names of a list, and how many more there are. */
function firstOf(names: readonly string[], most: number, beyond = 0): string {
  const more = Math.max(0, names.length - most) + beyond;
  return `${names.slice(0, most).join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}
const claimsLine = ({ cases, claims, moreClaims }: Difference) =>
  `in ${plural(cases, "case")} of ${firstOf(claims, mostNamed, moreClaims)}`;
/** What was broken on purpose where it was seen. */
const brokenLines = ({ broken = [] }: Difference, most: number) =>
  broken.length === 0 ? [] : [`where this is broken on purpose: ${firstOf(broken, most)}`];

/** A value with long texts by their beginnings. */
function folded(value: unknown): unknown {
  if (typeof value === "string") return value.length > longestText ? `${value.slice(0, longestText)}…` : value;
  if (Array.isArray(value)) return value.map(folded);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, folded(inner)]));
}
const brief = (value: unknown) => shown(folded(value), longestBody);
const answerOf = (one: ComparedCall["a"]) => (one === null ? "no answer" : `${one.status} ${brief(one.answer)}`);
/** What stands at the place of a difference. */
const standing = ({ what, ...both }: Difference, side: "a" | "b") =>
  (what === "only in a" && side === "b") || (what === "only in b" && side === "a") ? "(absent)" : shown(both[side]);
/** The call whose answers differ. */
const lastOf = ({ calls }: Difference) => calls.at(-1);
/** How many calls made what the last one needs, the Worker apart. */
const before = ({ calls }: Difference) => calls.slice(0, -1).filter(({ kind }) => kind !== "createWorker").length;

function textOf(one: Difference, number: number): string[] {
  const last = lastOf(one);
  const earlier = before(one);
  return [
    `${number}  ${plain(titleOf(one))}`,
    `   A  ${standing(one, "a")}`,
    `   B  ${standing(one, "b")}`,
    `   seen  ${plain(claimsLine(one))}`,
    ...brokenLines(one, mostNamed).map((line) => `   ${plain(line)}`),
    ...(last
      ? [
          `   smallest  ${plain(last.method)} ${plain(last.path)}${last.body === undefined ? "" : ` ${brief(last.body)}`}${earlier > 0 ? `, after ${plural(earlier, "call")}` : ""}`,
          `   A answers  ${answerOf(last.a)}`,
          `   B answers  ${answerOf(last.b)}`,
        ]
      : []),
    `   replay  ${plain(one.replay)}`,
    "",
  ];
}

/** What was compared, and how much of it. */
function scopeOf({ run, differences, moreDifferences, uncompared }: Against): string {
  const { overlapping, unanswered, diverged } = uncompared;
  const left = [
    overlapping > 0 ? `${plural(overlapping, "case")} whose calls overlapped` : [],
    unanswered > 0 ? `${plural(unanswered, "case")} without an answer` : [],
    diverged > 0 ? `the end of ${plural(diverged, "case")} in which something else was asked of each` : [],
  ].flat();
  const all = differences.length + moreDifferences;
  const count = `${all === 0 ? "no difference" : plural(all, "difference")} in ${plural(run.cases, "case")} of ${plural(run.claims, "claim")}`;
  return `${count}${left.length > 0 ? `; not compared: ${left.join(", ")}` : ""}${run.ended === undefined ? "" : `; ended early: ${run.ended}`}`;
}

function sideLines({ a, b }: Against): string[] {
  const line = (letter: string, one: Side) => {
    const { created, deleted, left } = one.residue;
    const rest = left.length > 0 ? `, left ${left.length}` : "";
    return `${letter}  ${plain(nameOf(one))}: ${one.requests} requests; made ${plural(created, "Worker")}, deleted ${deleted}${plain(rest)}`;
  };
  return [line("A", a), line("B", b)];
}

/** Where two targets differ, as text; the last line says the exit code. */
export function againstText(result: Against): string {
  const { differences, broken } = result;
  const { code, why } = againstExit(result);
  const left = differences.length - mostShown;
  return [
    ...sideLines(result),
    "",
    ...differences.slice(0, mostShown).flatMap((one, i) => textOf(one, i + 1)),
    ...(left > 0 ? [`and ${plural(left, "more difference")}: against.json and against.md have them`, ""] : []),
    ...broken.map((one) => `broken, by the suite itself: ${plain(one)}`),
    plain(scopeOf(result)),
    exitLine(code, why),
  ].join("\n");
}

const pretty = (value: unknown) =>
  typeof value === "string" ? value : (JSON.stringify(value, undefined, 2) ?? "nothing");
const blockOf = (title: string, value: unknown): string[] => [
  `${title}:`,
  "",
  markdownBlock(plainLines(pretty(value), longestBlock), typeof value === "string" ? "" : "json"),
  "",
];

function sectionOf(one: Difference): string[] {
  const last = lastOf(one);
  const earlier = before(one);
  return [
    `### ${markdownText(titleOf(one))}`,
    "",
    `- A: ${markdownCode(standing(one, "a"))}`,
    `- B: ${markdownCode(standing(one, "b"))}`,
    `- Seen ${markdownText(claimsLine(one))}`,
    ...brokenLines(one, mostBroken).map((line) => `- ${markdownText(line)}`),
    "",
    ...(last
      ? [
          `The smallest exchange${earlier > 0 ? `, after ${plural(earlier, "call")} that against.json has` : ""}: ${markdownCode(`${last.method} ${last.path}`)}`,
          "",
          ...(last.body === undefined ? [] : blockOf("Sent", last.body)),
          ...blockOf(`A answers ${last.a?.status ?? "nothing"}`, last.a?.answer ?? ""),
          ...blockOf(`B answers ${last.b?.status ?? "nothing"}`, last.b?.answer ?? ""),
        ]
      : []),
    "Replay:",
    "",
    markdownBlock(one.replay, "sh"),
    "",
  ];
}

/** The same as Markdown, with all differences. */
export function againstMarkdown(result: Against): string {
  const more = result.differences.length - mostSections;
  const { code, why } = againstExit(result);
  return [
    "# Two targets, the same requests",
    "",
    ...sideLines(result).map((line) => `- ${markdownText(line)}`),
    "",
    `**${markdownText(exitLine(code, why))}**`,
    "",
    `${markdownText(scopeOf(result))}. Ids, names, times, hosts, digests and texts of errors are not compared.`,
    "",
    ...result.broken.map((one) => `- Broken, by the suite itself: ${markdownText(one)}`),
    ...result.differences.slice(0, mostSections).flatMap(sectionOf),
    ...(more > 0 ? [`And ${plural(more, "more difference")}: against.json has them.`, ""] : []),
  ].join("\n");
}
