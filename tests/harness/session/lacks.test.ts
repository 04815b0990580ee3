import { describe, expect, test } from "vitest";
import type { Answer, Call } from "../../../contract/api.ts";
import { Lacks } from "../../../harness/session/lacks.ts";

const answer = (status: number, json?: unknown): Answer => ({ status, contentType: "", text: "", json });
const noRoute = answer(404, { errors: [{ code: 7003 }] });
const get: Call = {
  kind: "getVersion",
  method: "GET",
  path: "/accounts/a/workers/workers/w1/versions/v1",
  workerId: "w1",
};
const getByName: Call = { ...get, path: "/accounts/a/workers/workers/name/versions/v1" };

describe("what a target lacks", () => {
  test("is a neighbour whose path leads nowhere", () => {
    const lacks = new Lacks([]);

    expect(lacks.heard(get, noRoute)).toBe(true);
    expect(lacks.reason(get)).toBe("the target has no GET of a version");
  });

  test("is none that has ever answered", () => {
    const lacks = new Lacks([]);
    lacks.heard(get, answer(200, {}));

    expect(lacks.heard(get, noRoute)).toBe(false);
    expect(lacks.reason(get)).toBeUndefined();
  });

  test("is none that leads nowhere only by a Worker's name", () => {
    expect(new Lacks([]).heard(getByName, noRoute)).toBe(false);
  });

  test("is one whose method nobody takes, however the Worker is called", () => {
    expect(new Lacks([]).heard(getByName, answer(405))).toBe(true);
  });

  test("is one that is known to lead nowhere, however the Worker is called", () => {
    const lacks = new Lacks([]);
    lacks.heard(get, noRoute);

    expect(lacks.heard(getByName, noRoute)).toBe(true);
  });

  test("is not asked for where it is declared, but once on purpose", async () => {
    const lacks = new Lacks(["get"]);

    expect(lacks.unsent(get)?.answer.status).toBe(404);
    expect(lacks.reason(get)).toBe("declared: without get");
    await lacks.ask("get", async () => lacks.unsent(get) === undefined);
    expect([...lacks.found]).toEqual(["get"]);
    expect(lacks.unsent(get)).toBeDefined();
  });
});
