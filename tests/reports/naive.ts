import { randomUUID } from "node:crypto";
import { Hono } from "hono";

/** What the naive server gets wrong; each is one bug of its author. */
export const naiveBugs = [
  "checks no types",
  "checks nothing that is required",
  "checks no lengths",
  "numbers are texts",
  "takes the id of the caller",
  "shows secrets",
  "counts versions anew after a delete",
  "keeps the old deployment beside the new one",
  "answers 200 for a version that is not there",
  "forgets annotations",
] as const;
export type NaiveBug = (typeof naiveBugs)[number];

type Body = Record<string, unknown>;
interface Worker {
  id: string;
  name: string;
  versions: Body[];
  deployments: Body[];
}

const isObject = (value: unknown): value is Body =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listsOf = (body: Body, name: string): Body[] => (Array.isArray(body[name]) ? body[name].filter(isObject) : []);
const types: Record<string, string> = {
  main_module: "string",
  compatibility_date: "string",
  usage_model: "string",
  annotations: "object",
  limits: "object",
  placement: "object",
  assets: "object",
  migrations: "object",
  containers: "array",
  modules: "array",
  bindings: "array",
  compatibility_flags: "array",
};
const typeOf = (value: unknown) => (Array.isArray(value) ? "array" : typeof value);

/** A server as somebody writes it from the page in an afternoon: half of the checks, and these bugs. */
export function naiveServer(bugs: readonly NaiveBug[] = naiveBugs): Hono {
  const has = (bug: NaiveBug) => bugs.includes(bug);
  const workers: Worker[] = [];
  const app = new Hono().basePath("/client/v4/accounts/:account");
  const ok = (result: unknown, rest: object = {}) =>
    Response.json({ success: true, errors: [], messages: [], result, ...rest });
  const no = (status: number, message: string, code = 10021) =>
    Response.json({ success: false, errors: [{ code, message }], messages: [], result: null }, { status });
  const find = (key: string | undefined) => workers.find(({ id, name }) => id === key || name === key);

  /** What is wrong with a request, as far as the author thought of it. */
  function wrongIn(body: Body): string | undefined {
    const wrong = Object.entries(types).find(([name, type]) => name in body && typeOf(body[name]) !== type);
    if (wrong && !has("checks no types")) return `${wrong[0]} must be of type ${wrong[1]}`;
    if (!has("checks nothing that is required"))
      for (const binding of listsOf(body, "bindings"))
        if (!("name" in binding && "type" in binding)) return "a binding needs a name and a type";
    const { "workers/message": message = "" } = isObject(body.annotations) ? body.annotations : {};
    if (!has("checks no lengths") && String(message).length > 1000) return "the message is too long";
    return undefined;
  }

  function versionOf(worker: Worker, body: Body): Body {
    const { modules: _, migrations: __, assets: ___, annotations: sent = {}, ...rest } = body;
    const last = has("counts versions anew after a delete")
      ? worker.versions.length
      : worker.versions.reduce((most, one) => Math.max(most, Number(one.number)), 0);
    const id = has("takes the id of the caller") && body.id !== undefined ? String(body.id) : randomUUID();
    const bindings = listsOf(body, "bindings").map((one) => {
      const { text, key_base64, key_jwk, ...shown } = one;
      return one.type === "secret_text" || one.type === "secret_key" ? (has("shows secrets") ? one : shown) : one;
    });
    const annotations = has("forgets annotations") ? {} : { annotations: sent };
    const number = last + 1;
    return {
      ...rest,
      ...annotations,
      bindings,
      id,
      number: has("numbers are texts") ? String(number) : number,
      created_on: new Date().toISOString(),
      urls: [],
      source: "api",
    };
  }

  app.get("/workers/workers", () => ok(workers));
  app.post("/workers/workers", async (c) => {
    const { name } = await c.req.json();
    if (find(name)) return no(409, "that name is taken", 10040);
    const worker = { id: randomUUID().replaceAll("-", ""), name, versions: [], deployments: [] };
    workers.push(worker);
    return ok({ id: worker.id, name, created_on: new Date().toISOString() });
  });
  app.get("/workers/workers/:worker", (c) => {
    const worker = find(c.req.param("worker"));
    return worker ? ok({ id: worker.id, name: worker.name }) : no(404, "no such Worker", 10007);
  });
  app.delete("/workers/workers/:worker", (c) => {
    const at = workers.findIndex(({ id, name }) => [id, name].includes(c.req.param("worker")));
    if (at < 0) return no(404, "no such Worker", 10007);
    workers.splice(at, 1);
    return ok(null);
  });
  app.post("/workers/workers/:worker/versions", async (c) => {
    const worker = find(c.req.param("worker"));
    if (!worker) return no(404, "no such Worker", 10007);
    const body: unknown = await c.req.json().catch(() => undefined);
    if (!isObject(body)) return no(400, "the body must be a JSON object");
    const wrong = wrongIn(body);
    if (wrong !== undefined) return no(400, wrong);
    const version = versionOf(worker, body);
    worker.versions.unshift(version);
    if (c.req.query("deploy") === "true") {
      const share = has("keeps the old deployment beside the new one") ? (worker.deployments[0]?.versions ?? []) : [];
      const versions = [{ version_id: version.id, percentage: 100 }, ...(share as Body[])];
      worker.deployments.unshift({
        id: randomUUID(),
        strategy: "percentage",
        created_on: new Date().toISOString(),
        source: "api",
        versions,
      });
    }
    return ok(version);
  });
  app.get("/workers/workers/:worker/versions", (c) => {
    const worker = find(c.req.param("worker"));
    return worker
      ? ok(worker.versions, {
          result_info: { page: 1, per_page: 100, count: worker.versions.length, total_count: worker.versions.length },
        })
      : no(404, "no such Worker", 10007);
  });
  app.get("/workers/workers/:worker/versions/:version", (c) => {
    const worker = find(c.req.param("worker"));
    const version = worker?.versions.find(({ id }) => id === c.req.param("version"));
    if (version) return ok(version);
    return has("answers 200 for a version that is not there") ? ok(null) : no(404, "no such version", 10007);
  });
  app.delete("/workers/workers/:worker/versions/:version", (c) => {
    const worker = find(c.req.param("worker"));
    if (!worker) return no(404, "no such Worker", 10007);
    worker.versions = worker.versions.filter(({ id }) => id !== c.req.param("version"));
    return ok(null);
  });
  app.get("/workers/scripts/:name/deployments", (c) => {
    const worker = find(c.req.param("name"));
    return worker ? ok({ deployments: worker.deployments }) : no(404, "no such Worker", 10007);
  });
  app.post("/workers/scripts/:name/deployments", async (c) => {
    const worker = find(c.req.param("name"));
    if (!worker) return no(404, "no such Worker", 10007);
    const body = (await c.req.json()) as Body;
    worker.deployments.unshift({
      id: randomUUID(),
      strategy: "percentage",
      created_on: new Date().toISOString(),
      source: "api",
      versions: body.versions,
    });
    return ok(worker.deployments[0]);
  });
  return app;
}
