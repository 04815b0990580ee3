import type { PropertyId } from "./properties.ts";

/** What one request shows by itself, without knowing what its caller wanted. */
export interface PassiveFinding {
  property: PropertyId;
  at: string;
  expected: string;
  actual: unknown;
}

/** Of what there is, what requests held and what none of them did. */
export interface Part {
  sent: readonly string[];
  never: readonly string[];
}
/** How much of Create Version the traffic covered; kinds are those of the page. */
export interface Coverage {
  kinds: Part;
  placements: Part;
  migrations: Part;
  deploy: Part;
}

/** What requests of a program showed: `gate-record.json`. */
export interface Recording {
  schema: "workers-version-conformance/record@1";
  requests: number;
  /** Those of them that are Create Version. */
  createVersion: number;
  /** Properties that were judged. */
  judged: readonly string[];
  /** What breaks them, each once, with the first request that shows it as text, without credentials and secrets. */
  findings: (PassiveFinding & { request: string; times: number })[];
  /** What an older revision of the contract does not know, with the revision that it came with. */
  newer: string[];
  covered: Coverage;
  /** Requests on other routes, which are the program's own business: how often each came. */
  others: { method: string; route: string; times: number }[];
  /** Creates that were sent again though their answer was final: a test may well mean that. */
  again: string[];
  /** What reached the recorder and is no HTTP. */
  noHttp: string[];
  /** Why requests got no answer from the upstream, each reason once. */
  lost: string[];
}
