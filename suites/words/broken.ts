import type { Exchange, WorkerPort } from "../../contract/api.ts";
import type { Binding } from "../../contract/bindings.ts";
import type { RequestFault, Sending } from "../../contract/faults/index.ts";
import { isObject } from "../../contract/json.ts";
import type { Version, VersionRequest } from "../../contract/version.ts";

export const isOk = ({ answer }: Exchange) => answer.status >= 200 && answer.status < 300;
export const statusOf = ({ answer }: Exchange) => answer.status;
export const shownOf = ({ answer }: Exchange) => ({
  status: answer.status,
  body: answer.json ?? answer.text.slice(0, 300),
});

/** The request as it went over the wire, for a reader. */
export function inputShown({ text, ...rest }: Sending): unknown {
  const body = text === undefined ? "no body" : jsonOr(text);
  return Object.keys(rest).length === 0 ? body : { ...rest, body };
}
export function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What came of a request, and the version, if it made one. */
export type Sent = { exchange: Exchange; result?: Version };

interface SendOptions {
  deploy?: boolean | undefined;
  /** Bindings that stand before the broken one. */
  shift?: number;
}

/** A refused or accepted create with something broken about it. */
export async function sendBroken(
  worker: WorkerPort,
  { id: fault }: RequestFault,
  request: VersionRequest,
  sending: Sending,
  { deploy, shift = 0 }: SendOptions = {},
): Promise<Sent> {
  // What a gateway may answer in the API's place need not look as the API's answers do.
  if (sending.account !== undefined || sending.headers !== undefined) {
    const { text, ...rest } = sending;
    return { exchange: await worker.send({ ...rest, fault, ...(text === undefined ? {} : { body: text }) }) };
  }
  return worker.create(request, {
    sending,
    fault,
    shift,
    contentUnjudged: true,
    ...(deploy === undefined ? {} : { deploy }),
  });
}

/** How many valid bindings stand around the broken one. */
export interface Around {
  before: number;
  after: number;
}
export const alone: Around = { before: 0, after: 0 };
/** Alone, in the middle, last, first: a target that looks at one end of a list only is found out. */
export const places: readonly Around[] = [
  alone,
  { before: 1, after: 1 },
  { before: 2, after: 0 },
  { before: 0, after: 2 },
];
export const isShiftable = ({ pointer }: RequestFault) => /^\/bindings\/0(\/|$)/.test(pointer);
/** Where the broken binding of a fault stands, of the places that there are. */
export const placeOf = (fault: RequestFault, place: number): Around =>
  (isShiftable(fault) ? places[place] : alone) ?? alone;

const valid = (where: string, count: number): Binding[] =>
  Array.from({ length: count }, (_, i) => ({ name: `WVC_${where}_${i}`, type: "plain_text", text: "valid" }));

/** A body with valid bindings around its own, if it has a list of them. */
export function shifted<T>(body: T, { before, after }: Around): T {
  if (before + after === 0 || !isObject(body) || !Array.isArray(body.bindings)) return body;
  return { ...body, bindings: [...valid("BEFORE", before), ...body.bindings, ...valid("AFTER", after)] };
}
export const shiftedSending = (sending: Sending, around: Around): Sending =>
  sending.text === undefined || around.before + around.after === 0
    ? sending
    : { ...sending, text: JSON.stringify(shifted(JSON.parse(sending.text), around)) };
