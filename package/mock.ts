import type { Revision } from "../contract/revision.ts";
import { behaviourOf } from "../harness/target/target.ts";
import { createMock as create, type Mock } from "../mock/app.ts";
import { allFaults } from "../mock/faults/index.ts";
import type { MockLikeness } from "../mock/like.ts";
import { serveMock as serve } from "../mock/server.ts";

export type { Mock } from "../mock/app.ts";
export type { MockLikeness } from "../mock/like.ts";
export type { MockServer } from "../mock/server.ts";
export type { Asked, Replied } from "../mock/wire.ts";

export interface MockOptions {
  /** Target faults that it shows, by id (`targetFaults`); none, unless given. */
  faults?: readonly string[];
  /** What it is like where the page and the live API differ: `page` (unless given) or `live`. */
  like?: MockLikeness;
  /** The revision that its answers are as new as (`create-version/2026-11`); the page's, unless given. It takes what is newer either way. */
  contract?: Revision;
  /** Decides every id that the mock makes up. */
  seed?: string;
  /** Milliseconds since 1970: the clock that its answers show. */
  now?: () => number;
  /** The only API token that it takes; any, unless given. */
  token?: string;
}

/**
 * A control plane for Workers, versions and deployments, in memory: `fetch` is its handler, for a client's own `fetch` option, for
 * `serveMock`, or as the target of `run`. Rejects an unknown fault with the nearest name that is known.
 */
export const createMock = ({ faults: ids = [], ...options }: MockOptions = {}): Mock =>
  create({ ...options, behaviour: behaviourOf(ids) });

/** Serves a mock on 127.0.0.1; port 0 takes a free one. Rejects if the port is taken. */
export const serveMock = (mock: Mock = createMock(), port = 0): ReturnType<typeof serve> => serve(mock, port);

export interface TargetFault {
  /** The id of the requirement that it breaks. */
  breaks: string;
  /** What it does; completes "the target …". */
  text: string;
  /** The revision of the contract that first asks for what it breaks; the page's, where it is absent. */
  since?: Revision;
}

/** Every fault that the mock can be told to show. */
export const targetFaults: Readonly<Record<string, TargetFault>> = Object.fromEntries(
  Object.entries(allFaults).map(([id, { breaks, text, since }]) => [id, { breaks, text, ...(since ? { since } : {}) }]),
);
