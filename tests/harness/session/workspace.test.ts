import { describe, expect, test } from "vitest";
import type { Answer } from "../../../contract/api.ts";
import { Unjudged } from "../../../contract/refutation.ts";
import { Lane } from "../../../harness/session/lane.ts";
import { Session } from "../../../harness/session/session.ts";
import { Inventory, Workspace } from "../../../harness/session/workspace.ts";
import { NoAnswer, TargetLost } from "../../../harness/shared/errors.ts";
import type { Sent } from "../../../harness/target/client.ts";
import { suiteOf } from "../judge/bench.ts";

const answer = (status: number, json: unknown, text = JSON.stringify(json)): Answer => ({
  status,
  contentType: "application/json",
  text,
  json,
});
const made = (id: string, name?: string) => answer(200, { success: true, result: { id, ...(name ? { name } : {}) } });
const taken = answer(400, { success: false, errors: [{ code: 10040, message: "taken" }] });
const gone = answer(200, { success: true, result: null });

/** A workspace on a target that answers so; the calls as they were made. */
function workspaceOf(answers: (sent: Sent, number: number) => Answer | Error) {
  const calls: string[] = [];
  const session = new Session(suiteOf(["a"]), {
    transport: {
      baseUrl: "https://target/client/v4",
      send: async (sent) => {
        const { name = "" } = JSON.parse(String(sent.body ?? "{}")) as { name?: string };
        calls.push(
          `${sent.method} ${sent.path.replace("/accounts/acc/workers/workers", "")} ${name}`.replace(/ +/g, " ").trim(),
        );
        const one = answers(sent, calls.length);
        if (one instanceof Error) throw one;
        return one;
      },
      close: async () => {},
    },
    accountId: "acc",
    runId: "run",
    lagMs: 0,
  });
  const inventory = new Inventory({ previews: true });
  return { workspace: new Workspace(new Lane(session), inventory), inventory, calls };
}
const workerFrom = ({ method }: Sent, number: number) => (method === "POST" ? made(`id${number}`) : gone);

describe("a Worker of the suite", () => {
  test("has a name of its own by the run and a counter", async () => {
    const { workspace, inventory, calls } = workspaceOf(workerFrom);

    const [one, two] = [await workspace.worker(), await workspace.worker()];

    expect([one.name, two.name, one.id]).toEqual(["wvc-run-0", "wvc-run-1", "id1"]);
    expect(calls).toEqual(["POST wvc-run-0", "POST wvc-run-1"]);
    expect(inventory.residue.created).toBe(2);
  });

  test("gets the next name where one is taken, and leaves that one alone", async () => {
    const { workspace, inventory, calls } = workspaceOf((sent, number) =>
      number < 3 ? taken : workerFrom(sent, number),
    );

    expect((await workspace.worker()).name).toBe("wvc-run-2");

    expect(calls).toHaveLength(3);
    expect([...inventory.unsure]).toEqual([]);
    expect(inventory.residue.created).toBe(1);
  });

  test("is given up after fifty names that are taken", async () => {
    const { workspace, calls } = workspaceOf(() => taken);

    await expect(workspace.worker()).rejects.toThrow("the target makes no Worker: status 400");

    expect(calls).toHaveLength(51);
  });

  test("that the target refuses to make is no verdict", async () => {
    const { workspace, inventory } = workspaceOf(() => answer(403, { success: false, errors: [] }, "no"));

    await expect(workspace.worker()).rejects.toEqual(
      new Unjudged("environment", "the target makes no Worker: status 403 no"),
    );

    expect(inventory.unsure.size).toBe(0);
  });

  test.each([
    ["may be there where the create got no answer", new NoAnswer("no answer", { maybeDone: true }), true],
    ["is not there where the create was never sent", new NoAnswer("refused", { maybeDone: false }), false],
    ["may be there where the answer cannot be read", answer(200, undefined, "<html>"), true],
    ["may be there where the answer speaks of another one", made("id", "other"), true],
  ])("%s", async (_what, one, isUnsure) => {
    const { workspace, inventory } = workspaceOf(() => one);

    await expect(workspace.worker()).rejects.toThrow();

    expect([...inventory.unsure]).toEqual(isUnsure ? ["wvc-run-0"] : []);
    expect(inventory.residue.created).toBe(0);
  });
});

