import fc from "fast-check";
import type { Report } from "../../reports/report.ts";
import { hostileText } from "./hostile.ts";
import { realReport } from "./real.ts";

/** Fields whose texts are the suite's own, wherever they stand; every other text may come from outside. */
const own: readonly string[] = [
  ...["schema", "version", "revision", "level", "verdict", "source", "sources", "startedAt", "profile", "today"],
  ...["hash", "kind", "method", "node", "os"],
];
/** Objects with an id, or a text, of the suite's own. */
const isOwn = (parents: readonly string[], key: string) =>
  own.includes(key) ||
  (["id", "text"].includes(key) && parents.length === 1 && parents[0] === "requirements") ||
  (key === "id" && parents[0] === "silences") ||
  (key === "what" && parents[0] === "drift");
/** What is a value of the target's, or for it: its keys are texts from outside too. */
const isOutside = (key: string) => ["answer", "body", "input", "twin", "actual"].includes(key);

/** A value with another text in each place that does not hold one of the suite's own. */
function spoiled(
  value: unknown,
  next: () => string,
  key = "",
  parents: readonly string[] = [],
  isFree = false,
): unknown {
  if (typeof value === "string") return !isFree && isOwn(parents, key) ? value : next();
  if (Array.isArray(value)) return value.map((one) => spoiled(one, next, key, parents, isFree));
  if (typeof value !== "object" || value === null) return value;
  const within = key === "" ? parents : [...parents, key];
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [
    name,
    spoiled(inner, next, name, within, isFree || isOutside(name)),
  ]);
  return Object.fromEntries(isFree ? [...entries, [next(), next()]] : entries);
}

/** What a run with failures may have beside those of the real report: everything that holds texts. */
function filled(report: Report): Report {
  const text = "x";
  const place = { id: text, row: text, reason: text };
  const failing = report.requirements.filter(({ failures }) => failures.length > 0);
  const rest = report.requirements.filter(({ failures }) => failures.length === 0).slice(0, 6);
  const requirements = [...failing, ...rest].map((one, i) => ({
    ...one,
    verdict: i === 0 ? ("flaky" as const) : one.verdict,
    reason: ["pass", "fail"].includes(one.verdict) && i > 0 ? one.reason : text,
    rows: one.rows.slice(0, 8).map((row) => ({ ...row, reason: row.verdict === "pass" ? undefined : text })),
    failures: one.failures.map((failure, j) => ({
      ...failure,
      row: failure.row ?? text,
      flaky: i === 0,
      known: i === 1 && j === 0 ? text : undefined,
      warning: i === 2 && j === 0 ? (true as const) : undefined,
      exchanges: failure.exchanges.slice(-4).map((exchange) => ({ ...exchange, headers: { "x-a": text } })),
      twin: failure.twin ?? { a: text },
      timeline: [{ call: text, outcome: text, from: 0, to: 1 }],
      also: [{ claim: text, times: 2 }],
      needs: [{ name: text, what: text }],
      workers: [{ id: text, name: text }],
    })),
  }));
  return {
    ...report,
    complete: false,
    target: { kind: "url", baseUrl: text },
    run: { ...report.run, ended: text, died: text, only: [text], config: text },
    requirements,
    drift: [{ pointer: text, what: "key", value: text, count: 1 }],
    silences: [{ id: "silence.a", text, did: text }],
    lacks: [
      { name: text, text, isDeclared: true, isFound: true },
      { name: text, text, isDeclared: false, isFound: false },
    ],
    causes: [{ reason: text, cases: 1 }],
    baseline: {
      file: text,
      known: 1,
      stale: [place],
      unfounded: [place],
      expired: [{ id: text, row: text, expires: text }],
    },
    residue: { created: 2, deleted: 1, left: [text, text], proven: false },
  };
}

/** The report that hostile ones are made from. */
export const tameReport = async (): Promise<Report> => filled(await realReport());

/** Some texts from outside. */
export const hostileTextLists = (): fc.Arbitrary<string[]> => fc.array(hostileText(), { minLength: 1, maxLength: 7 });

/** The report with one of these texts in each place that may hold one from outside, in turns. */
export function withTexts(report: Report, texts: readonly string[]): Report {
  let at = 0;
  const next = () => {
    at += 1;
    return texts[at % texts.length] ?? "";
  };
  return spoiled(report, next) as Report;
}
