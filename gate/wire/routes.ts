import { jsonReply } from "../../arbitraries/answers.ts";
import type { ServerReply } from "../../contract/client.ts";
import { isObject, type Json, type JsonObject } from "../../contract/json.ts";

/** What a request on another route is about. */
interface Asked {
  /** What stands at the `:places` of the route. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Versions that were made so far, newest last. */
  made: readonly JsonObject[];
}

const someId = "023e105f4ecef8ad9ca31a8372d0c353";
const made_on = "2026-01-01T00:00:00.000000Z";
const isId = (text: string) => /^[0-9a-f]{32}$/.test(text);

const enveloped = (result: Json, info?: JsonObject): JsonObject => ({
  result,
  success: true,
  errors: [],
  messages: [],
  ...(info ? { result_info: info } : {}),
});
const failed = (code: number, message: string): ServerReply =>
  jsonReply(404, { result: null, success: false, errors: [{ code, message }], messages: [] });

/** A page of a list; one after the last is empty, which is where clients stop. */
function listed(all: readonly JsonObject[], query: URLSearchParams): JsonObject {
  const read = (name: string, usual: number) => Math.max(1, Math.floor(Number(query.get(name) ?? usual)) || usual);
  const [page, per_page] = [read("page", 1), read("per_page", 10)];
  const items = all.slice((page - 1) * per_page, page * per_page);
  const total_pages = Math.ceil(all.length / per_page);
  return enveloped(items, { page, per_page, count: items.length, total_count: all.length, total_pages });
}

const account = (id: string): JsonObject => ({
  id,
  name: "An account",
  type: "standard",
  settings: { enforce_twofactor: false },
  created_on: made_on,
});

const worker = (key: string, made: readonly JsonObject[]): JsonObject => ({
  id: isId(key) ? key : someId,
  name: isId(key) ? "my-worker" : key,
  created_on: made_on,
  updated_on: made_on,
  deployed_on: made.length > 0 ? made_on : null,
  logpush: false,
  observability: { enabled: false },
  subdomain: { enabled: false, previews_enabled: false },
  tags: [],
  tail_consumers: [],
  references: { workers: [], domains: [], dispatch_namespace_outbounds: [], durable_objects: [], queues: [] },
});

const deployment = (version: JsonObject): JsonObject => ({
  id: "1f3f5d1d-6a3c-4c6e-9f55-0f3f1b8a2c11",
  source: "api",
  strategy: "percentage",
  created_on: made_on,
  author_email: "someone@example.com",
  versions: [{ version_id: version.id ?? "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e", percentage: 100 }],
});

const token = () => enveloped({ id: someId, status: "active" });
const oneWorker = ({ params, made }: Asked) => enveloped(worker(params.worker ?? "", made));
const gone = () => enveloped(null);
/** No file is missing: nothing has to be uploaded. */
const uploadSession = () => enveloped({ jwt: "session.of.the-recorder", buckets: [] });
const deployments = ({ made }: Asked) => enveloped({ deployments: made.slice(-1).map(deployment) });
const newestVersion = ({ made }: Asked): JsonObject => made.at(-1) ?? {};

const inAccount = "accounts/:account";
const workers = `${inAccount}/workers/workers`;
const scripts = `${inAccount}/workers/scripts`;

