import type { World } from "../../arbitraries/world.ts";
import { requirementIds } from "../../contract/requirements/index.ts";
import { createMock } from "../../mock/app.ts";
import type { Claim } from "../../suites/words/claim.ts";
import { Engine } from "../judge/engine.ts";
import { keyOf, Tally } from "../judge/tally.ts";
import { Lane, Session } from "../session/session.ts";
import { Inventory, Workspace } from "../session/workspace.ts";
import { mockTransport, type Sent, type Transport } from "../target/client.ts";

/** One case of a claim, as it went against a mock that conforms: what a target that conforms will be asked, too. */
export interface Step {
  claim: Claim;
  /** The number of the case among those of its seed: as a path, it replays the case. */
  index: number;
  requests: number;
  creates: number;
  workers: number;
  /** What it judged: `id`, and `id/row` where there are rows. */
  judges: ReadonlySet<string>;
}

/** The mock of a rehearsal tells a wrong token from the right one. */
const token = "rehearsal";

/** The embedded mock has no socket; over HTTP the same body goes in one piece. */
function rehearsing(transport: Transport): Transport {
  const send = ({ framing, ...rest }: Sent) =>
    transport.send(framing === undefined || framing === "expect-continue" ? rest : { ...rest, framing });
  return { ...transport, send };
}

export interface Stage {
  seed: number;
  /** What the target will be asked with: resources, and how large a body may be. */
  world: Omit<World, "peer">;
  previews: boolean;
}

const opened = new Map<string, Promise<Rehearsal>>();

/** Runs cases against a mock of its own, to learn what they cost and what they judge. */
export class Rehearsal {
  readonly #lane: Lane;
  readonly #inventory: Inventory;
  readonly #world: World;
  readonly #seed: number;
  readonly #steps = new Map<Claim, Map<number, Promise<Step>>>();
  /** Cases are rehearsed one after the other: what each costs is counted. */
  #last: Promise<unknown> = Promise.resolve();
  /** What the Worker that others name costs, its removal included. */
  readonly peerRequests: number;

  private constructor(lane: Lane, inventory: Inventory, world: World, seed: number) {
    this.#lane = lane;
    this.#inventory = inventory;
    this.#world = world;
    this.#seed = seed;
    this.peerRequests = lane.session.requests + 1;
  }

  /** The rehearsal of a stage; one that was opened before goes on. */
  static open(stage: Stage): Promise<Rehearsal> {
    const key = JSON.stringify(stage);
    const known = opened.get(key) ?? Rehearsal.#open(stage);
    opened.set(key, known);
    return known;
  }

  static async #open({ seed, world, previews }: Stage): Promise<Rehearsal> {
    const transport = rehearsing(mockTransport(createMock({ seed: "rehearsal", token }), token));
    const session = new Session({ transport, accountId: "0".repeat(32), runId: "rehearse", lagMs: 0 });
    const lane = new Lane(session);
    const inventory = new Inventory(previews);
    const peer = await new Workspace(lane, inventory).peer();
    return new Rehearsal(lane, inventory, { ...world, peer }, seed);
  }

  /** Whether what exists is enough for a claim. */
  canMake(claim: Claim): boolean {
    return claim.unavailable(this.#world) === undefined;
  }

  /** One case of a claim; undefined where it cannot be made with what exists. */
  async step(claim: Claim, index: number): Promise<Step | undefined> {
    if (!this.canMake(claim)) return undefined;
    const known = this.#steps.get(claim)?.get(index);
    if (known) return known;
    const step = this.#last.then(() => this.#rehearse(claim, index));
    this.#last = step.catch(() => {});
    this.#steps.set(claim, (this.#steps.get(claim) ?? new Map<number, Promise<Step>>()).set(index, step));
    return step;
  }

  async #rehearse(claim: Claim, index: number): Promise<Step> {
    const tally = new Tally();
    const findings = { tally, muted: new Set<string>(), shortened: new Set<string>() };
    const workspace = new Workspace(this.#lane, this.#inventory);
    const engine = new Engine(this.#lane, workspace, findings, { seed: this.#seed, runs: 1, shrinkAllowance: 0 });
    const before = this.#counts();
    await engine.judgeCase(claim, this.#world, index);
    const judges = requirementIds.flatMap((id) =>
      tally
        .lines(id)
        .filter(({ line }) => line.judged > 0)
        .flatMap(({ row }) => [id, keyOf(id, row)]),
    );
    const after = this.#counts();
    return {
      claim,
      index,
      requests: after.requests - before.requests,
      creates: after.creates - before.creates,
      workers: after.workers - before.workers,
      judges: new Set(judges),
    };
  }

  #counts() {
    const { requests, creates } = this.#lane.session;
    return { requests, creates, workers: this.#inventory.residue.created };
  }
}
