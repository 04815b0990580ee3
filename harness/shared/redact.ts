import { bindingKinds } from "../../contract/bindings.ts";
import { isObject } from "../../contract/json.ts";
import type { Failure, Report } from "../../reports/report.ts";
import { holdsFormOf, mapTexts, type Secret, saysSo, textMask } from "./mask.ts";

const mask = "[secret]";

/** Names of the fields of a binding that the contract marks as sensitive. */
function sensitiveFields(type: unknown): string[] {
  const isKnown = typeof type === "string" && Object.hasOwn(bindingKinds, type);
  const fields: Record<string, { sensitive?: true }> = isKnown
    ? bindingKinds[type as keyof typeof bindingKinds].fields
    : {};
  return Object.keys(fields).filter((name) => fields[name]?.sensitive);
}

const textsIn = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
};

/** Whether a field of an object holds a secret: by the kind of a binding, or the token of an upload. */
const isSensitive = (object: Record<string, unknown>, name: string) =>
  name === "jwt" || sensitiveFields(object.type).includes(name);

/** Every sensitive text below a value. */
export function secretsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(secretsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    isSensitive(value, name) ? textsIn(inner) : secretsIn(inner),
  );
}

/** Every sensitive field masked, however short its text is. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSensitive(value, name) && inner !== undefined ? mapTexts(inner, () => mask) : withoutSecrets(inner),
    ]),
  );
}

/** Shorter sensitive texts are masked where they stand, not wherever they are found. */
const shortest = 16;

/** Secrets of requests that some text really shows. */
function shownIn(text: string, sent: Iterable<string>): Secret[] {
  const long = [...new Set(sent)].filter((one) => one.length >= shortest && !saysSo(one));
  return long.filter((one) => holdsFormOf(text, one)).map((one) => ({ text: one, as: mask }));
}

/** Any value that anybody may read: the same masks as in a report. */
export function redactValue<T>(value: T, sent: ReadonlySet<string>, known: readonly Secret[]): T {
  const map = textMask([...known, ...shownIn(JSON.stringify(value), [...secretsIn(value), ...sent])]);
  return mapTexts(withoutSecrets(value), (text) => withoutUser(map(text))) as T;
}

/** A failure without a secret in it, be it one of these requests' or one of the environment's. */
export function maskFailure(failure: Failure, sent: ReadonlySet<string>, known: readonly Secret[]): Failure {
  const { curl, replay, ...rest } = failure;
  const map = textMask([...known, ...shownIn(JSON.stringify(failure), [...secretsIn(failure), ...sent])]);
  const command = (text: string) => withoutUser(map(text));
  const masked = mapTexts(withoutSecrets(rest), map) as Omit<Failure, "curl" | "replay">;
  return { ...masked, replay: command(replay), curl: curl === undefined ? undefined : command(curl) };
}

/** `//user:password@` of a URL, masked. */
const withoutUser = (url: string) => url.replace(/\/\/[^/@\s]+@/g, "//[credentials]@");

/** A report that anybody may read: credentials, account, secrets that were sent, and addresses of people are masked. */
export function redact(report: Report, sent: ReadonlySet<string>, known: readonly Secret[]): Report {
  const texts = textMask([
    ...known,
    ...shownIn(JSON.stringify([report.requirements, report.silences, report.drift]), sent),
  ]);
  const map = (text: string) => withoutUser(texts(text));
  const reason = <T extends { reason?: string | undefined }>(one: T): T =>
    one.reason === undefined ? one : { ...one, reason: map(one.reason) };
  const { run, target } = report;
  return {
    ...report,
    target: { ...target, baseUrl: map(target.baseUrl) },
    run: {
      ...run,
      ended: run.ended && map(run.ended),
      died: run.died && map(run.died),
      settings: run.settings && (mapTexts(run.settings, map) as typeof run.settings),
    },
    shown: report.shown && (mapTexts(report.shown, map) as typeof report.shown),
    requirements: report.requirements.map((one) => ({
      ...reason(one),
      rows: one.rows.map(reason),
      failures: one.failures.map((failure) => maskFailure(failure, sent, known)),
    })),
    drift: report.drift.map((one) => ({ ...one, pointer: map(one.pointer), value: map(one.value) })),
    silences: report.silences.map((one) => ({ ...one, did: map(one.did) })),
  };
}
