import type { Exchange, WorkerPort } from "../../contract/api.ts";
import { idKey } from "../../contract/equality.ts";
import { isObject, sameJson } from "../../contract/json.ts";
import { readDeployments } from "../../contract/neighbours.ts";
import { Refutation, Unjudged } from "../../contract/refutation.ts";
import { CannotRun, EndOfRun, TargetLost } from "../shared/errors.ts";
import { leadsNowhere } from "../shared/no-route.ts";
import { type Address, isOk, pathOf, resultIn } from "./calls.ts";
import type { Lane } from "./lane.ts";

/** The Worker that a run was given: the versions that the run makes there are deleted, and what was deployed is deployed again. */
export class GivenWorker {
  readonly address: Address;
  /** What was deployed before the run, newest first; undefined where nobody says. */
  readonly #deployed: Shares | undefined;
  /** Versions of the run that are not known to be gone, as the target calls them. */
  readonly #versions = new Map<string, string>();
  /** Every version that the run has made. */
  readonly #made = new Set<string>();
  /** Versions that were not deleted at the first try: the deployed one stays. */
  readonly #kept = new Set<string>();

  private constructor(address: Address, deployed: Shares | undefined) {
    this.address = address;
    this.#deployed = deployed;
  }

  /** Finds the Worker by what the settings call it. A target without a call for that is taken at its word. */
  static async find(lane: Lane, called: string): Promise<GivenWorker> {
    const path = `${lane.session.accountPath()}/workers/${encodeURIComponent(called)}`;
    const exchange = await lane.call({ kind: "other", method: "GET", path });
    const { answer } = exchange;
    const shown = resultIn(exchange);
    if (!isOk(exchange) && !leadsNowhere(answer))
      throw new CannotRun(`the target shows no Worker ${called} (status ${answer.status})`, "check --worker");
    const address =
      isObject(shown) && typeof shown.id === "string"
        ? { id: shown.id, name: typeof shown.name === "string" ? shown.name : called }
        : { id: called, name: called };
    return new GivenWorker(address, await deployedOn(lane, address));
  }

  /** Takes in what a case made. */
  made(trace: readonly Exchange[]): void {
    for (const one of trace) {
      const shown = resultIn(one);
      if (
        isOfVersions(one) &&
        one.call.method === "POST" &&
        isOk(one) &&
        isObject(shown) &&
        typeof shown.id === "string"
      )
        this.#took(shown.id);
      if (one.call.kind === "deleteVersion" && isOk(one)) this.#gone(idKey(one.call.versionId ?? ""));
    }
  }

  #took(id: string): void {
    this.#versions.set(idKey(id), id);
    this.#made.add(idKey(id));
  }

  #gone(id: string): void {
    this.#versions.delete(id);
    this.#kept.delete(id);
  }

  /** Deletes the versions of a case, each tried once. */
  async clean(lane: Lane): Promise<void> {
    if (lane.session.lacks.hasNo("delete")) return;
    const { id: workerId } = this.address;
    for (const [key, versionId] of [...this.#versions].reverse()) {
      if (this.#kept.has(key)) continue;
      this.#kept.add(key);
      await quietly(async () => {
        const path = `${pathOf(lane, this.address)}/versions/${encodeURIComponent(versionId)}`;
        const about = { workerId, versionId, cleanUp: true } as const;
        if (isOk(await lane.call({ kind: "deleteVersion", method: "DELETE", path, ...about }))) this.#gone(key);
      });
    }
  }

  /** Deploys what was deployed before, deletes what is left, and looks at what came of both. */
  async restore(lane: Lane): Promise<LeftOnWorker> {
    if (this.#versions.size > 0 && !(await this.#isAsBefore(lane))) await quietly(() => this.#deployAgain(lane));
    this.#kept.clear();
    await this.clean(lane);
    const shown = await this.#listed(lane);
    const versions = shown ?? [...this.#versions.values()];
    const isProven = shown !== undefined;
    return { worker: this.address.name, versions, isProven, isDeployed: await this.#isAsBefore(lane) };
  }

  /** Whether what was deployed before is deployed; where nobody says what that was, nothing can be said. */
  async #isAsBefore(lane: Lane): Promise<boolean> {
    if (this.#deployed === undefined) return true;
    return sameJson(await deployedOn(lane, this.address), this.#deployed);
  }

  async #deployAgain(lane: Lane): Promise<void> {
    const body = JSON.stringify({ strategy: "percentage", versions: this.#deployed });
    const path = deploymentsPath(lane, this.address);
    await lane.call({ kind: "createDeployment", method: "POST", path, body, cleanUp: true });
  }

  /** Versions of the run that the list shows; undefined where it does not show the whole. */
  async #listed(lane: Lane): Promise<string[] | undefined> {
    let listed: string[] | undefined;
    await quietly(async () => {
      const path = `${pathOf(lane, this.address)}/versions?per_page=100`;
      const exchange = await lane.call({ kind: "other", method: "GET", path, cleanUp: true });
      const items = resultIn(exchange);
      const { json } = exchange.answer;
      const total = isObject(json) && isObject(json.result_info) ? json.result_info.total_count : undefined;
      if (!Array.isArray(items) || total !== items.length) return;
      listed = items
        .filter(isObject)
        .flatMap(({ id }) => (typeof id === "string" && this.#made.has(idKey(id)) ? [id] : []));
    });
    return listed;
  }
}

/** What a run left on the Worker that it was given. */
export interface LeftOnWorker {
  worker: string;
  versions: string[];
  /** Whether the Worker's list was seen to show no other of the run. */
  isProven: boolean;
  /** Whether what was deployed before is deployed again. */
  isDeployed: boolean;
}

const isOfVersions = ({ call }: Exchange) => /\/versions$/.test(call.path.split("?")[0] ?? "");

const deploymentsPath = (lane: Lane, { name }: Address) =>
  `${lane.session.accountPath()}/scripts/${encodeURIComponent(name)}/deployments`;

type Shares = Parameters<WorkerPort["deploy"]>[0];

/** What is deployed on a Worker, if anything is and the target says so. */
async function deployedOn(lane: Lane, address: Address): Promise<Shares | undefined> {
  let shares: Shares | undefined;
  await quietly(async () => {
    const path = deploymentsPath(lane, address);
    const exchange = await lane.call({ kind: "other", method: "GET", path, cleanUp: true });
    const [newest] = readDeployments(resultIn(exchange)) ?? [];
    shares = newest?.versions.map(({ version_id, percentage }) => ({ version_id: String(version_id), percentage }));
  });
  return shares;
}

/** What tidies up is no case: what comes of it is no verdict, and stands in the way of nothing. */
async function quietly(step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    const isNoFault = [Unjudged, Refutation, TargetLost, EndOfRun].some((one) => error instanceof one);
    if (!isNoFault) throw error;
  }
}
