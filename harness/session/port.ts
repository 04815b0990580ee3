import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { Controls, WorkerFixtures, WorkerPort } from "../../contract/api.ts";
import { isObject } from "../../contract/json.ts";
import { type Address, callsOf, isOk, pathOf, resultIn } from "./calls.ts";
import type { Lane } from "./lane.ts";

/** What a port needs of the workspace that its Worker belongs to. */
export interface PortOptions extends Pick<WorkerFixtures, "sibling" | "stranger"> {
  /** A name that no Worker has yet. */
  freeName: () => string;
  /** Told that the Worker has another name. */
  renamed: (name: string) => void;
  /** Deletes the Worker and makes one of this name. */
  recreate: (name: string) => Promise<WorkerPort | undefined>;
}

/** How long a client over HTTP waits in a pause of one turn, in ms: about what a local answer takes. */
const turnMs = 2;

/** What a claim says to the lane that judges it. */
const controlsOf = (lane: Lane): Omit<Controls, "lags"> => ({
  async pause(turns) {
    if (lane.session.options.transport.isHere) for (let i = 0; i < turns; i += 1) await setImmediate();
    else if (turns > 0) await sleep(turns * turnMs);
  },
  judged: (id, row) => void lane.listener.judged({ id, row }),
  stumbled: (error, id, row) => lane.listener.stumbled(error, id, row),
  eventually: (read) => lane.eventually(read),
  lacks: (name) => lane.session.lacks.has(name),
  note: (about, did) => lane.session.note(about, did),
});

/** Gives a Worker another name. Whether the target did. */
async function rename(lane: Lane, address: Address, { freeName, renamed }: PortOptions): Promise<boolean> {
  if (lane.session.lacks.has("rename")) return false;
  const name = freeName();
  const body = JSON.stringify({ name });
  const path = pathOf(lane, address);
  const exchange = await lane.call({ kind: "other", method: "PATCH", path, body, workerId: address.id });
  const result = resultIn(exchange);
  if (!isOk(exchange) || !isObject(result) || result.name !== name) return false;
  address.name = name;
  renamed(name);
  return true;
}

/** A Worker as claims know it. */
export function workerPort(lane: Lane, address: Address, options: PortOptions): WorkerPort {
  const { sibling, stranger, recreate } = options;
  return {
    ...callsOf(lane, address),
    ...controlsOf(lane),
    id: address.id,
    get name() {
      return address.name;
    },
    get lags() {
      return lane.session.lags;
    },
    sibling,
    stranger,
    rename: () => rename(lane, address, options),
    recreate: () => recreate(address.name),
  };
}
