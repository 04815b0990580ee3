import { RegExpRouter } from "hono/router/reg-exp-router";

/** A request as plain values: in one process nothing is gained by a Request. */
export interface Asked {
  method: string;
  /** From the root of the host on, with its query. */
  path: string;
  /** By lower-case names. */
  headers: Readonly<Record<string, string>>;
  /** Empty where there is none. */
  body: string;
}

/** An answer as plain values. */
export interface Replied {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
}

/** A handler in the form of the platform, from one of plain values. */
export const overFetch =
  (handle: (asked: Asked) => Promise<Replied>) =>
  async (request: Request): Promise<Response> => {
    const { method, url, headers } = request;
    const { pathname, search } = new URL(url);
    const body = await request.text();
    const { status, text, ...rest } = await handle({
      method,
      path: pathname + search,
      headers: Object.fromEntries(headers),
      body,
    });
    return new Response(status === 204 ? null : text, { status, headers: rest.headers });
  };

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What finds the route of a method and a path, with what the path names. */
export function routing<R>(routes: Readonly<Record<string, R>>) {
  const router = new RegExpRouter<R>();
  for (const [key, route] of Object.entries(routes)) {
    const [method = "", path = ""] = key.split(" ");
    router.add(method, path, route);
  }
  return (method: string, path: string): { route: R; params: Record<string, string> } | undefined => {
    const [[found] = [], stash = []] = router.match(method, path);
    if (!found) return undefined;
    const [route, places] = found;
    const named = Object.entries(places).map(([name, at]) => [name, decoded(stash[Number(at)] ?? "")]);
    return { route, params: Object.fromEntries(named) };
  };
}
