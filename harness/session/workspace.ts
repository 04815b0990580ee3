import { createHash } from "node:crypto";
import { mainModule } from "../../arbitraries/modules.ts";
import type { World } from "../../arbitraries/world.ts";
import type { Exchange, Likeness, WorkerPort } from "../../contract/api.ts";
import { declared, without } from "../../contract/features.ts";
import { isObject } from "../../contract/json.ts";
import { Lacking, Unjudged } from "../../contract/refutation.ts";
import type { Journal } from "../cleanup/journal.ts";
import { CannotRun, EndOfRun, NoAnswer, TargetLost } from "../shared/errors.ts";
import { cutOff } from "../shared/mask.ts";
import { workerName } from "../shared/names.ts";
import { leadsNowhere } from "../shared/no-route.ts";
import { GivenWorker, type LeftOnWorker } from "./given-worker.ts";
import type { Lane } from "./lane.ts";
import { workerPort } from "./port.ts";

export interface Residue {
  /** What the run left on a Worker that it was given. */
  given?: LeftOnWorker;
  created: number;
  deleted: number;
  left: string[];
  /** Whether the target's own list of Workers shows that nothing else is left. */
  proven: boolean;
}

const nameTaken = 10040;
const mostClashes = 50;
/** Workers in a row that a target does not make, after which it is lost. */
const mostRefusals = 10;

/** What the workspaces of a run's lanes share: names are never given twice, and all is counted. */
export class Inventory {
  readonly previews: boolean;
  readonly residue: Residue = { created: 0, deleted: 0, left: [], proven: false };
  /** What is written down before it is made; the embedded mock goes with the process, and needs none. */
  readonly journal: Journal | undefined;
  /** Every name that the run has asked for: what the target shows of them at the end, it left. */
  readonly asked = new Set<string>();
  /** Names of Workers that nobody knows to be there or not: a create, a rename or a delete got no answer. */
  readonly unsure = new Set<string>();
  /** The Worker that other Workers' bindings may name, which stays until the end, and the calls that made it. */
  peerId: string | undefined;
  peerCalls: readonly Exchange[] = [];
  /** A Worker that exists, as the settings call it: where there is one, the run makes none. */
  readonly worker: string | undefined;
  given: GivenWorker | undefined;
  /** Workers in a row that the target did not make. */
  refusals = 0;
  counter = 0;

  constructor({
    previews,
    journal,
    worker,
  }: Pick<Inventory, "previews"> & Partial<Pick<Inventory, "journal" | "worker">>) {
    this.previews = previews;
    this.journal = journal;
    this.worker = worker;
  }
}

/** The throwaway Workers of a lane: `wvc-<run>-<n>`, each deleted when its case is over. */
export class Workspace {
  readonly #lane: Lane;
  readonly #inventory: Inventory;
  readonly #open = new Map<string, string>();
  /** Workers that the target did not delete: it is asked again at the end, not after every case. */
  readonly #stay = new Set<string>();

  constructor(lane: Lane, inventory: Inventory) {
    this.#lane = lane;
    this.#inventory = inventory;
  }

  #name(): string {
    const { counter } = this.#inventory;
    this.#inventory.counter += 1;
    this.#inventory.journal?.worker(counter);
    return workerName(this.#lane.session.options.runId, counter);
  }

