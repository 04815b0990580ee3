import type { Deployment, WorkerInfo } from "./neighbours.ts";
import type { Version, VersionRequest } from "./version.ts";

/** The calls that the port knows; invariants say on which of them they are judged. */
export type CallKind =
  | "createVersion"
  | "getVersion"
  | "listVersions"
  | "deleteVersion"
  | "listDeployments"
  | "createDeployment"
  | "getWorker"
  | "createWorker"
  | "deleteWorker";

/** How a Worker is named in the path: "which can be ID or name". */
export type AddressedBy = "id" | "name";

/** One call as it was made. */
export interface Call {
  kind: CallKind;
  method: "GET" | "POST" | "DELETE";
  /** Path and query below the base URL. */
  path: string;
  /** The body as text, exactly as sent. */
  body?: string;
  /** Create Version: the request and the deploy parameter. */
  request?: VersionRequest;
  deploy?: boolean;
  /** The Worker and version that the call is about, by the suite's own keeping. */
  workerId?: string;
  versionId?: string;
  includeModules?: boolean;
}

/** One answer, as it came. */
export interface Answer {
  status: number;
  contentType: string;
  /** The server's clock (Date header), in ms, if it sent one. */
  serverDate?: number;
  text: string;
  /** The body as JSON; undefined where it is not JSON. */
  json: unknown;
}

/** A call and its answer. Times in ms of the suite's clock. */
export interface Exchange {
  call: Call;
  answer: Answer;
  startedAt: number;
  endedAt: number;
}

/** What an accepted or refused call gave: read it with the verdict words of `suites/words.ts`. */
export interface Reply<T> {
  exchange: Exchange;
  /** The result, where the call was accepted and the result usable. */
  result?: T;
}

export interface Page {
  versions: Version[];
  info: Record<string, unknown>;
}

/** A throwaway Worker: what a claim may do with it. */
export interface WorkerPort {
  readonly id: string;
  readonly name: string;
  /** Create Version. `text` sends these bytes instead of the request's own JSON (its meaning must be the same). */
  create(
    request: VersionRequest,
    options?: { deploy?: boolean; by?: AddressedBy; text?: string },
  ): Promise<Reply<Version>>;
  get(versionId: string, options?: { modules?: boolean; by?: AddressedBy }): Promise<Reply<Version>>;
  list(options?: { page?: number; perPage?: number; by?: AddressedBy }): Promise<Reply<Page>>;
  remove(versionId: string, options?: { by?: AddressedBy }): Promise<Reply<unknown>>;
  deployments(): Promise<Reply<Deployment[]>>;
  deploy(versionId: string): Promise<Reply<unknown>>;
  info(by?: AddressedBy): Promise<Reply<WorkerInfo>>;
  /** Another fresh Worker of the same case. */
  sibling(): Promise<WorkerPort>;
  /**
   * Repeats a read and what is judged of it until it holds or the target's allowance for lag is used up: a read may
   * lag behind a write. The last refutation stands.
   */
  eventually<T>(read: () => Promise<T>): Promise<T>;
}
