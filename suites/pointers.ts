import type { Exchange } from "../contract/api.ts";
import { appended } from "../contract/faults/fault.ts";
import { faultOf, type RequestFault } from "../contract/faults/index.ts";
import { isObject, stepsTo } from "../contract/json.ts";
import { newestRevision } from "../contract/revision.ts";
import { requestFieldAt } from "../contract/version.ts";
import { finding, type Invariant } from "./seen/invariant.ts";
import { isOk, shownOf, statusOf } from "./words/broken.ts";

/** Fields whose shapes hang together: a pointer to any part of them is right. */
const wholes = ["placement", "migrations"];

/** Words by which pointers begin that start from more than the body, or that name a part of the address. */
const beginnings =
  /^(body|data|deploy|headers?|json|params?|path|payload|properties|query|request(body)?|root|version|.*_id|.*-.*|\d+)$/i;
const isField = (step: string) => Object.hasOwn(requestFieldAt(newestRevision).fields, step);
/** A JSON pointer to a place that no version request has. */
const pointsNowhere = (pointer: string, steps: readonly string[]) =>
  pointer.startsWith("/") &&
  /^[a-z_]+$/i.test(steps[0] ?? "") &&
  !beginnings.test(steps[0] ?? "") &&
  !steps.some(isField);

/** Whether a pointer of an error blames the broken place or what holds it; one in no known form proves nothing. */
function pointsRight(pointer: string, { pointer: place, within, also = [] }: RequestFault, shift: number): boolean {
  const steps = stepsTo(pointer.replace(/^#/, "").replace(/^(?!\/)/, "/")).filter((step) => step !== "");
  const [first] = steps;
  if (first === undefined) return true;
  // What is wrong with a whole request has no place of its own.
  if (!isField(first)) return place === "" || !pointsNowhere(pointer, steps);
  const agrees = (other: string, below: boolean) => {
    const right = stepsTo(other).map((step, i, all) => (i === 1 && all[0] === "bindings" ? later(step, shift) : step));
    if (wholes.includes(first)) return right[0] === first;
    if (steps.length > right.length && !below) return false;
    return steps.every((step, i) => right[i] === undefined || step === right[i] || right[i] === appended);
  };
  return agrees(place, within ?? false) || also.some((one) => agrees(one, true));
}

/** The step of an item that so many stand before. */
const later = (step: string, count: number) => (/^\d+$/.test(step) ? String(Number(step) + count) : step);

const pointersIn = ({ answer }: Exchange): string[] => {
  const errors = isObject(answer.json) && Array.isArray(answer.json.errors) ? answer.json.errors : [];
  return errors.flatMap((one) => {
    const pointer = isObject(one) && isObject(one.source) ? one.source.pointer : undefined;
    return typeof pointer === "string" ? [pointer] : [];
  });
};

/** Broken requests are refused as a client's error, and blame the right place if any. */
export const pointersInvariant: Invariant = {
  ids: ["refusal.client-error", "refusal.pointer"],
  judge: ({ exchange }) => {
    const fault = exchange.call.fault === undefined ? undefined : faultOf(exchange.call.fault);
    if (!fault || isOk(exchange)) return [];
    const status = statusOf(exchange);
    const isClientError = status >= 400 && status < 500;
    const pointers = pointersIn(exchange);
    const wrong = pointers.find((pointer) => !pointsRight(pointer, fault, exchange.call.shift ?? 0));
    const place = fault.pointer === "" ? "the body" : fault.pointer;
    return [
      finding("refusal.client-error", isClientError, `a 4xx status for ${fault.text}`, shownOf(exchange), {
        after: ["envelope.wild-answered"],
      }),
      ...(isClientError && fault.requirement
        ? [finding("refusal.pointer", wrong === undefined, `a pointer to ${place}, or to what holds it`, wrong)]
        : []),
    ];
  },
};
