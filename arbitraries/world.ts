import type { Revision } from "../contract/revision.ts";

/** What exists beside the Worker under test: what generated requests may name. */
export interface World {
  /** A deployed Worker of the run that exports these classes. */
  peer: { name: string; durableClass: string; entrypoint: string; workflowClass: string };
  /** Targeted placement can make a Worker unreadable: it goes only to claims that are about it. */
  isPlacementRisky?: boolean;
  /** Features that the target is declared to lack: nothing that is generated uses them. */
  lacks?: readonly string[];
  /** The revision of the contract: what is newer is in nothing that is generated. Without it, that of the page. */
  contract?: Revision;
  /** The day of the run, `YYYY-MM-DD` in UTC: no compatibility date is later. */
  today?: string;
  /** There is time, or there are requests, for little: tours of rows break each place in one way. */
  isBrief?: boolean;
  /** The largest body that may be sent to the target, in MiB. */
  largestBodyMiB?: number;
  /** What exists for the kinds that need a resource, in the binding's own fields; without it ids are made up. */
  resources?: Readonly<Record<string, readonly Record<string, unknown>[]>>;
}

/** A world for laws and tests: nothing in it needs to exist. */
export const anyWorld: World = {
  peer: { name: "wvc-peer", durableClass: "PeerObject", entrypoint: "PeerEntrypoint", workflowClass: "PeerWorkflow" },
};
