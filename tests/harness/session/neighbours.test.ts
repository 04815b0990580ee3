import { describe, expect, test } from "vitest";
import type { Answer, Call } from "../../../contract/api.ts";
import { checkNeighbour } from "../../../harness/session/neighbours.ts";
import { NoAnswer } from "../../../harness/shared/errors.ts";

const answer = (status: number, json?: unknown): Answer => ({ status, contentType: "", text: "", json });
/** Whether an answer to a call of this kind is one. */
function counts(kind: Call["kind"], said: Answer): boolean {
  try {
    checkNeighbour({ kind, method: "DELETE", path: "/versions/1" }, said);
    return true;
  } catch (error) {
    if (error instanceof NoAnswer) return false;
    throw error;
  }
}

describe("the answer to a delete", () => {
  test("is one with any 2xx, also with nothing in it", () => {
    const taken = [200, 202, 204].map((status) => counts("deleteVersion", answer(status)));

    expect(taken).toEqual([true, true, true]);
  });

  test("is none where it leads elsewhere, or is somebody else's page", () => {
    expect(counts("deleteVersion", answer(302))).toBe(false);
    expect(counts("deleteVersion", { ...answer(200), text: "<html>" })).toBe(false);
  });
});

test("a deployment without an envelope is no answer", () => {
  const taken = [answer(200), answer(200, { result: {} }), answer(404)].map((one) => counts("createDeployment", one));

  expect(taken).toEqual([false, true, true]);
});
