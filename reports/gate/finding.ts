import { isObject } from "../../contract/json.ts";
import { short } from "../door.ts";
import type { GateFailure } from "./report.ts";
import { shownSides } from "./text.ts";

/** A failure as one line has it: each side shortened, and of the call only what differs from the plainest one. */
export interface Finding {
  at: string;
  expected: string;
  actual: string;
  /** Absent where the plainest call shows it. */
  call?: string;
  /** What the server answered, where it was no plain version. */
  answer?: string;
}

/** The call that every other is told from: next to nothing. */
export const plainest = {
  account_id: "023e105f4ecef8ad9ca31a8372d0c353",
  worker_id: "my-worker",
  body: { main_module: "index.js" },
};
/** What a line keeps of a text; the whole stands in the report. */
const longest = 300;

/** A body without the module name that every plain call has. */
function bodyText(body: unknown): string | undefined {
  if (!isObject(body) || body.main_module !== plainest.body.main_module) return short(body, longest);
  const { main_module: _, ...rest } = body;
  return Object.keys(rest).length === 0 ? undefined : `+ ${short(rest, longest)}`;
}

/** What of a call differs from the plainest one, the credential and the environment among it. */
export function callText({ call, auth, environment }: Pick<GateFailure, "call" | "auth" | "environment">) {
  const { account_id, worker_id, query, body } = isObject(call) ? call : {};
  const deploy = isObject(query) ? query.deploy : undefined;
  const parts = [
    ...(account_id === plainest.account_id ? [] : [`account ${short(account_id, longest)}`]),
    ...(worker_id === plainest.worker_id ? [] : [`Worker ${JSON.stringify(worker_id)}`]),
    ...(deploy === undefined ? [] : [`deploy ${deploy}`]),
    ...(auth === "token" ? [] : [auth]),
    ...(environment.length === 0 ? [] : [`environment ${environment.join(", ")}`]),
  ];
  const all = [bodyText(body) ?? "", ...parts].filter((one) => one !== "");
  return all.length === 0 ? undefined : all.join("; ");
}

const isPlainVersion = (head: string, body: string) =>
  /^200($|\n)/.test(head) && /^\s*\{/.test(body) && /"success"\s*:\s*true/.test(body) && /"result"\s*:\s*\{/.test(body);

/** An answer in a few words: its status, when it may be sent again, and how a success looks that has no version. */
function replyWords(reply: string): string {
  const [head = "", ...rest] = reply.split("\n\n");
  const body = rest.join("\n\n");
  if (isPlainVersion(head, body)) return "a version";
  const [status = "", ...headers] = head.split("\n");
  const again = headers.filter((one) => /^(retry-after|location|content-encoding)\b/i.test(one));
  const shown = /^2/.test(status) ? [body === "" ? "without a body" : body.slice(0, longest)] : [];
  return [status, ...again, ...shown].join(" ");
}
function answerText(replies: readonly string[]): string | undefined {
  const words = replies.map(replyWords);
  return words.every((one) => one === "a version") ? undefined : words.join(" then ");
}

const inline = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value)) ?? "nothing";

/** An outcome in a few words; any other value as it is. */
function told(value: unknown): unknown {
  if (!isObject(value) || !("outcome" in value)) return value;
  const { outcome, version, status, tag, errors, phase, message, text, why } = value;
  if (outcome === "version") return `a version: ${inline(version)}`;
  const parts = [status, tag, phase, message, text, why, errors].filter((one) => one !== undefined && one !== null);
  return `${outcome}: ${parts.map(inline).join(" ")}`;
}

/** A value of a line: a path as a path, an outcome in words, anything else as it is. */
const sideOf = (at: string, value: unknown): unknown =>
  at === "path" && Array.isArray(value) && value.every((one) => typeof one === "string")
    ? `/${value.map((one) => one.replaceAll("/", "%2F")).join("/")}`
    : told(value);
/** What stands for a value that is not there. */
const isGone = (value: unknown): value is string => value === "absent" || value === "nothing";
const onOneLine = (text: string) => short(text.replace(/\s+/g, " ").trim(), longest);

/** The finding of a failure. */
export function findingOf(failure: GateFailure): Finding {
  const { at } = failure;
  const sides = { expected: sideOf(at, failure.expected), actual: sideOf(at, failure.actual) };
  const { expected, actual } = shownSides({ ...failure, ...sides });
  const call = callText(failure);
  const answer = answerText(failure.replies);
  return {
    at,
    expected: onOneLine(isGone(failure.expected) ? failure.expected : expected),
    actual: onOneLine(isGone(failure.actual) ? failure.actual : actual),
    ...(call === undefined ? {} : { call }),
    ...(answer === undefined ? {} : { answer: onOneLine(answer) }),
  };
}

/** A text for a line of this length; the whole stands in the report. */
export const clipped = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, "")}…`;

/** The first of pages, from roomy to tight, that is short enough; the last where none is. */
export function shortEnough(pageAt: (side: number) => string, sides: readonly number[], mostBytes: number): string {
  const isShort = (text: string) => new TextEncoder().encode(text).length < mostBytes;
  return sides.reduce((page, side) => (page !== "" && isShort(page) ? page : pageAt(side)), "");
}
