import type { World } from "../arbitraries/world.ts";
import type { Call, Exchange, WorkerPort } from "../contract/api.ts";
import type { Addition } from "../contract/inspect.ts";
import type { Refutation } from "../contract/refutation.ts";
import type { Level } from "../contract/requirements/index.ts";
import type { Revision } from "../contract/revision.ts";
import type { VersionRequest } from "../contract/version.ts";
import type { Feature } from "./coverage/features.ts";
import type { Claim } from "./words/claim.ts";

/** One sentence that is judged, with where it stands. */
export interface Sentence {
  level: Level;
  /** Completes "The API MUST …". */
  text: string;
  source: string;
  sources: readonly string[];
}

/** One judgement of one requirement on one exchange: it held, or it was refuted. */
export interface Judgement {
  id: string;
  row?: string;
  refutation?: Refutation;
}

/** What an exchange says: of requirements, of what the contract does not know, and which features it tries. */
export interface Saw {
  judgements: Judgement[];
  drift: Addition[];
  tried: string[];
}

/** What is known of a target from the exchanges so far, and what the invariants say of the next one. */
export interface Observer {
  /** Told of a Worker that was there before the case: of what it had, nothing is known any more. */
  wasThere(workerId: string): void;
  /** Told of a call before it is made. */
  calling(call: Call): void;
  /** Judges an exchange; from then on it is known. */
  saw(exchange: Exchange): Saw;
  /** Told of a call that got no answer, and of which nobody knows whether it was done. */
  lost(call: Call): void;
  /** What came of a call without an answer, as `exchange` finds out with calls of its own; undefined where nothing tells. */
  recover(call: Call, exchange: (call: Call) => Promise<{ exchange: Exchange }>): Promise<Exchange | undefined>;
  /** Judges what `recover` found: less can be said of it. */
  sawRecovered(exchange: Exchange): Judgement[];
}

/**
 * All that an engine is given to judge: promises, the claims about them, what is judged on every exchange, and what
 * explains what. `Subject` is what a case is made on, `Given` what its inputs may draw from.
 */
export interface Suite<Subject = WorkerPort, Given = World, Id extends string = string> {
  /** The revision of the contract that it judges by, and the same suite for another one. */
  contract?: Revision;
  at?: (contract: Revision) => Suite<Subject, Given, Id>;
  requirements: Readonly<Record<string, Sentence>>;
  /** Ids that were requirements once, each with what became of it. */
  retired: Readonly<Record<string, string>>;
  /** The requirement that a target breaks which dies of a request, if there is one. */
  survival?: Id;
  /** The level of a row, where it has less behind it than its requirement. */
  levelOf: (id: string, row: string) => Level | undefined;
  /** In the order in which a run makes them. */
  claims: readonly Claim<Subject, Given, Id>[];
  /** Many requirements on one subject: each requirement once for few requests. */
  tours: readonly Claim<Subject, Given, Id>[];
  /** Tours that visit many rows of a few requirements. */
  rowTours: readonly Claim<Subject, Given, Id>[];
  /** Requirements that invariants judge. */
  invariants: ReadonlySet<string>;
  /** Knows nothing yet but the day of the run. */
  observer: (today?: string) => Observer;
  /** All that a run may try, or be shown: what it did is counted. */
  features: readonly Feature[];
  /** The requirements of acceptance that a request touches: where one of them fails, the whole proves nothing else. */
  partsOf: (request: VersionRequest) => string[];
  /** The requirements whose failure explains a failure of another one, as its exchanges show. */
  rootsOf: (id: string, refutation: Refutation, trace: readonly Exchange[]) => string[];
  /** Whether a failure that was seen once is proved: its history has all the evidence, and a race does not show each time. */
  isConclusive: (id: string) => boolean;
  /** Whether a target may lack what a part asks for, and conform. */
  isOptional: (part: string) => boolean;
  /** The rows that a requirement may have, beside those of its claims. */
  rowsOfAnswers: readonly string[];
}
