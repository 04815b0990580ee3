import type { JsonObject } from "../contract/json.ts";
import { type Revision, revision } from "../contract/revision.ts";
import { type Behaviour, combined, type MockReply } from "./behaviour.ts";
import { additionsOf } from "./later.ts";
import { type MockLikeness, traitsOf } from "./like.ts";
import { Plane } from "./plane.ts";
import { ConnectionClosed, Refusal } from "./refusal.ts";
import { failure, type Route, routes } from "./routes.ts";
import { State } from "./state.ts";
import { type Asked, overFetch, type Replied, routing } from "./wire.ts";

export interface MockOptions {
  /** What it is like where the page and the live API differ; the page, unless given. */
  like?: MockLikeness;
  /** The revision that its answers are as new as: what only answers hold is shown; that of the page, unless given. */
  contract?: Revision;
  /** What is wrong with this mock; nothing by default. */
  behaviour?: Behaviour;
  /** Decides every id that the mock makes up. */
  seed?: string;
  now?: () => number;
  /** Waits before and after a request is handled: answers then come in another order than requests. */
  delay?: () => Promise<void>;
  /**
   * What a turn takes in which others may come in between, in ms; without it, one of the event loop. A served mock whose
   * faults are races needs some: calls over a network never meet within less.
   */
  turnMs?: number;
  /** The only API token that is accepted; without it, any. */
  token?: string | undefined;
}

/** A control plane for Workers, versions and deployments, in memory; one handler for every way of reaching it. */
export interface Mock {
  handle: (asked: Asked) => Promise<Replied>;
  /** The same, as a server takes it. */
  fetch: (request: Request) => Promise<Response>;
  /** The only token that it takes, if it takes one alone. */
  token: string | undefined;
  /** Workers that exist now: what a clean run leaves at zero. */
  workerCount: () => number;
  /** What exists beside Workers. */
  resourceCount: () => number;
}

function authorize(headers: Asked["headers"], token: string | undefined): void {
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1];
  const keyed = headers["x-auth-key"] && headers["x-auth-email"];
  if (token === undefined ? !bearer && !keyed : bearer !== token) throw new Refusal(401, 10000, "Authentication error");
}

const json = (status: number, body: JsonObject): MockReply => ({ status, contentType: "application/json", body });
const noRoute = new Refusal(404, 7003, "No route for the URI");

async function answer(
  plane: Plane,
  route: Route,
  asked: Asked,
  at: { query: URLSearchParams; params: Record<string, string> },
  token?: string,
): Promise<MockReply> {
  const { account = "" } = at.params;
  const { authorization = "" } = asked.headers;
  try {
    if (!plane.behaviour.admits?.({ authorization, account })) {
      if (!route.isOpen) authorize(asked.headers, token);
      if (!/^[0-9a-f]{32}$/.test(account)) throw noRoute;
    }
    return json(200, await route.run(plane, asked, at.query, at.params));
  } catch (error) {
    if (error instanceof Refusal) return json(error.status, failure(error));
    throw error;
  }
}

const routeOf = routing(routes);

/** Makes a mock target. */
export function createMock(options: MockOptions = {}): Mock {
  const { like = "page", contract = revision, seed = "mock", now = Date.now, turnMs = 0, token, delay } = options;
  const behaviour = combined([...traitsOf(like), ...additionsOf(contract), options.behaviour ?? {}]);
  const plane = new Plane(new State(seed, now, turnMs), behaviour);

  const reply = async (sent: Asked): Promise<MockReply> => {
    const asked = behaviour.request?.(sent) ?? sent;
    const { pathname, searchParams: query } = new URL(asked.path, "http://mock");
    const found = routeOf(asked.method, pathname);
    if (!found) return json(404, failure(noRoute));
    const { route, params } = found;
    const right = await answer(plane, route, asked, { query, params }, token);
    return behaviour.answer?.(route.call, right) ?? right;
  };

  let isDead = false;
  const handle = async (asked: Asked): Promise<Replied> => {
    if (isDead) throw new ConnectionClosed("dies", "ECONNREFUSED");
    await delay?.();
    try {
      const { status, contentType, body } = await reply(asked);
      const headers = { date: new Date(now()).toUTCString(), ...(contentType ? { "content-type": contentType } : {}) };
      return { status, headers, text: typeof body === "string" ? body : JSON.stringify(body) };
    } catch (error) {
      if (!(error instanceof ConnectionClosed))
        return { status: 500, headers: { "content-type": "text/plain; charset=UTF-8" }, text: "Internal Server Error" };
      isDead = error.end === "dies";
      throw error;
    } finally {
      await delay?.();
    }
  };
  return {
    handle,
    fetch: overFetch(handle),
    token,
    workerCount: () => plane.state.workers.size,
    resourceCount: () => [...plane.state.resources.values()].reduce((sum, all) => sum + all.length, 0),
  };
}