/** What clients ask for beside a create, with what a server has for it; undefined where there is no such thing. */
const routes: Readonly<Record<string, (asked: Asked) => JsonObject | undefined>> = {
  "GET user": () => enveloped({ id: someId, email: "someone@example.com", two_factor_authentication_enabled: false }),
  "GET user/tokens/verify": token,
  [`GET ${inAccount}/tokens/verify`]: token,
  "GET accounts": ({ query }) => listed([account(someId)], query),
  [`GET ${inAccount}`]: ({ params }) => enveloped(account(params.account ?? "")),
  "GET memberships": ({ query }) =>
    listed([{ id: someId, status: "accepted", account: account(someId), roles: ["Administrator"] }], query),
  "GET zones": ({ query }) => listed([], query),
  [`GET ${workers}`]: ({ query, made }) => listed([worker("my-worker", made)], query),
  [`POST ${workers}`]: ({ made }) => enveloped(worker("my-worker", made)),
  [`GET ${workers}/:worker`]: oneWorker,
  [`PUT ${workers}/:worker`]: oneWorker,
  [`PATCH ${workers}/:worker`]: oneWorker,
  [`DELETE ${workers}/:worker`]: gone,
  [`GET ${workers}/:worker/versions`]: ({ query, made }) => listed(made.toReversed(), query),
  [`GET ${workers}/:worker/versions/:version`]: ({ params, made }) => {
    const found = params.version === "latest" ? made.at(-1) : made.find((one) => one.id === params.version);
    return found && enveloped(found);
  },
  [`DELETE ${workers}/:worker/versions/:version`]: gone,
  [`GET ${scripts}/:worker/deployments`]: deployments,
  [`POST ${scripts}/:worker/deployments`]: (asked) => enveloped(deployment(newestVersion(asked))),
  [`GET ${scripts}/:worker/deployments/:deployment`]: (asked) => enveloped(deployment(newestVersion(asked))),
  [`GET ${scripts}/:worker/subdomain`]: () => enveloped({ enabled: false, previews_enabled: false }),
  [`POST ${scripts}/:worker/subdomain`]: () => enveloped({ enabled: true, previews_enabled: true }),
  [`GET ${inAccount}/workers/subdomain`]: () => enveloped({ subdomain: "example" }),
  [`POST ${scripts}/:worker/assets-upload-session`]: uploadSession,
  [`POST ${workers}/:worker/assets-upload-session`]: uploadSession,
  [`POST ${inAccount}/workers/assets/upload`]: () => enveloped({ jwt: "done.by.the-recorder" }),
};

const table = Object.entries(routes).map(([route, answer]) => {
  const [method = "", path = ""] = route.split(" ");
  return { method, places: path.split("/"), answer };
});

/** What stands at the places of a route, or undefined where the path is another one. */
function placed(places: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (places.length !== segments.length) return undefined;
  const pairs = places.map((place, i) => [place, segments[i] ?? ""] as const);
  if (pairs.some(([place, segment]) => (place.startsWith(":") ? segment === "" : place !== segment))) return undefined;
  return Object.fromEntries(pairs.flatMap(([place, segment]) => (place[0] === ":" ? [[place.slice(1), segment]] : [])));
}

/** The route of a path as this API names it: `accounts/:account/workers/workers/:worker`; one that is unknown, shortened. */
export function routeShape(segments: readonly string[]): string {
  const known = table.find(({ places }) => placed(places, segments));
  if (known) return known.places.join("/");
  return segments
    .map((one, i) => (/^([a-z][a-z_-]{0,30}|[a-z]\d)$/.test(one) && segments[i - 1] !== "accounts" ? one : ":id"))
    .join("/");
}

/**
 * Answers a request that is no Create Version as a server with one account and its Workers does; `segments` are those of its path
 * below the base URL, decoded. What no route leads to is a 404.
 */
export function otherRoute(
  method: string,
  segments: readonly string[],
  made: readonly JsonObject[],
  query: URLSearchParams = new URLSearchParams(),
): ServerReply {
  const here = table.flatMap((route) => {
    const params = placed(route.places, segments);
    return params ? [{ route, params }] : [];
  });
  if (here.length === 0) return failed(7003, `this recorder has no route ${routeShape(segments)}; see --upstream`);
  const found = here.find(({ route }) => route.method === method);
  if (!found) return { ...failed(10000, `no ${method} here`), status: 405 };
  const answer = found.route.answer({ params: found.params, query, made: made.filter(isObject) });
  return answer ? jsonReply(200, answer) : failed(10007, "there is no such version");
}
