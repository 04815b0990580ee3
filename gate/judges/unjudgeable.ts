import type { Observation } from "../cases/finding.ts";
import type { PropertyId } from "../contract/properties.ts";
import type { Manifest } from "../contract/protocol.ts";
import { type Recorded, valuesOf } from "../wire/recorder.ts";
import { accepts } from "../wire/send.ts";
import { marks } from "./keys.ts";

/** Properties that are about what the client gives back, not only whether it gives something. */
const needDecoded: readonly PropertyId[] = [
  "result.kinds",
  "result.json-binding",
  "result.bindings-order",
  "result.write-only",
  "result.defaults",
  "result.steps",
  "result.messages",
  "result.number-exact",
  "result.numbers",
  "result.times",
  "result.strings",
  "result.fields",
];
/** Properties that a command's text cannot show. */
const needErrors: readonly PropertyId[] = ["failure.status", "failure.details"];

const asksForCoding = (one: Recorded) =>
  ["gzip", "br"].some((coding) => accepts(valuesOf(one, "accept-encoding").join(), coding));

/** A command that prints a version alone has no place for messages. */
export const hidesMessages = (mode: Manifest["mode"], messages: unknown): boolean =>
  mode === "template" && messages === undefined;

/** Why a case says nothing about its own property, or undefined where it does. */
export function whyUnjudgeable(seen: Observation): string | undefined {
  const { focus, manifest, outcome, attempts, strays, earlier } = seen;
  const { property } = focus;
  if (property === undefined) return undefined;
  if (outcome === undefined && /^(failure|calls|redirects)\./.test(property))
    return "the client was not waited for any longer";
  if (attempts.length + strays.length === 0 && !focus.mayRefuse) return "the client sent no request";
  if (property === "failure.no-connection" && attempts.length > 1) return "the client sent again, and was answered";
  if (property === "calls.idempotency-key" && ![seen, ...earlier].some(marks)) return "the client sends no such key";
  if (property === "result.compression" && !attempts.some(asksForCoding)) return "the client asks for no compression";
  if (manifest.decode === "none" && needDecoded.includes(property))
    return "the client gives nothing back that could be read";
  if (outcome?.outcome === "failed" && needErrors.includes(property)) return "a command's text does not show it";
  if (needDecoded.includes(property) && outcome?.outcome !== "version") return "the client returned no version";
  if (
    property === "result.messages" &&
    outcome?.outcome === "version" &&
    hidesMessages(manifest.mode, outcome.messages)
  )
    return "the command prints the version without its envelope";
  return undefined;
}
