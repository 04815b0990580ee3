import type { AddressedBy, Call, CreateOptions, Exchange, Page, Reply, WorkerCalls } from "../../contract/api.ts";
import { declared, used } from "../../contract/features.ts";
import { isObject } from "../../contract/json.ts";
import { type Deployment, readDeployments, readWorker } from "../../contract/neighbours.ts";
import { Lacking } from "../../contract/refutation.ts";
import type { Version, VersionRequest } from "../../contract/version.ts";
import type { Lane } from "./lane.ts";

export const isOk = ({ answer }: Exchange): boolean => answer.status >= 200 && answer.status < 300;
export const resultIn = ({ answer }: Exchange): unknown => (isObject(answer.json) ? answer.json.result : undefined);
const reply = <T>(exchange: Exchange, result: T | undefined): Reply<T> =>
  isOk(exchange) && result !== undefined ? { exchange, result } : { exchange };

/** A version under the id by which the target first called it. */
const versionIn = ({ session }: Lane, value: unknown): Version | undefined =>
  isObject(value) && typeof value.id === "string"
    ? ({ ...value, id: session.spelled(value.id) } as unknown as Version)
    : undefined;

/** Deployments, with ids as the target first spelled them. */
const deploymentsIn = ({ session }: Lane, value: unknown): Deployment[] | undefined =>
  readDeployments(value)?.map((one) => ({
    ...one,
    versions: one.versions.map((each) => ({ ...each, version_id: session.spelled(each.version_id) })),
  }));

function pageIn(lane: Lane, exchange: Exchange): Page | undefined {
  const result = resultIn(exchange);
  if (!Array.isArray(result)) return undefined;
  const { json } = exchange.answer;
  const info = isObject(json) && isObject(json.result_info) ? json.result_info : {};
  return { versions: result.flatMap((one) => versionIn(lane, one) ?? []), info };
}

/** A read by which other calls are judged: where the target does not have it, that cannot be done. */
function thereOr(lane: Lane, exchange: Exchange): Exchange {
  const reason = isOk(exchange) ? undefined : lane.session.lacks.reason(exchange.call);
  if (reason !== undefined) throw new Lacking(reason);
  return exchange;
}

/** How a Worker is called: its name may change. */
export interface Address {
  readonly id: string;
  name: string;
}

/** The paths of a Worker, by its id or its name. */
export const pathOf = (lane: Lane, { id, name }: Address, by: AddressedBy = "id", account?: string): string =>
  `${lane.session.accountPath(account)}/workers/${encodeURIComponent(by === "id" ? id : name)}`;

/** A create of a version as it is made: what is sent instead of the request's own JSON, and what judges need to know. */
function creating(request: VersionRequest, options: CreateOptions, versions: string): Omit<Call, "workerId"> {
  const { deploy, sending = { text: JSON.stringify(request) }, fault, shift, contentUnjudged } = options;
  const { text, query = deploy === undefined ? undefined : `deploy=${deploy}`, headers } = sending;
  const path = `${versions}${query === undefined ? "" : `?${query}`}`;
  return {
    kind: "createVersion",
    method: "POST",
    path,
    body: text,
    headers,
    fault,
    shift,
    request,
    deploy,
    contentUnjudged,
  };
}

/** A Worker's calls, as paths of the API. */
export function callsOf(lane: Lane, address: Address): Omit<WorkerCalls, "id" | "name"> {
  const versions = (by?: AddressedBy, account?: string) => `${pathOf(lane, address, by, account)}/versions`;
  const deployments = () => `${lane.session.accountPath()}/scripts/${encodeURIComponent(address.name)}/deployments`;
  const call = (one: Omit<Call, "workerId">) => lane.call({ ...one, workerId: address.id, workerName: address.name });

  return {
    async create(request: VersionRequest, options: CreateOptions = {}) {
      const [lacked] = used(request, lane.session.lacks.names);
      if (lacked !== undefined) throw new Lacking(declared(lacked));
      const exchange = await call(creating(request, options, versions(options.by, options.sending?.account)));
      return reply(exchange, versionIn(lane, resultIn(exchange)));
    },
    async get(versionId, { modules = false, by } = {}) {
      const includeModules = modules && !lane.session.lacks.has("include");
      const path = `${versions(by)}/${encodeURIComponent(versionId)}${includeModules ? "?include=modules" : ""}`;
      const exchange = thereOr(
        lane,
        await call({ kind: "getVersion", method: "GET", path, versionId, includeModules }),
      );
      return reply(exchange, versionIn(lane, resultIn(exchange)));
    },
    async list({ page, perPage, by } = {}) {
      const isPaged = !lane.session.lacks.has("paging");
      if (page !== undefined && page > 1 && !isPaged) throw new Lacking(declared("paging"));
      const query = new URLSearchParams();
      if (page !== undefined && isPaged) query.set("page", String(page));
      if (perPage !== undefined && isPaged) query.set("per_page", String(perPage));
      const path = `${versions(by)}${query.size > 0 ? `?${query}` : ""}`;
      const exchange = thereOr(lane, await call({ kind: "listVersions", method: "GET", path }));
      return reply(exchange, pageIn(lane, exchange));
    },
    async remove(versionId, { by } = {}) {
      const path = `${versions(by)}/${encodeURIComponent(versionId)}`;
      const exchange = await call({ kind: "deleteVersion", method: "DELETE", path, versionId });
      return reply<unknown>(exchange, resultIn(exchange) ?? null);
    },
    async deployments() {
      const exchange = await call({ kind: "listDeployments", method: "GET", path: deployments() });
      return reply<Deployment[]>(exchange, deploymentsIn(lane, resultIn(exchange)));
    },
    async deploy(shares) {
      const body = JSON.stringify({ strategy: "percentage", versions: shares });
      const deployed = shares.map((one) => one.version_id);
      const exchange = await call({ kind: "createDeployment", method: "POST", path: deployments(), body, deployed });
      return reply<unknown>(exchange, resultIn(exchange) ?? null);
    },
    async info(by) {
      const exchange = await call({ kind: "getWorker", method: "GET", path: pathOf(lane, address, by) });
      return reply(exchange, readWorker(resultIn(exchange)));
    },
    send({ method = "POST", query, account, ...rest }) {
      const path = `${versions("id", account)}${query === undefined ? "" : `?${query}`}`;
      return call({ kind: "other", method, path, ...rest });
    },
  };
}
