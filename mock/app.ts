import { Hono } from "hono";
import type { JsonObject } from "../contract/json.ts";
import { type Behaviour, combined, type MockReply } from "./behaviour.ts";
import { type MockLikeness, traitsOf } from "./like.ts";
import { Plane } from "./plane.ts";
import { ConnectionClosed, Refusal } from "./refusal.ts";
import { failure, type Route, routes } from "./routes.ts";
import { State } from "./state.ts";

export interface MockOptions {
  /** What it is like where the page and the live API differ; the page, unless given. */
  like?: MockLikeness;
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

/** A control plane for Workers, versions and deployments, in memory; one handler for both ways of reaching it. */
export interface Mock {
  fetch: (request: Request) => Promise<Response>;
  /** Workers that exist now: what a clean run leaves at zero. */
  workerCount: () => number;
  /** What exists beside Workers. */
  resourceCount: () => number;
}

function authorize(headers: Headers, token: string | undefined): void {
  const bearer = /^Bearer (\S+)$/.exec(headers.get("authorization") ?? "")?.[1];
  const keyed = headers.get("x-auth-key") && headers.get("x-auth-email");
  if (token === undefined ? !bearer && !keyed : bearer !== token) throw new Refusal(401, 10000, "Authentication error");
}

async function answer(
  plane: Plane,
  route: Route,
  request: Request,
  params: Record<string, string>,
  token?: string,
): Promise<MockReply> {
  const json = (status: number, body: JsonObject): MockReply => ({ status, contentType: "application/json", body });
  const { account = "" } = params;
  const authorization = request.headers.get("authorization") ?? "";
  try {
    if (!plane.behaviour.admits?.({ authorization, account })) {
      if (!route.isOpen) authorize(request.headers, token);
      if (!/^[0-9a-f]{32}$/.test(account)) throw new Refusal(404, 7003, "No route for the URI");
    }
    return json(200, await route.run(plane, request, new URL(request.url), params));
  } catch (error) {
    if (error instanceof Refusal) return json(error.status, failure(error));
    throw error;
  }
}

/** Makes a mock target. */
export function createMock(options: MockOptions = {}): Mock {
  const { like = "page", seed = "mock", now = Date.now, turnMs = 0, token, delay } = options;
  const behaviour = combined([...traitsOf(like), options.behaviour ?? {}]);
  const plane = new Plane(new State(seed, now, turnMs), behaviour);
  const app = new Hono();
  for (const [key, route] of Object.entries(routes)) {
    const [method = "", path = ""] = key.split(" ");
    app.on(method, path, async (context) => {
      const right = await answer(plane, route, context.req.raw, context.req.param() as Record<string, string>, token);
      const { status, contentType, body } = behaviour.answer?.(route.call, right) ?? right;
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const headers: Record<string, string> = { date: new Date(now()).toUTCString() };
      if (contentType) headers["content-type"] = contentType;
      return new Response(status === 204 ? null : text, { status, headers });
    });
  }
  app.notFound((context) => context.json(failure(new Refusal(404, 7003, "No route for the URI")), 404));
  app.onError((error, context) => {
    if (error instanceof ConnectionClosed) throw error;
    return context.text("Internal Server Error", 500);
  });
  let isDead = false;
  return {
    fetch: async (request) => {
      if (isDead) throw new ConnectionClosed("dies", "ECONNREFUSED");
      await delay?.();
      try {
        return await app.fetch(behaviour.request?.(request) ?? request);
      } catch (error) {
        isDead = error instanceof ConnectionClosed && error.end === "dies";
        throw error;
      } finally {
        await delay?.();
      }
    },
    workerCount: () => plane.state.workers.size,
    resourceCount: () => [...plane.state.resources.values()].reduce((sum, all) => sum + all.length, 0),
  };
}
