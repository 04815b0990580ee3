import type { Reply } from "../../../contract/api.ts";
import { Refutation, Unjudged } from "../../../contract/refutation.ts";

/** What a judge says: `holds`, `unjudged`, or the requirement that it finds broken, with its row. */
export function verdictOf(judge: () => unknown): string {
  try {
    judge();
    return "holds";
  } catch (error) {
    if (error instanceof Unjudged) return "unjudged";
    if (!(error instanceof Refutation)) throw error;
    const { id = "no requirement", row } = error.details;
    return row === undefined ? id : `${id}/${row}`;
  }
}

/** The reply to a call that was answered with this status, and with this result where it was accepted. */
export function replied<T>(status: number, result?: T): Reply<T> {
  const json = status < 300 ? { success: true, errors: [], result } : { success: false, errors: [{ code: 10000 }] };
  return {
    exchange: {
      call: { kind: "getVersion", method: "GET", path: "/versions" },
      answer: { status, contentType: "application/json", text: JSON.stringify(json), json },
      startedAt: 0,
      endedAt: 1,
      invoked: 0,
      returned: 1,
    },
    ...(result === undefined ? {} : { result }),
  };
}
