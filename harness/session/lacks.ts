import type { Answer, Call, Exchange } from "../../contract/api.ts";
import { declared, type Neighbour, neighbours } from "../../contract/features.ts";
import { leadsNowhere } from "../shared/no-route.ts";

/** What a neighbour that is not called answers. */
const noRoute: Answer = { status: 404, contentType: "application/json", text: "", json: undefined };

/** The neighbour that a call needs, if it is none of the page's own. */
function neighbourOf({ kind }: Call): Neighbour | undefined {
  if (kind === "getVersion") return "get";
  if (kind === "listVersions") return "list";
  if (kind === "deleteVersion") return "delete";
  if (kind === "listDeployments" || kind === "createDeployment") return "deployments";
  return kind === "getWorker" ? "worker" : undefined;
}

/** What a target does not have: as it was declared, and as its answers say. */
export class Lacks {
  readonly declared: ReadonlySet<string>;
  /** Neighbours that no call has reached. */
  readonly absent = new Set<Neighbour>();
  readonly #present = new Set<Neighbour>();
  /** Declared, and asked for all the same: whether the target has it after all. */
  readonly found = new Set<string>();
  #asking: string | undefined;

  constructor(declared: readonly string[]) {
    this.declared = new Set(declared);
  }

  /** What is declared to be missing, but for what is asked for. */
  get names(): string[] {
    return [...this.declared].filter((name) => this.has(name));
  }

  /** Whether a feature is declared to be missing. */
  has(name: string): boolean {
    return this.declared.has(name) && this.#asking !== name;
  }

  /** Whether a neighbour is missing: as it is declared, or as its answers say. */
  hasNo(name: Neighbour): boolean {
    return this.has(name) || this.absent.has(name);
  }

  /** Asks for a feature that is declared to be missing. */
  async ask(name: string, isThere: () => Promise<boolean>): Promise<void> {
    this.#asking = name;
    try {
      if (await isThere()) this.found.add(name);
    } finally {
      this.#asking = undefined;
    }
  }

  /** The answer to a call that is not made, since its neighbour is declared to be missing. */
  unsent(call: Call): Exchange | undefined {
    const name = neighbourOf(call);
    if (name === undefined || !this.has(name)) return undefined;
    return { call, answer: noRoute, startedAt: 0, endedAt: 0, invoked: 0, returned: 0 };
  }

  /**
   * Whether an answer says only that the target does not have the call: one that it has shown before, it has. A Worker
   * that is called by its name may be what leads nowhere.
   */
  heard(call: Call, answer: Answer): boolean {
    const name = neighbourOf(call);
    if (name === undefined) return false;
    const isByName = name !== "deployments" && !call.path.includes(`/${call.workerId}`);
    if (isByName && answer.status === 404 && !this.absent.has(name)) return false;
    if (answer.status < 300) this.#present.add(name);
    const isAbsent = !this.#present.has(name) && leadsNowhere(answer);
    if (isAbsent) this.absent.add(name);
    else this.absent.delete(name);
    return isAbsent;
  }

  /** Why a call cannot be judged, if its neighbour is missing. */
  reason(call: Call): string | undefined {
    const name = neighbourOf(call);
    return name === undefined ? undefined : this.why(name);
  }

  /** Why a feature is not there, if it is not. */
  why(name: string): string | undefined {
    if (this.has(name)) return declared(name);
    const absent = [...this.absent].find((one) => one === name);
    return absent && `the target has no ${neighbours[absent].text}`;
  }
}
