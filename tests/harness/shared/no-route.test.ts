import { describe, expect, test } from "vitest";
import type { Answer } from "../../../contract/api.ts";
import { leadsNowhere } from "../../../harness/shared/no-route.ts";

const answer = (status: number, json?: unknown): Answer => ({ status, contentType: "", text: "", json });
const noRoute = answer(404, { errors: [{ code: 7003 }] });

describe("an answer that leads nowhere", () => {
  test.each([
    ["a method that nobody takes", answer(405), true],
    ["one that is not there yet", answer(501), true],
    ["a path without a route", noRoute, true],
    ["a page of a web server", answer(404), true],
    ["a version that does not exist", answer(404, { errors: [{ code: 10007 }] }), false],
    ["a refusal", answer(400, { errors: [{ code: 7003 }] }), false],
  ])("is %s", (_what, one, expected) => {
    expect(leadsNowhere(one)).toBe(expected);
  });
});
