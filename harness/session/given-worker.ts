import type { Exchange, WorkerPort } from "../../contract/api.ts";
import { idKey } from "../../contract/equality.ts";
import { isObject } from "../../contract/json.ts";
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
  /** Versions of the run that are there. */
  readonly #versions = new Set<string>();
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
        this.#versions.add(idKey(shown.id));
      if (one.call.kind === "deleteVersion" && isOk(one)) this.#gone(idKey(one.call.versionId ?? ""));
    }
  }

  #gone(id: string): void {
    this.#versions.delete(id);
    this.#kept.delete(id);
  }

  /** Deletes the versions of a case, each tried once. */
  async clean(lane: Lane): Promise<void> {
    if (lane.session.lacks.hasNo("delete")) return;
    const { id: workerId } = this.address;
    for (const versionId of [...this.#versions].reverse()) {
      if (this.#kept.has(versionId)) continue;
      this.#kept.add(versionId);
      await quietly(async () => {
        const path = `${pathOf(lane, this.address)}/versions/${versionId}`;
        const about = { workerId, versionId, cleanUp: true } as const;
        if (isOk(await lane.call({ kind: "deleteVersion", method: "DELETE", path, ...about }))) this.#gone(versionId);
      });
    }
  }

  /** Deploys what was deployed before, and deletes what is left. Versions of the run that are still there. */
  async restore(lane: Lane): Promise<string[]> {
    await quietly(async () => {
      if (this.#deployed === undefined || this.#versions.size === 0) return;
      const now = await deployedOn(lane, this.address);
      if (JSON.stringify(now) === JSON.stringify(this.#deployed)) return;
      const body = JSON.stringify({ strategy: "percentage", versions: this.#deployed });
      await lane.call({
        kind: "createDeployment",
        method: "POST",
        path: deploymentsPath(lane, this.address),
        body,
        cleanUp: true,
      });
    });
    this.#kept.clear();
    await this.clean(lane);
    return [...this.#versions];
  }
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
