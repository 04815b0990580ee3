import { isObject, type Json, type JsonObject, toJson } from "../contract/json.ts";
import type { MockCall } from "./behaviour.ts";
import type { Plane } from "./plane.ts";
import { presentWorker } from "./present.ts";
import { ConnectionClosed, invalid, Refusal } from "./refusal.ts";
import { endpoints, makeResource, removeResource, uploadSession } from "./resources.ts";
import type { StoredWorker } from "./state.ts";
import type { Asked } from "./wire.ts";

const envelope = (result: Json, info?: JsonObject): JsonObject => ({
  success: true,
  errors: [],
  messages: [],
  result,
  ...(info ? { result_info: info } : {}),
});
export const failure = ({ code, message, pointer }: Refusal): JsonObject => ({
  success: false,
  errors: [{ code, message, ...(pointer ? { source: { pointer } } : {}) }],
  messages: [],
  result: null,
});

/** `page` and `per_page`, or what the list takes for them. */
function paging(query: URLSearchParams): { page: number; perPage: number } {
  const read = (name: string, fallback: number, maximum: number) => {
    const value = Number(query.get(name) ?? fallback);
    if (!Number.isInteger(value) || value < 1 || value > maximum) throw invalid(`${name} is out of range`);
    return value;
  };
  return { page: read("page", 1, Number.MAX_SAFE_INTEGER), perPage: read("per_page", 10, 100) };
}

/** From this length on, a body may be nested deeper than the stack goes. */
const suspiciousLength = 10_000;
function readBody(text: string): unknown {
  try {
    const body = JSON.parse(text);
    if (text.length > suspiciousLength) JSON.stringify(body);
    return body;
  } catch (error) {
    throw invalid(error instanceof RangeError ? "the body is nested too deeply" : "malformed JSON");
  }
}

function readDeploy(query: URLSearchParams, { behaviour }: Plane): boolean | undefined {
  const value = query.get("deploy");
  if (value === null) return undefined;
  if (value === "true" || value === "false") return value === "true";
  if (behaviour.asks) return behaviour.asks(value);
  throw invalid("deploy must be true or false");
}

export interface Route {
  call: MockCall;
  /** Takes credentials of its own. */
  isOpen?: true;
  run: (
    plane: Plane,
    asked: Asked,
    query: URLSearchParams,
    params: Record<string, string>,
  ) => Promise<JsonObject> | JsonObject;
}

const workerName = /^[a-z0-9][a-z0-9-_]{0,62}$/;
function createWorker({ state }: Plane, asked: Asked): JsonObject {
  const body = readBody(asked.body);
  if (!isObject(body) || typeof body.name !== "string" || !workerName.test(body.name)) {
    throw new Refusal(400, 10016, "the name of the Worker is invalid", "/name");
  }
  if (state.worker(body.name)) throw new Refusal(409, 10040, "a Worker with this name exists");
  const { name, ...settings } = body;
  const now = state.time();
  const worker: StoredWorker = {
    id: state.hex(),
    name,
    createdOn: now,
    updatedOn: now,
    deployedOn: null,
    settings,
    versions: [],
    lastNumber: 0,
    inFlight: 0,
    deployments: [],
    classes: new Set(),
  };
  state.workers.set(worker.id, worker);
  return envelope(presentWorker(worker));
}

function updateWorker({ state, behaviour }: Plane, asked: Asked, worker: StoredWorker): JsonObject {
  const body = readBody(asked.body);
  if (!isObject(body)) throw invalid("the body must be an object");
  const { name = worker.name, ...settings } = body;
  const taken = state.worker(String(name));
  if (taken && taken !== worker) throw new Refusal(409, 10040, "a Worker with this name exists");
  const merged = asked.method === "PUT" ? settings : { ...worker.settings, ...settings };
  Object.assign(worker, { name: String(name), settings: merged, updatedOn: state.time() });
  if (body.name !== undefined) behaviour.renamed?.(worker);
  return envelope(presentWorker(worker));
}

