import { describe, expect, test } from "vitest";
import { anyWorld } from "../../arbitraries/world.ts";
import type { Page, Reply, WorkerPort } from "../../contract/api.ts";
import type { Version, VersionRequest } from "../../contract/version.ts";
import { noResource } from "../../suites/bindings.ts";
import { supersedes } from "../../suites/judges/deploy.ts";
import { cleanAnswer } from "../../suites/judges/transport.ts";
import {
  areApart,
  idsOf,
  isAccepted,
  isRefused,
  listedAll,
  made,
  someDeleted,
  takenOrRefused,
} from "../../suites/words/verdicts.ts";
import { exchangeOf } from "../harness/judge/bench.ts";
import { replied, verdictOf } from "./judges/verdict.ts";

/** A create that was refused with these codes. */
function refusal(request: VersionRequest, codes: number[], { deploy = false, status = 400 } = {}): Reply<Version> {
  const json = { success: false, errors: codes.map((code) => ({ code, message: "no" })) };
  return { exchange: exchangeOf({ kind: "createVersion", request, deploy }, { status, json }) };
}
const binding = (one: object): VersionRequest => ({ bindings: [{ name: "A", ...one }] as never });

const several: VersionRequest = {
  bindings: [
    { name: "A", type: "plain_text", text: "a" },
    { name: "B", type: "kv_namespace", namespace_id: "0" },
  ] as never,
};

describe("a refusal of a valid version", () => {
  test.each([
    ["for the plan", {}, [10_015], {}],
    ["for a resource that is made up", binding({ type: "kv_namespace", namespace_id: "0" }), [10_041], {}],
    ["for a resource beside others that need none", several, [10_041], {}],
    ["for a workflow without its class", binding({ type: "workflow", workflow_name: "w" }), [10_041], {}],
    ["for a namespace of classes", binding({ type: "durable_object_namespace", namespace_id: "0" }), [10_041], {}],
    ["for a dispatch namespace", binding({ type: "durable_object_namespace", dispatch_namespace: "d" }), [10_041], {}],
    [
      "for an environment",
      binding({ type: "durable_object_namespace", class_name: "C", environment: "e" }),
      [10_041],
      {},
    ],
    ["for a token that is made up", { assets: { jwt: "wvctoken00000001" } }, [10_021], {}],
    ["for a class that is not yet made", { migrations: { new_classes: ["A"] } }, [100_123], {}],
  ])("%s is no verdict", (_, request, codes, options) => {
    const refused = refusal(request as VersionRequest, codes, options);

    expect(verdictOf(() => made(refused))).toBe("unjudged");
  });

  test.each([
    ["for no reason", {}, [], {}],
    ["for what it holds", binding({ type: "plain_text", text: "a" }), [10_041], {}],
    ["for the class of a workflow", binding({ type: "workflow", workflow_name: "w", class_name: "W" }), [10_041], {}],
    ["for the plan, and something else", {}, [10_015, 10_021], {}],
    ["for a class, though it was deployed", { migrations: {} }, [100_123], { deploy: true }],
    ["for a class, without migrations", {}, [100_123], {}],
    ["as the target's own error", binding({ type: "kv_namespace", namespace_id: "0" }), [10_041], { status: 500 }],
  ])("%s is a failure", (_, request, codes, options) => {
    const refused = refusal(request as VersionRequest, codes, options);

    expect(verdictOf(() => made(refused))).toBe("version.accepts-valid");
  });
});

describe("a date that a target refuses", () => {
  const refusedAt = (now: string | undefined) => {
    const call = { kind: "createVersion" as const, request: { compatibility_date: "2026-03-01" } };
    const serverDate = now === undefined ? {} : { serverDate: Date.parse(now) };
    return verdictOf(() => made({ exchange: exchangeOf(call, { status: 400, json: {}, ...serverDate }) }));
  };

  test("is a failure, but where its own clock says that the day is still to come", () => {
    expect(refusedAt("2026-02-28T23:59:00Z")).toBe("unjudged");
    expect(refusedAt("2026-03-01T00:00:00Z")).toBe("version.accepts-valid");
    expect(refusedAt(undefined)).toBe("version.accepts-valid");
  });
});

describe("beside other creates", () => {
  test("a refusal is fine, an error of the target's own is not", () => {
    expect([200, 409, 429].map((status) => verdictOf(() => takenOrRefused(replied(status))))).toEqual(
      Array.from({ length: 3 }, () => "holds"),
    );
    expect(verdictOf(() => takenOrRefused(replied(500)))).toBe("version.accepts-valid");
  });

  test("of several deletes one must be done", () => {
    expect(verdictOf(() => someDeleted([replied(400), replied(200)]))).toBe("holds");
    expect(verdictOf(() => someDeleted([replied(400), replied(404)]))).toBe("unjudged");
  });
});

