import type { Answer, Call, Exchange } from "../../contract/api.ts";
import { isObject } from "../../contract/json.ts";

/** One call of a case and its answer; none where the connection was closed without one. */
export interface Step {
  call: Call;
  answer: Answer | undefined;
}

/** A case as one target showed it. */
export interface Shown {
  steps: Step[];
  /** Calls were under way at once: in which order they were done is nobody's choice. */
  isOverlapping: boolean;
  /** A call got no answer, and nobody knows which. */
  isUnanswered: boolean;
}

/** The calls of a case in their order; a read that was repeated stands by its last answer. */
export function stepsOf(trace: readonly Exchange[], closed: Call | undefined): Step[] {
  const made = trace.toSorted((a, b) => a.invoked - b.invoked).map(({ call, answer }): Step => ({ call, answer }));
  const all = closed === undefined ? made : [...made, { call: closed, answer: undefined }];
  const isRepeated = ({ call }: Step, next: Step | undefined) =>
    call.method === "GET" && next?.call.method === "GET" && next.call.path === call.path;
  return all.filter((one, i) => !isRepeated(one, all[i + 1]));
}

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const time = "\\d{4}-\\d{2}-\\d{2}[Tt ]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?(?:[Zz]|[+-]\\d{2}:?\\d{2})";
const varying = new RegExp(`(?<id>${uuid}|[0-9a-f]{32,})|(?<time>${time})`, "gi");
const origin = /https?:\/\/[^/\s"]+/gi;
/** Keys whose values each target makes in its own way: texts for people, digests, measurements. */
const ownWay = /^(message|documentation_url|etag|script_etag)$|_ms$/;
/** Shorter ids are found as whole texts only: they may stand anywhere by chance. */
const shortestInText = 6;

const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
const namesIn = (json: unknown): unknown[] => (isObject(json) ? [json.id, json.name] : []);
const parsed = (body: Call["body"]): unknown => {
  try {
    return typeof body === "string" ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
};

/** What stands for that in which two targets differ by nature: ids and names by the order of the calls, times, hosts. */
export class Placeholders {
  readonly #known = new Map<string, string>();
  readonly #pattern: RegExp | undefined;
  /** All that was sent: what comes back from there is compared as it is. */
  readonly #sent: string;

  constructor(steps: readonly Step[], accountId: string) {
    this.#know(accountId, "account");
    for (const { call, answer } of steps) {
      const [, name] = call.kind === "createWorker" ? namesIn(parsed(call.body)) : [];
      this.#know(name ?? call.workerName, "worker");
      this.#know(call.workerId, "id");
      this.#know(call.versionId, "id");
      if (isObject(answer?.json)) this.#know(namesIn(answer.json.result)[0], "id");
    }
    const long = [...this.#known.keys()].filter((one) => one.length >= shortestInText);
    const longestFirst = long.sort((a, b) => b.length - a.length).map(quoted);
    this.#pattern = longestFirst.length > 0 ? new RegExp(longestFirst.join("|"), "gi") : undefined;
    this.#sent = steps.map(({ call }) => (typeof call.body === "string" ? call.body : "")).join("\n");
  }

  #know(text: unknown, what: string): void {
    if (typeof text !== "string" || text === "" || this.#known.has(text.toLowerCase())) return;
    if (what === "account") return void this.#known.set(text.toLowerCase(), "<account>");
    const count = [...this.#known.values()].filter((one) => one.startsWith(`<${what} `)).length;
    this.#known.set(text.toLowerCase(), `<${what} ${count + 1}>`);
  }

  /** A text without what each target has of its own. */
  text(text: string): string {
    const whole = this.#known.get(text.toLowerCase());
    if (whole !== undefined) return whole;
    const hostless = text.replace(origin, (one) => (this.#sent.includes(one) ? one : "<url>"));
    const named = this.#pattern
      ? hostless.replace(this.#pattern, (one) => this.#known.get(one.toLowerCase()) ?? one)
      : hostless;
    return named.replace(varying, (one, id) => (this.#sent.includes(one) ? one : id === undefined ? "<time>" : "<id>"));
  }

  /** The same for a JSON value. */
  value(value: unknown, key = ""): unknown {
    if (ownWay.test(key)) return value === null ? null : `<${typeof value}>`;
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return value.map((one) => this.value(one));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [this.text(name), this.value(inner, name)]));
  }
}

/** Reads that follow each other, by what they ask for: their order may hang on ids. */
export function aligned(shown: Shown, accountId: string): Shown {
  const names = new Placeholders(shown.steps, accountId);
  const runs: Step[][] = [];
  for (const step of shown.steps) {
    const last = runs.at(-1);
    if (step.call.method === "GET" && last?.[0]?.call.method === "GET") last.push(step);
    else runs.push([step]);
  }
  const keyOf = ({ call }: Step) => names.text(call.path);
  const byPath = (a: Step, b: Step) => (keyOf(a) < keyOf(b) ? -1 : 1);
  return { ...shown, steps: runs.flatMap((run) => run.toSorted(byPath)) };
}