async function createVersion(
  plane: Plane,
  asked: Asked,
  query: URLSearchParams,
  worker: StoredWorker,
): Promise<JsonObject> {
  const { behaviour, state } = plane;
  worker.inFlight += 1;
  try {
    const { body: text } = asked;
    const body = behaviour.reads?.(text, readBody) ?? readBody(text);
    const end = behaviour.dies?.(body);
    if (end) throw new ConnectionClosed(end);
    const { lastNumber, versions, deployments } = worker;
    const before = { lastNumber, versions: [...versions], deployments: [...deployments] };
    await behaviour.race?.pause(worker, (count) => state.turns(count));
    const version = plane.create(worker, body, text, readDeploy(query, plane));
    behaviour.race?.write?.(worker, before, version, state);
    return envelope(plane.show(version, worker, "create"));
  } finally {
    worker.inFlight -= 1;
  }
}

function listWorkers({ state }: Plane, query: URLSearchParams): JsonObject {
  const { page, perPage } = paging(query);
  const all = [...state.workers.values()];
  if (query.get("order_by") === "name") all.sort((a, b) => (a.name < b.name ? -1 : 1));
  const items = all.slice((page - 1) * perPage, page * perPage).map(presentWorker);
  return envelope(items, { page, per_page: perPage, count: items.length, total_count: all.length });
}

/** The older path of the API: by name, and whatever refers to it. */
function deleteScript(plane: Plane, name: string): JsonObject {
  plane.state.workers.delete(plane.worker(name, "other").id);
  return envelope(null);
}

function listVersions(plane: Plane, query: URLSearchParams, worker: StoredWorker): JsonObject {
  const { page, perPage } = paging(query);
  const newestFirst = [...worker.versions].reverse();
  const all = plane.behaviour.list?.(newestFirst, page, perPage, worker) ?? newestFirst;
  const right = all.slice((page - 1) * perPage, page * perPage);
  const items = plane.behaviour.page?.(all, page, perPage) ?? right;
  const info = {
    page,
    per_page: perPage,
    count: items.length,
    total_count: all.length,
    total_pages: Math.ceil(all.length / perPage),
  };
  return envelope(
    items.map((one) => plane.show(one, worker, "list")),
    info,
  );
}

function deleteVersion(plane: Plane, workerKey: string, key: string): JsonObject {
  const worker = plane.worker(workerKey, "deleteVersion");
  const { removes } = plane.behaviour;
  const own = worker.versions.find((one) => one.id === key);
  if (removes && !removes(own, key, workerKey, plane.state)) return envelope(null);
  const version = plane.version(worker, key);
  const isServing = worker.deployments[0]?.versions.some((one) => one.version_id === version.id);
  if (isServing) throw new Refusal(400, 10072, "a deployed version cannot be deleted");
  worker.versions = worker.versions.filter((one) => one !== version);
  return envelope(null);
}

function createDeployment(plane: Plane, asked: Asked, worker: StoredWorker): JsonObject {
  const body = readBody(asked.body);
  const versions = isObject(body) && Array.isArray(body.versions) ? body.versions.filter(isObject) : [];
  const shares = versions.map((one) => ({ version_id: String(one.version_id), percentage: Number(one.percentage) }));
  const sum = shares.reduce((total, one) => total + one.percentage, 0);
  if (shares.length === 0 || shares.length > 2 || sum !== 100)
    throw invalid("percentages must add up to 100", "/versions");
  for (const one of shares) plane.version(worker, one.version_id);
  return envelope(toJson(plane.deploy(worker, shares, "deployment")));
}

const account = "/client/v4/accounts/:account/workers";
const one = `${account}/workers/:worker`;
const scripts = `${account}/scripts/:worker/deployments`;