describe("an answer", () => {
  test("accepts with 2xx alone, and refuses with 4xx alone", () => {
    const statuses = [199, 200, 299, 300, 399, 400, 499, 500];

    expect(statuses.filter((status) => isAccepted(replied(status)))).toEqual([200, 299]);
    expect(statuses.filter((status) => isRefused(replied(status)))).toEqual([400, 499]);
  });

  test("in another form than usual is an envelope, or a refusal", () => {
    const verdictAt = (status: number, method: string, json: unknown) =>
      verdictOf(() => cleanAnswer(exchangeOf({ method }, { status, json }), "row"));

    expect([200, 400, 499].map((status) => verdictAt(status, "POST", {}))).toEqual(["holds", "holds", "holds"]);
    expect([200, 500, 501, 300].map((status) => verdictAt(status, "POST", undefined))).toEqual(
      Array.from({ length: 4 }, () => "transport.answered/row"),
    );
    expect([200, 501, 405].map((status) => verdictAt(status, "PUT", undefined))).toEqual(["holds", "holds", "holds"]);
  });

  test("of two Workers tells them apart by ids", () => {
    const versions = (...ids: string[]) => ids.map((id) => ({ id }) as Version);

    expect(verdictOf(() => areApart(versions("a"), versions("b")))).toBe("holds");
    expect(verdictOf(() => areApart(versions("a", "b"), versions("b")))).toBe("unjudged");
  });
});

describe("what needs a resource", () => {
  test("is left out where the settings name none", () => {
    const named = { ...anyWorld, resources: { kv_namespace: [{ namespace_id: "0" }], queue: [] } };

    expect(noResource("kv_namespace")(named)).toBeUndefined();
    expect(noResource("queue")(named)).toBe("no queue in the settings");
    expect(noResource("plain_text")(named)).toBeUndefined();
    expect(noResource("queue")(anyWorld)).toBeUndefined();
  });
});

describe("a list", () => {
  /** A Worker of so many versions whose list has pages. */
  function paged(count: number, { most = 100, total = true, refuses = 0, end = "empty", isPaged = true } = {}) {
    const asked: string[] = [];
    const all = Array.from({ length: count }, (_, i) => ({ id: `v${i}` }) as Version);
    const list = async ({ page = 1, perPage = 10 } = {}): Promise<Reply<Page>> => {
      asked.push(`${page}/${perPage}`);
      if (refuses > 0 && perPage > refuses) return replied(400);
      const size = Math.min(perPage, most);
      const versions = isPaged ? all.slice((page - 1) * size, page * size) : all.slice(0, size);
      if (versions.length === 0 && end === "refused") return replied(404);
      return replied(200, { versions, info: total ? { total_count: count } : {} });
    };
    const worker = { list, lacks: (name: string) => name === "paging" && !isPaged } as unknown as WorkerPort;
    return { worker, asked };
  }
  const ids = (count: number) => Array.from({ length: count }, (_, i) => `v${i}`).sort();

  test.each([
    ["on one page", 7, {}, ["1/100"]],
    ["on pages that are full", 10, { most: 5 }, ["1/100", "2/100"]],
    ["on pages that are smaller than asked for", 12, { most: 5 }, ["1/100", "2/100", "3/100"]],
    ["without a count", 12, { most: 5, total: false }, ["1/100", "2/100", "3/100", "4/100"]],
    ["without a count, and refused beyond the end", 5, { most: 5, total: false, end: "refused" }, ["1/100", "2/100"]],
    ["on pages of 20 at the most", 25, { refuses: 20 }, ["1/100", "1/50", "1/20", "2/20"]],
  ])("is read whole: %s", async (_, count, options, asked) => {
    const target = paged(count, options);

    expect(idsOf(await listedAll(target.worker))).toEqual(ids(count));
    expect(target.asked).toEqual(asked);
  });

  test("without pages is whole, or nothing is known of it", async () => {
    expect(await listedAll(paged(5, { isPaged: false }).worker)).toHaveLength(5);
    await expect(listedAll(paged(5, { isPaged: false, most: 3 }).worker)).rejects.toThrow("paging");
    expect(await listedAll(paged(5, { isPaged: false, most: 3, total: false }).worker)).toHaveLength(3);
  });

  test("that is refused beyond the end, though it counts more, is a failure", async () => {
    const target = paged(5, { most: 5, end: "refused" });
    const list = async (options: object) => {
      const reply = await target.worker.list(options);
      return reply.result ? { ...reply, result: { ...reply.result, info: { total_count: 9 } } } : reply;
    };

    await expect(listedAll({ ...target.worker, list } as WorkerPort)).rejects.toThrow("the request to be accepted");
  });
});

describe("a later deployment", () => {
  const of = (id: string, ...versions: string[]) => ({
    id,
    strategy: "percentage",
    versions: versions.map((version_id) => ({ version_id, percentage: 100 / versions.length })),
  });

  test("takes over alone", () => {
    const before = [of("1", "a")];

    expect(verdictOf(() => supersedes(before, [of("2", "b"), ...before], "b"))).toBe("holds");
    expect(verdictOf(() => supersedes(before, [of("2", "a", "b"), ...before], "b"))).toBe("deploy.supersedes");
    expect(verdictOf(() => supersedes(before, before, "b"))).toBe("unjudged");
    expect(verdictOf(() => supersedes(before, [of("3", "b"), of("2", "b"), ...before], "b"))).toBe("unjudged");
  });
});