  /** Makes a Worker; a name that is taken is left alone and the next one tried. */
  async #make(wanted?: string): Promise<{ exchange: Exchange; id?: string; name: string }> {
    const path = `${this.#lane.session.accountPath()}/workers`;
    for (let clash = 0; ; clash += 1) {
      const name = wanted ?? this.#name();
      this.#inventory.asked.add(name);
      const subdomain = { enabled: this.#inventory.previews, previews_enabled: this.#inventory.previews };
      const body = JSON.stringify({ name, subdomain });
      const exchange = await this.#lane.call({ kind: "createWorker", method: "POST", path, body }).catch((error) => {
        if (error.maybeDone !== false) this.#inventory.unsure.add(name);
        throw error;
      });
      if (wanted === undefined && clash < mostClashes && codesIn(exchange).includes(nameTaken)) {
        // Whoever has it, it is not this run.
        this.#inventory.asked.delete(name);
        continue;
      }
      const id = idOf(exchange, name);
      if (id === undefined) {
        if (exchange.answer.status < 400) this.#inventory.unsure.add(name);
        return { exchange, name };
      }
      this.#inventory.residue.created += 1;
      this.#open.set(id, name);
      return { exchange, id, name };
    }
  }

  #port(id: string, name: string): WorkerPort {
    return workerPort(
      this.#lane,
      { id, name },
      {
        stranger: (likeness = "unlike") => this.#stranger({ id, name }, likeness),
        sibling: () => this.#another(),
        freeName: () => this.#nameToBe(),
        renamed: (next) => this.#renamed(id, next),
        recreate: (own) => this.#recreate(id, own),
      },
    );
  }

  /** A name that a Worker is about to get. */
  #nameToBe(): string {
    const name = this.#name();
    this.#inventory.asked.add(name);
    this.#inventory.unsure.add(name);
    return name;
  }

  #renamed(id: string, name: string): void {
    this.#open.set(id, name);
    this.#inventory.unsure.delete(name);
  }

  /** A second Worker of a case. */
  async #another(): Promise<WorkerPort> {
    if (this.#inventory.given) throw new Lacking(declared("workers"));
    return this.worker();
  }

  /** Deletes a Worker and makes another one of its name. */
  async #recreate(id: string, name: string): Promise<WorkerPort | undefined> {
    if (this.#inventory.given) return undefined;
    await this.#remove(id);
    if (this.#open.has(id)) return undefined;
    const made = await this.#make(name);
    return made.id === undefined ? undefined : this.#port(made.id, name);
  }

  #stranger(worker: { id: string; name: string }, likeness: Likeness): WorkerPort {
    const unlike = `${this.#name()}-missing`;
    const id = createHash("sha256").update(unlike).digest("hex").slice(0, 32);
    if (likeness === "unlike") return this.#port(id, unlike);
    const { name } = worker;
    // Of a Worker that somebody else named, others may have names alike.
    const stem = this.#inventory.given ? `${name}-${unlike}` : name;
    const near = likeness === "longer" ? `${stem}-longer` : stem.slice(0, stem.lastIndexOf("-"));
    return this.#port(`${worker.id.slice(0, -1)}${worker.id.endsWith("0") ? "1" : "0"}`, near);
  }

  /** A fresh Worker, or the one that the run was given. */
  async worker(): Promise<WorkerPort> {
    const { given } = this.#inventory;
    if (given) {
      this.#lane.session.wasThere(given.address.id);
      return this.#port(given.address.id, given.address.name);
    }
    const { exchange, id, name } = await this.#make();
    if (id === undefined) throw this.#noWorker(exchange);
    this.#inventory.refusals = 0;
    return this.#port(id, name);
  }

  #noWorker(exchange: Exchange): Unjudged | TargetLost {
    this.#inventory.refusals += 1;
    const why = `the target makes no Worker: ${shortly(exchange)}${this.#whoHasIt(exchange)}`;
    if (this.#inventory.refusals < mostRefusals) return new Unjudged("environment", why);
    this.#lane.session.lost ??= new TargetLost(why);
    return this.#lane.session.lost;
  }

  /** Where a name is taken, another run of this id left it. */
  #whoHasIt(exchange: Exchange): string {
    const { runId } = this.#lane.session.options;
    return codesIn(exchange).includes(nameTaken) ? `; run ${runId} left it: \`clean --run ${runId}\` removes it` : "";
  }

  /** The run's first Worker, which other Workers' bindings may name. Its failure says that no run is possible. */
  async peer(isLastTry = true): Promise<World["peer"]> {
    const { worker } = this.#inventory;
    if (worker !== undefined) {
      this.#inventory.given = await GivenWorker.find(this.#lane, worker);
      return peerCalled(this.#inventory.given.address.name);
    }
    const { exchange, id, name } = await this.#make();
    const { transport } = this.#lane.session.options;
    if (id === undefined) throw cannotStart(exchange, transport.baseUrl, this.#whoHasIt(exchange));
    this.#inventory.peerId = id;
    this.#inventory.peerCalls = this.#lane.trace;
    const peer = peerCalled(name);
    const exports = {
      durableObjects: [peer.durableClass],
      entrypoints: [peer.entrypoint],
      workflows: [peer.workflowClass],
    };
    const whole = {
      main_module: "index.js",
      modules: [mainModule("index.js", exports)],
      migrations: { new_sqlite_classes: [peer.durableClass], new_tag: "v1" },
    };
    const request = without(whole, this.#lane.session.lacks.names);
    const path = `${this.#lane.session.accountPath()}/workers/${id}/versions?deploy=true`;
    const { answer } = await this.#lane.call({ kind: "other", method: "POST", path, body: JSON.stringify(request) });
    // Where nobody knows whether it was deployed, a binding to it may be refused with reason; what is never an envelope
    // is the target's own answer, and judged.
    if (!isLastTry && answer.status < 400 && !isObject(answer.json))
      throw new NoAnswer("no envelope", { maybeDone: true });
    return peer;
  }

  async #remove(id: string): Promise<void> {
    const path = `${this.#lane.session.accountPath()}/workers/${encodeURIComponent(id)}`;
    try {
      const { answer } = await this.#lane.call({ kind: "deleteWorker", method: "DELETE", path, workerId: id });
      if (answer.status < 300 || (answer.status === 404 && !leadsNowhere(answer))) {
        // Whoever answers without an envelope may not be the one who deletes.
        if (answer.status < 300 && answer.status !== 204 && !isObject(answer.json))
          this.#inventory.unsure.add(this.#open.get(id) ?? "");
        this.#open.delete(id);
        this.#inventory.residue.deleted += 1;
      }
    } catch (error) {
      // It stays open, and the last look at the end finds it.
      if (!(error instanceof Unjudged || error instanceof TargetLost || error instanceof EndOfRun)) throw error;
    }
  }

  /** Deletes the Workers of a case, the newest first; the peer stays. */
  async clean(): Promise<void> {
    this.#inventory.given?.made(this.#lane.trace);
    await this.#inventory.given?.clean(this.#lane);
    const { peerId } = this.#inventory;
    for (const id of [...this.#open.keys()].filter((one) => one !== peerId && !this.#stay.has(one)).reverse()) {
      await this.#remove(id);
      if (this.#open.has(id)) this.#stay.add(id);
    }
  }

  /** Deletes whatever is left, once. */
  async close(): Promise<void> {
    for (const id of [...this.#open.keys()].reverse()) await this.#remove(id);
    for (const name of this.#open.values()) this.#inventory.unsure.add(name);
  }
}

const peerCalled = (name: string): World["peer"] => ({
  name,
  durableClass: "PeerObject",
  entrypoint: "PeerEntrypoint",
  workflowClass: "PeerWorkflow",
});

/** The id of a Worker just made; none where the answer speaks of another Worker than was asked for. */
function idOf({ answer: { json, status } }: Exchange, name: string): string | undefined {
  if (status >= 300 || !isObject(json) || !isObject(json.result)) return undefined;
  const { id, name: given } = json.result;
  return typeof id === "string" && (given === undefined || given === name) ? id : undefined;
}

const codesIn = ({ answer }: Exchange): unknown[] =>
  isObject(answer.json) && Array.isArray(answer.json.errors)
    ? answer.json.errors.filter(isObject).map((one) => one.code)
    : [];

const shortly = ({ answer }: Exchange) => `status ${answer.status} ${cutOff(answer.text, 200)}`;

/** What stands in the way of a run, in one sentence, by the answer to its first request. */
function cannotStart(exchange: Exchange, baseUrl: string, whoHasIt: string): CannotRun {
  const { answer } = exchange;
  if (answer.status === 401 || answer.status === 403) {
    return new CannotRun(
      `${baseUrl} refuses the credentials (${shortly(exchange)})`,
      "set CLOUDFLARE_API_TOKEN to a token with Workers Scripts Write on this account",
    );
  }
  if (answer.json === undefined) {
    return new CannotRun(
      `${baseUrl} does not answer as the API does: POST …/workers/workers gave status ${answer.status}, ${answer.contentType || "no content type"}, and no JSON`,
      "the base URL ends in /client/v4; check --base-url",
    );
  }
  return new CannotRun(
    `${baseUrl} makes no Worker for the run (${shortly(exchange)})${whoHasIt}`,
    "check --base-url and --account-id",
  );
}