const root = "/client/v4/accounts/:account";
/** What a run needs to know of the account, and to make beside Workers. */
const besideWorkers: Record<string, Route> = Object.fromEntries([
  [`GET ${root}/tokens/verify`, { call: "other", run: () => envelope({ id: "0".repeat(32), status: "active" }) }],
  [
    `POST ${scripts.replace("/deployments", "/assets-upload-session")}`,
    { call: "other", run: ({ state }, asked) => envelope(uploadSession(state, asked.body)) },
  ],
  [
    `POST ${account}/assets/upload`,
    { call: "other", isOpen: true, run: ({ state }) => envelope({ jwt: `done.${state.hex()}.assets` }) },
  ],
  ...endpoints.flatMap((endpoint): [string, Route][] => [
    [
      `POST ${root}/${endpoint.path}`,
      {
        call: "other",
        run: ({ state }, asked) => envelope(makeResource(state, endpoint, asked.body)),
      },
    ],
    [`GET ${root}/${endpoint.path}`, { call: "other", run: ({ state }) => envelope(state.resourcesOf(endpoint.path)) }],
    [
      `DELETE ${root}/${endpoint.path}/:key`,
      { call: "other", run: ({ state }, _a, _q, { key = "" }) => envelope(removeResource(state, endpoint, key)) },
    ],
  ]),
] satisfies [string, Route][]);

/** The calls of the mock, as `METHOD path`. */
export const routes: Record<string, Route> = {
  ...besideWorkers,
  [`POST ${account}/workers`]: { call: "other", run: (plane, asked) => createWorker(plane, asked) },
  [`GET ${account}/workers`]: {
    call: "other",
    run: (plane, _a, query) => listWorkers(plane, query),
  },
  [`GET ${one}`]: {
    call: "getWorker",
    run: (plane, _a, _q, { worker = "" }) => envelope(presentWorker(plane.worker(worker, "getWorker"))),
  },
  [`PUT ${one}`]: {
    call: "other",
    run: (plane, asked, _q, { worker = "" }) => updateWorker(plane, asked, plane.worker(worker, "other")),
  },
  [`PATCH ${one}`]: {
    call: "other",
    run: (plane, asked, _q, { worker = "" }) => updateWorker(plane, asked, plane.worker(worker, "other")),
  },
  [`DELETE ${one}`]: {
    call: "other",
    run: (plane, _a, _q, { worker = "" }) => {
      plane.state.workers.delete(plane.worker(worker, "other").id);
      return envelope(null);
    },
  },
  [`POST ${one}/versions`]: {
    call: "createVersion",
    run: (plane, asked, query, { worker = "" }) =>
      createVersion(plane, asked, query, plane.worker(worker, "createVersion")),
  },
  [`GET ${one}/versions`]: {
    call: "listVersions",
    run: (plane, _a, query, { worker = "" }) => listVersions(plane, query, plane.worker(worker, "listVersions")),
  },
  [`GET ${one}/versions/:version`]: {
    call: "getVersion",
    run: (plane, _a, query, { worker: key = "", version = "" }) => {
      const worker = plane.worker(key, "getVersion");
      const include = query.get("include") === "modules";
      return envelope(plane.show(plane.version(worker, version), worker, "get", include));
    },
  },
  [`DELETE ${one}/versions/:version`]: {
    call: "deleteVersion",
    run: (plane, _a, _q, { worker = "", version = "" }) => deleteVersion(plane, worker, version),
  },
  [`DELETE ${account}/scripts/:worker`]: {
    call: "other",
    run: (plane, _a, _q, { worker = "" }) => deleteScript(plane, worker),
  },
  [`GET ${scripts}`]: {
    call: "listDeployments",
    run: (plane, _a, _q, { worker = "" }) =>
      envelope({ deployments: toJson(plane.worker(worker, "listDeployments").deployments) }),
  },
  [`POST ${scripts}`]: {
    call: "createDeployment",
    run: (plane, asked, _q, { worker = "" }) =>
      createDeployment(plane, asked, plane.worker(worker, "createDeployment")),
  },
  [`GET ${scripts}/:deployment`]: {
    call: "other",
    run: (plane, _a, _q, { worker = "", deployment = "" }) => {
      const found = plane.worker(worker, "other").deployments.find((each) => each.id === deployment);
      if (!found) throw new Refusal(404, 10336, "This deployment does not exist.");
      return envelope(toJson(found));
    },
  },
};
