import type { Sending } from "./faults/fault.ts";
import type { Deployment, WorkerInfo } from "./neighbours.ts";
import type { RequirementId } from "./requirements/index.ts";
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
  | "deleteWorker"
  | "createResource"
  | "deleteResource"
  | "other";

/** How a Worker is named in the path: "which can be ID or name". */
export type AddressedBy = "id" | "name";

/** A body in chunks without a length, or only after the server says that it will take it. */
export type Framing = "chunked" | "expect-continue";

/** One call as it was made. */
export interface Call {
  kind: CallKind;
  method: string;
  /** Path and query below the base URL. */
  path: string;
  /** The body, exactly as sent. */
  body?: string | Uint8Array;
  /** Headers beside the usual ones, by lower-case name; null leaves one out. */
  headers?: Readonly<Record<string, string | null>>;
  /** How the body goes over the wire, where that is not in one piece with its length. */
  framing?: Framing;
  /** Create Version: the request and the deploy parameter. */
  request?: VersionRequest;
  deploy?: boolean;
  /** The Worker and version that the call is about, by the suite's own keeping. */
  workerId?: string;
  workerName?: string;
  versionId?: string;
  includeModules?: boolean;
  /** Create Deployment: the versions that it deploys. */
  deployed?: string[];
  /** Another create on the same Worker was under way at the same time. */
  concurrent?: boolean;
  /** The id of the request fault, where the request is invalid on purpose. */
  fault?: string;
  /** Bindings that stand before the one that the fault is about. */
  shift?: number;
  /** It removes what the suite made: it is made even where nothing else may be. */
  cleanUp?: true;
  /** The claim compares the content itself, or no content is promised: invariants judge only the envelope and state. */
  contentUnjudged?: boolean;
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
  /** When it was made and answered, in the order of all such moments of the run. */
  invoked: number;
  returned: number;
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

/** A request on the versions of a Worker that no other word can make. */
export interface RawCall extends Omit<Sending, "text"> {
  method?: string;
  fault?: string;
  body?: string | Uint8Array;
  framing?: Framing;
}

/** How the name of a Worker that does not exist stands to the name of one that does. */
export const likenesses = ["unlike", "longer", "shorter"] as const;
export type Likeness = (typeof likenesses)[number];

export interface CreateOptions {
  /** The query parameter; absent where not given. */
  deploy?: boolean;
  by?: AddressedBy;
  /** Sends this instead of the request's own JSON, to this account, with this query and these headers. */
  sending?: Sending;
  /** The id of the request fault that it shows, and how many bindings stand before the broken one. */
  fault?: string;
  shift?: number;
  /** Leaves the content of the version to the claim. */
  contentUnjudged?: boolean;
}

/** The API's calls on one Worker. */
export interface WorkerCalls {
  readonly id: string;
  readonly name: string;
  create(request: VersionRequest, options?: CreateOptions): Promise<Reply<Version>>;
  get(versionId: string, options?: { modules?: boolean; by?: AddressedBy }): Promise<Reply<Version>>;
  list(options?: { page?: number; perPage?: number; by?: AddressedBy | undefined }): Promise<Reply<Page>>;
  remove(versionId: string, options?: { by?: AddressedBy }): Promise<Reply<unknown>>;
  deployments(): Promise<Reply<Deployment[]>>;
  /** Deploys versions by percentage, apart from any create. */
  deploy(versions: readonly { version_id: string; percentage: number }[]): Promise<Reply<unknown>>;
  info(by?: AddressedBy): Promise<Reply<WorkerInfo>>;
  /** Sends anything to the path of Create Version; nothing but the secrecy of the answer is judged. */
  send(raw: RawCall): Promise<Exchange>;
}

/** Other Workers, and what becomes of this one as a whole. */
export interface WorkerFixtures {
  /** Gives the Worker another name; from then on it is called by that. Whether the target did. */
  rename(): Promise<boolean>;
  /** Deletes the Worker and makes another one of its name; undefined where the target does not. */
  recreate(): Promise<WorkerPort | undefined>;
  /** Another fresh Worker of the same case. */
  sibling(): Promise<WorkerPort>;
  /** A Worker that does not exist; its name and id may come close to those of this one. */
  stranger(likeness?: Likeness): WorkerPort;
}

/** What a claim says to whoever judges it. */
export interface Controls {
  /** Notes what the target does where the page is silent. */
  note(about: { id: string; text: string }, did: string): void;
  /** Lets others go first, so many times. */
  pause(turns: number): Promise<void>;
  /** Counts a judgement of a requirement that held, in a claim that judges several. */
  judged(id: RequirementId, row?: string): void;
  /** Tells what a stop of a tour threw, so that the tour can go on; throws what ends the run. */
  stumbled(error: unknown, id: RequirementId, row?: string): void;
  /** Whether the target is declared to lack a feature. */
  lacks(name: string): boolean;
  /** Whether a read of this target was seen to lag behind a write. */
  readonly lags: boolean;
  /**
   * Repeats a read and what is judged of it until it holds or the target's allowance for lag is used up: a read may
   * lag behind a write. The last refutation stands.
   */
  eventually<T>(read: () => Promise<T>): Promise<T>;
}

/** A throwaway Worker: what a claim may do with it. */
export interface WorkerPort extends WorkerCalls, WorkerFixtures, Controls {}
