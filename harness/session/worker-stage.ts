import type { Call, Exchange, WorkerPort } from "../../contract/api.ts";
import { Lane } from "./lane.ts";
import type { Session } from "./session.ts";
import type { Listener, Stage } from "./stage.ts";
import { type Inventory, Workspace } from "./workspace.ts";

/** Cases on throwaway Workers, in a lane of their own. */
export class WorkerStage implements Stage<WorkerPort> {
  readonly lane: Lane;
  readonly workspace: Workspace;
  #before = 0;

  constructor(session: Session, inventory: Inventory) {
    this.lane = new Lane(session);
    this.workspace = new Workspace(this.lane, inventory);
  }

  begin(claim: string, listener: Listener): void {
    this.lane.begin(claim, listener);
    this.#before = this.lane.session.requests;
  }

  fresh(): Promise<WorkerPort> {
    return this.workspace.worker();
  }

  async end(): Promise<void> {
    await this.lane.settle();
    await this.workspace.clean();
  }

  get trace(): Exchange[] {
    return this.lane.trace;
  }

  get unanswered(): Call | undefined {
    return this.lane.unanswered;
  }

  get hasAnswered(): boolean {
    return this.lane.session.hasAnswered;
  }

  forget(): void {
    this.lane.trace = [];
    this.lane.unanswered = undefined;
  }

  get cost(): number {
    return this.lane.session.requests - this.#before;
  }

  /** Deletes whatever is left, once; what does not work is found by the last look at the end. */
  async close(): Promise<void> {
    await this.workspace.close().catch(() => {});
  }
}
