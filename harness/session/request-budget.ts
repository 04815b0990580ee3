import type { CallKind } from "../../contract/api.ts";
import { EndOfRun } from "../shared/errors.ts";

const creates: readonly CallKind[] = ["createWorker", "createResource"];
/** On a Worker that was there before, each version has to be removed, what was deployed deployed again, and both be seen. */
const restoring = 4;
/** What cleans up: always let through. */
export const isRemoval = (kind: CallKind): boolean => kind === "deleteWorker" || kind === "deleteResource";

/**
 * A budget of requests. What removing the Workers and resources that exist will take is set aside, so that clean-up always fits; a
 * removal that has to be repeated is made all the same.
 */
export class RequestBudget {
  readonly limit: number;
  spent = 0;
  /** What the steps of the plan that are still to come will take. */
  planned = 0;
  /** Workers and resources that exist, or may, and the look at the end that shows that nothing is left. */
  #standing = 1;
  #hasLooked = false;
  /** Calls that make what has to be removed. */
  readonly #creates: readonly CallKind[];

  /** `isGiven`: the run is on a Worker that was there before. */
  constructor(limit: number, { isGiven = false } = {}) {
    this.limit = limit;
    this.#creates = isGiven ? [...creates, "createVersion"] : creates;
    if (isGiven) this.#standing += restoring;
  }

  /** Requests that clean-up does not need: what is suspected is shown again with them, before anything new is begun. */
  get left(): number {
    return this.limit - this.spent - this.#standing;
  }

  /** Requests that neither the plan nor clean-up needs. */
  get spare(): number {
    return this.left - this.planned;
  }

  /** Counts a request, or ends the run where it would leave too few to clean up. */
  admit(kind: CallKind, isCleanUp = false): void {
    if (isCleanUp && !isRemoval(kind)) {
      this.#look();
      return;
    }
    const removal = this.#creates.includes(kind) ? 1 : 0;
    if (!isRemoval(kind) && this.spent + 1 + this.#standing + removal > this.limit)
      throw new EndOfRun(`the budget of ${this.limit} requests is spent`);
    this.spent += 1;
    this.#standing += removal;
  }

  #look(): void {
    if (this.spent >= this.limit) throw new EndOfRun(`the budget of ${this.limit} requests is spent`);
    this.spent += 1;
    if (!this.#hasLooked) this.#standing -= 1;
    this.#hasLooked = true;
  }

  /** A Worker that was refused needs no removal, nor does one that is gone; one whose create got no answer may. */
  answered(kind: CallKind, status: number): void {
    const refused = this.#creates.includes(kind) && status >= 400 && status < 500;
    const isRemoved = isRemoval(kind) || (kind === "deleteVersion" && this.#creates.includes("createVersion"));
    const gone = isRemoved && (status < 300 || status === 404);
    if (refused || gone) this.#standing = Math.max(0, this.#standing - 1);
  }
}
