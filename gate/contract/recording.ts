import type { PropertyId } from "./properties.ts";

/** What one request shows by itself, without knowing what its caller wanted. */
export interface PassiveFinding {
  property: PropertyId;
  at: string;
  expected: string;
  actual: unknown;
}

/** What requests of a program showed: `gate-record.json`. */
export interface Recording {
  schema: "workers-version-conformance/record@1";
  requests: number;
  /** Those of them that are Create Version. */
  createVersion: number;
  /** Properties that were judged. */
  judged: readonly string[];
  /** What breaks them, each with the request as text, without credentials and secrets. */
  findings: (PassiveFinding & { request: string })[];
  /** Keys, kinds and members that this revision of the contract does not know. */
  newer: string[];
  /** Why requests got no answer from the upstream, each reason once. */
  lost: string[];
}
