import type { World } from "../../arbitraries/world.ts";
import { createMock } from "../../mock/app.ts";
import { Engine } from "../judge/engine.ts";
import { noFindings } from "../judge/findings.ts";
import type { WorkerClaim as Claim, WorkerSuite } from "../judge/judging.ts";
import { Session } from "../session/session.ts";
import { WorkerStage } from "../session/worker-stage.ts";
import { Inventory } from "../session/workspace.ts";
import { keyOf } from "../shared/tally.ts";
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

/** What a rehearsal is about. */
export interface Rehearsing {
  seed: number;
  /** What the target will be asked with: resources, and how large a body may be. */
  world: Omit<World, "peer">;
  previews: boolean;
}

/** Runs cases against a mock of its own, to learn what they cost and what they judge. */
export class Rehearsal {
  readonly #suite: WorkerSuite;
  readonly #session: Session;
  readonly #inventory: Inventory;
  readonly #world: World;
  readonly #seed: number;
  readonly #steps = new Map<Claim, Map<number, Promise<Step>>>();
  /** Cases are rehearsed one after the other: what each costs is counted. */
  #last: Promise<unknown> = Promise.resolve();
  /** What the Worker that others name costs, its removal included. */
  readonly peerRequests: number;

  private constructor(suite: WorkerSuite, session: Session, inventory: Inventory, world: World, seed: number) {
    this.#suite = suite;
    this.#session = session;
    this.#inventory = inventory;
    this.#world = world;
    this.#seed = seed;
    this.peerRequests = session.requests + 1;
  }

  static async open(suite: WorkerSuite, { seed, world, previews }: Rehearsing): Promise<Rehearsal> {
    const transport = rehearsing(mockTransport(createMock({ seed: "rehearsal", token }), token));
    const { lacks = [] } = world;
    const session = new Session(suite, { transport, accountId: "0".repeat(32), runId: "rehearse", lagMs: 0, lacks });
    const inventory = new Inventory({ previews });
    const peer = await new WorkerStage(session, inventory).workspace.peer();
    return new Rehearsal(suite, session, inventory, { ...world, peer }, seed);
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
    const findings = noFindings();
    const stage = new WorkerStage(this.#session, this.#inventory);
    const engine = new Engine(this.#suite, stage, findings, { seed: this.#seed, runs: 1, shrinkAllowance: 0 });
    const before = this.#counts();
    await engine.judgeCase(claim, this.#world, index);
    const judges = Object.keys(this.#suite.requirements).flatMap((id) =>
      findings.tally
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
    const { requests, creates } = this.#session;
    return { requests, creates, workers: this.#inventory.residue.created };
  }
}
