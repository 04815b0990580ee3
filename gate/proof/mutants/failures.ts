import { isObject } from "../../../contract/json.ts";
import { tryJson } from "../../wire/json.ts";
import { referenceParts } from "../reference.ts";
import {
  giving,
  givingEachError,
  givingErrors,
  half,
  listAt,
  type Mutant,
  mutant,
  undecodable,
  within,
  without,
} from "./making.ts";

const { broken } = referenceParts;
const isReset = (error: Error) => (error as NodeJS.ErrnoException).code === "ECONNRESET";
const givingMessage = (text: string, change: (message: string) => string): Mutant =>
  givingEachError("failure.message", text, (error) => ({
    ...error,
    ...(typeof error.message === "string" ? { message: change(error.message) } : {}),
  }));
const nullErrors = (text: string) => {
  const json = tryJson(text);
  return isObject(json) && json.errors === null;
};
/** Clients that go wrong where there is no version. */
export const failureMutants: Mutant[] = [
  giving("failure.reported", "takes every JSON envelope for a success", (outcome, { status, text }) =>
    status >= 400 && status < 500 && tryJson(text) !== undefined && !nullErrors(text)
      ? { outcome: "version", version: null }
      : outcome,
  ),
  giving("failure.status", "calls every refusal 400", (outcome) =>
    outcome.outcome === "api_error" && (outcome.status ?? 0) < 500 && (outcome.status ?? 0) >= 400
      ? { ...outcome, status: 400 }
      : outcome,
  ),
  givingErrors("failure.code", "drops the code", (errors) => errors.map((one) => without(one, "code"))),
  givingErrors("failure.message", "drops what is not ASCII", (errors) =>
    errors.map((one) => ({ ...one, message: String(one.message).replace(/[^ -~]/g, "?") })),
  ),
  givingErrors("failure.all-errors", "gives only the first error", (errors) => errors.slice(0, 1)),
  givingErrors("failure.documentation-url", "drops the documentation_url", (errors) =>
    errors.map((one) => without(one, "documentation_url")),
  ),
  givingErrors("failure.pointer", "drops the source", (errors) => errors.map((one) => without(one, "source"))),
  givingErrors("failure.details", "drops meta", (errors) => errors.map((one) => without(one, "meta"))),
  giving("failure.success-false", "looks at the status only", (outcome, { status }) =>
    outcome.outcome === "api_error" && status === 200 ? { outcome: "version", version: null } : outcome,
  ),
  giving("failure.odd-envelope", "crashes on errors: null", (outcome, { text }) =>
    nullErrors(text) ? undecodable : outcome,
  ),
  giving("failure.edge-page", "takes every answer for JSON", (outcome, { status, text }) =>
    status >= 500 && tryJson(text) === undefined ? undecodable : outcome,
  ),
  mutant("failure.truncated", "takes half an answer for a whole one", {
    broken: (error, job) => (isReset(error) ? broken(error, job) : half),
  }),
  mutant("failure.no-connection", "takes a reset connection for a success", {
    broken: (error, job) => (isReset(error) ? half : broken(error, job)),
  }),
  giving("failure.no-version", "takes a web page for a success", (outcome, { status, text }) =>
    status === 200 && text.startsWith("<html>") ? { outcome: "version", version: null } : outcome,
  ),
  giving("failure.no-version", "takes 204 for a success", (outcome, { status }) =>
    status === 204 ? { outcome: "version", version: null } : outcome,
  ),
  giving("failure.reported", "takes a wait that it cannot read for a success", (outcome, { headers, status }) =>
    status === 429 && headers["retry-after"] === "soon" ? undecodable : outcome,
  ),
  giving("failure.status", "calls every refusal of a caller 403", (outcome) =>
    outcome.outcome === "api_error" && outcome.status === 401 ? { ...outcome, status: 403 } : outcome,
  ),
  givingEachError("failure.code", "reads codes as integers of 16 bits", (error) => ({
    ...error,
    ...(typeof error.code === "number" ? { code: error.code & 0xffff } : {}),
  })),
  givingErrors("failure.code", "reads no errors where the server is at fault", (errors, { status }) =>
    status >= 500 && status !== 507 ? [] : errors,
  ),
  givingEachError("failure.code", "gives codes as texts", (error) => ({
    ...error,
    ...(error.code === undefined ? {} : { code: String(error.code) }),
  })),
  givingMessage("gives the first line of a message", (text) => text.split("\n")[0] ?? ""),
  givingMessage("cuts messages at 200 characters", (text) => text.slice(0, 200)),
  givingMessage("reads what looks like a format", (text) => text.replaceAll("%s", "undefined")),
  givingErrors("failure.all-errors", "gives errors of one code once", (errors) =>
    errors.filter(({ code }, i) => errors.findIndex((one) => one.code === code) === i),
  ),
  givingErrors("failure.documentation-url", "gives the documentation_url of the first error to all", (errors) =>
    errors.map((one) =>
      one.documentation_url === undefined ? one : { ...one, documentation_url: errors[0]?.documentation_url ?? null },
    ),
  ),
  givingErrors("failure.pointer", "gives the pointer of the first error alone", (errors) =>
    errors.map((one, i) => (i === 0 ? one : without(one, "source"))),
  ),
  givingEachError("failure.pointer", "reads ~1 in a pointer as a slash", (error) =>
    within("source", (source) => ({ ...source, pointer: String(source.pointer).replaceAll("~1", "/") }))(error),
  ),
  giving("failure.success-false", "looks for errors only, not at success", (outcome, { status, text }) => {
    const json = status === 200 ? tryJson(text) : undefined;
    const isSilent = isObject(json) && json.success === false && listAt(json.errors).length === 0;
    return isSilent && isObject(json.result) ? { outcome: "version", version: json.result } : outcome;
  }),
  giving("failure.odd-envelope", "crashes where there are no errors", (outcome, { status, text }) => {
    const json = tryJson(text);
    return status === 200 && isObject(json) && json.success === true && json.errors === undefined
      ? undecodable
      : outcome;
  }),
  giving("failure.edge-page", "crashes on a refusal without a body", (outcome, { status, text }) =>
    status >= 400 && text === "" ? undecodable : outcome,
  ),
  giving("failure.no-version", "gives the first version of a list", (outcome, { status, text }) => {
    const json = status === 200 ? tryJson(text) : undefined;
    const list = isObject(json) && Array.isArray(json.result) ? json.result : undefined;
    return list ? { outcome: "version", version: list[0] ?? {} } : outcome;
  }),
  giving("failure.no-version", "takes an answer without a result for a success", (outcome, { status, text }) => {
    const json = status === 200 ? tryJson(text) : undefined;
    const isBare = isObject(json) && json.success === true && json.result === undefined;
    return isBare ? { outcome: "version", version: {} } : outcome;
  }),
];