describe("the end of a case", () => {
  test("deletes its Workers, the newest first, and leaves the one that others name", async () => {
    const { workspace, inventory, calls } = workspaceOf(workerFrom);
    await workspace.peer();
    await workspace.worker();
    await workspace.worker();
    calls.length = 0;

    await workspace.clean();
    await workspace.clean();

    expect(calls).toEqual(["DELETE /id4", "DELETE /id3"]);
    expect(inventory.residue).toMatchObject({ created: 3, deleted: 2 });
    await workspace.close();
    expect(calls.at(-1)).toBe("DELETE /id1");
    expect(inventory.residue.deleted).toBe(3);
    expect(inventory.unsure.size).toBe(0);
  });

  test.each([
    ["is gone where the target knows it no more", answer(404, { success: false }), 1, []],
    ["is gone with a 204", answer(204, undefined, ""), 1, []],
    ["may be there where the answer is no envelope", answer(200, undefined, "ok"), 1, ["wvc-run-0"]],
    ["is there where the target refuses", answer(409, { success: false }), 0, ["wvc-run-0"]],
    ["is there where no answer came", new NoAnswer("no answer", { maybeDone: true }), 0, ["wvc-run-0"]],
    ["is there where the target is lost", new TargetLost("gone"), 0, ["wvc-run-0"]],
  ])("a Worker %s", async (_what, one, deleted, unsure) => {
    const { workspace, inventory } = workspaceOf((sent, number) =>
      sent.method === "DELETE" ? one : workerFrom(sent, number),
    );
    await workspace.worker();

    await workspace.close();

    expect(inventory.residue.deleted).toBe(deleted);
    expect([...inventory.unsure]).toEqual(unsure);
  });
});

describe("a Worker that does not exist", () => {
  test("has a name and an id that nobody has", async () => {
    const { workspace } = workspaceOf(workerFrom);
    const worker = await workspace.worker();

    const stranger = worker.stranger();

    expect(stranger.name).toBe("wvc-run-1-missing");
    expect(stranger.id).toMatch(/^[0-9a-f]{32}$/);
  });

  test("may come close to one that does, by its name and by the last digit of its id", async () => {
    const { workspace } = workspaceOf(() => made("abc0"));
    const worker = await workspace.worker();

    expect([worker.stranger("longer"), worker.stranger("shorter")].map(({ id, name }) => [id, name])).toEqual([
      ["abc1", "wvc-run-0-longer"],
      ["abc1", "wvc-run"],
    ]);
  });
});

describe("a Worker that is made anew", () => {
  test("has its name again", async () => {
    const { workspace, calls } = workspaceOf(workerFrom);
    const worker = await workspace.worker();

    const again = await worker.recreate();

    expect([again?.name, again?.id]).toEqual(["wvc-run-0", "id3"]);
    expect(calls).toEqual(["POST wvc-run-0", "DELETE /id1", "POST wvc-run-0"]);
  });

  test("is none where the target does not delete the one before", async () => {
    const { workspace } = workspaceOf((sent, number) =>
      sent.method === "DELETE" ? answer(409, { success: false }) : workerFrom(sent, number),
    );

    expect(await (await workspace.worker()).recreate()).toBeUndefined();
  });
});

describe("a Worker with a new name", () => {
  test("is called by it, and known to have it", async () => {
    const { workspace, inventory } = workspaceOf((sent, number) =>
      sent.method === "PATCH" ? made("id1", "wvc-run-1") : workerFrom(sent, number),
    );
    const worker = await workspace.worker();

    expect(await worker.rename()).toBe(true);

    expect(worker.name).toBe("wvc-run-1");
    expect([...inventory.unsure]).toEqual([]);
  });

  test("has the old one, or nobody knows which, where the target does not say so", async () => {
    const { workspace, inventory } = workspaceOf(workerFrom);
    const worker = await workspace.worker();

    expect(await worker.rename()).toBe(false);

    expect(worker.name).toBe("wvc-run-0");
    expect([...inventory.unsure]).toEqual(["wvc-run-1"]);
  });
});

describe("the first Worker of a run", () => {
  test("is deployed, with what others may name", async () => {
    const { workspace, inventory, calls } = workspaceOf(workerFrom);

    expect(await workspace.peer()).toEqual({
      name: "wvc-run-0",
      durableClass: "PeerObject",
      entrypoint: "PeerEntrypoint",
      workflowClass: "PeerWorkflow",
    });

    expect(inventory.peerId).toBe("id1");
    expect(calls[1]).toBe("POST /id1/versions?deploy=true");
  });

  test.each([
    [answer(401, { success: false }, "denied"), "https://target/client/v4 refuses the credentials (status 401 denied)"],
    [
      answer(200, undefined, "<html>"),
      "https://target/client/v4 does not answer as the API does: POST …/workers/workers gave status 200, application/json, and no JSON",
    ],
    [answer(500, {}, "{}"), "https://target/client/v4 makes no Worker for the run (status 500 {})"],
  ])("that cannot be made says that no run is possible", async (one, message) => {
    await expect(workspaceOf(() => one).workspace.peer()).rejects.toThrow(message);
  });

  test("of whose deploy nothing can be read is no premise", async () => {
    const { workspace } = workspaceOf((sent, number) =>
      number === 2 ? answer(200, undefined, "ok") : workerFrom(sent, number),
    );

    await expect(workspace.peer(false)).rejects.toBeInstanceOf(NoAnswer);
  });
});
