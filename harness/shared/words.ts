import type { z } from "zod";
import { meant } from "./nearest.ts";

/** What a JSON value may be, with its article. */
const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};
const kindOf = (kind: string) => kinds[kind] ?? `of type ${kind}`;
const formats: Readonly<Record<string, string>> = { date: "a day, YYYY-MM-DD", url: "a URL" };

type Issue = Parameters<z.core.$ZodErrorMap>[0];

/** What a bound says: of texts and lists it is about their lengths. */
function bound(
  issue: { origin: string; inclusive?: boolean | undefined },
  limit: unknown,
  word: "least" | "most",
): string {
  const isOne = Number(limit) === 1;
  const noun = { string: isOne ? "character" : "characters", array: isOne ? "item" : "items" }[issue.origin];
  if (noun === undefined) return `must be at ${word} ${limit}`;
  return limit === 1 && word === "least" && issue.origin === "string"
    ? "must not be empty"
    : `must have at ${word} ${limit} ${noun}`;
}

function oneOf(issue: Issue & { values?: readonly unknown[] }): string {
  const values = (issue.values ?? []).map(String);
  const near = typeof issue.input === "string" ? meant(issue.input, values) : "";
  return `must be ${values.length === 1 ? values[0] : `one of ${values.join(", ")}`}${near}`;
}

/**
 * What is wrong with a value, in the words of this project: given to zod with each parse. A schema that has words of its
 * own keeps them.
 */
export const inOurWords: z.core.$ZodErrorMap = (issue): string | undefined => {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${kindOf(issue.expected)}`;
    case "invalid_value":
      return oneOf(issue);
    case "too_small":
      return bound(issue, issue.minimum, "least");
    case "too_big":
      return bound(issue, issue.maximum, "most");
    case "unrecognized_keys":
      return `has no ${issue.keys.join(", ")}`;
    case "invalid_format":
      return `must be ${formats[issue.format] ?? "in another form"}`;
    case "invalid_union":
      return "is none of what may stand there";
    default:
      return undefined;
  }
};
