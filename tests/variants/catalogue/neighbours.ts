import type { JsonObject } from "../../../contract/json.ts";
import { Refusal } from "../../../mock/refusal.ts";
import { bodies, onCall, shaped, shows, type Variant, variant, without } from "../variant.ts";

const deleted = (change: (body: JsonObject) => void) => bodies(change, onCall("deleteVersion"));
const undeletable = (code: number) => ({
  removes: (
    version: unknown,
    _key: string,
    _workerKey: string,
    state: { workers: Map<string, { versions: unknown[] }> },
  ) => {
    const isNewest = [...state.workers.values()].some(
      (one) => version !== undefined && one.versions.at(-1) === version,
    );
    if (isNewest) throw new Refusal(400, code, "the latest version cannot be deleted");
    return true;
  },
});
const status = (to: number) => (request: Request, answers: (request: Request) => Promise<Response>) =>
  ["PUT", "PATCH", "DELETE"].includes(request.method) && request.url.endsWith("/versions")
    ? Promise.resolve(new Response("no", { status: to, headers: { allow: "GET, POST" } }))
    : answers(request);
const methods = (to: number) =>
  shaped("facts:X-08a", `answers other methods with ${to}`, () => ({
    wire: (answers) => (request) => status(to)(request, answers),
  }));

/** Calls beside the page, which a target need not have, and what lies between it and its clients. */
export const neighbourVariants = {
  "no-deletes": variant("facts:S-119", "deletes no version", {
    removes: () => {
      throw new Refusal(400, 10021, "the latest version cannot be deleted");
    },
  }),
  "deletes-not-found": without("facts:S-118", "has no call that deletes a version", "deleteVersion"),
  "deletes-not-allowed": without("facts:S-118", "does not allow deletes", "deleteVersion", 405),
  "deletes-forbidden": without("facts:S-118", "forbids deletes", "deleteVersion", 403),
  "newest-stays": variant("facts:S-119", "does not delete the newest version", undeletable(10021)),
  "delete-without-result": variant(
    "facts:S-122",
    "answers a delete without a result",
    deleted((body) => void delete body.result),
  ),
  "delete-with-empty-result": variant(
    "facts:S-122",
    "answers a delete with an empty result",
    deleted((body) => {
      body.result = {};
    }),
  ),
  "delete-with-id": variant(
    "facts:S-122",
    "answers a delete with the id",
    deleted((body) => {
      body.result = { id: "5f0c0a52-3d0e-4b6e-9c11-7a4c2b9d1e01" };
    }),
  ),
  "delete-without-a-body": variant("facts:S-122", "answers a delete with 204", {
    answer: (call, reply) =>
      call === "deleteVersion" && reply.status === 200 ? { status: 204, contentType: "", body: "" } : reply,
  }),
  "delete-with-an-empty-body": variant("facts:S-122", "answers a delete with 200 and nothing", {
    answer: (call, reply) =>
      call === "deleteVersion" && reply.status === 200 ? { status: 200, contentType: "text/plain", body: "" } : reply,
  }),
  "no-modules-in-get": variant(
    "facts:S-61",
    "does not know include=modules",
    shows((version, { where }) => {
      if (where === "get") delete version.modules;
    }),
  ),
  "no-renames": variant("facts:S-44a", "lets Workers keep their names", {
    request: (asked) =>
      asked.method === "PATCH" ? { ...asked, path: asked.path.replace("/workers/workers/", "/none/") } : asked,
  }),
  "no-prefixes": variant("facts:S-45", "finds a version by its whole id alone", {
    find: (right, key) => (right?.id === key ? right : undefined),
  }),
  "methods-405": methods(405),
  "methods-404": methods(404),
  "methods-501": methods(501),
  "own-token-only": shaped("facts:X-02", "takes one token alone", () => ({ token: "mock" })),
  "bare-refusals-of-tokens": shaped("facts:X-02", "refuses a wrong token in two keys", () => ({
    token: "mock",
    behaviour: bodies((body, reply) => {
      if (reply.status !== 401) return;
      reply.status = 403;
      delete body.messages;
      delete body.result;
    }),
  })),
  "refusals-of-tokens-in-html": shaped("facts:X-02", "refuses a wrong token at its gateway", () => ({
    token: "mock",
    behaviour: {
      answer: (_call, reply) =>
        reply.status === 401 ? { status: 401, contentType: "text/html", body: "<h1>Unauthorized</h1>" } : reply,
    },
  })),
  "asks-to-wait": shaped("facts:refusal-clean", "asks now and then to wait", () => {
    let count = 0;
    return {
      wire: (answers) => async (request) => {
        count += 1;
        return count % 7 === 0
          ? new Response("slow down", { status: 429, headers: { "retry-after": "0" } })
          : answers(request);
      },
    };
  }),
} satisfies Record<string, Variant>;
