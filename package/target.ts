import { isObject } from "../contract/json.ts";
import type { Environment, Settings } from "../harness/settings/settings.ts";
import { CannotRun } from "../harness/shared/errors.ts";
import { type Handler, handlerUrl } from "../harness/target/client.ts";
import { isOurs, mockAccount, openHandler, openMock, openTarget, type Target } from "../harness/target/target.ts";
import type { Mock } from "../mock/app.ts";

export type { Handler } from "../harness/target/client.ts";

/** A server that is reached over HTTP. */
export interface Server {
  /** Its API, up to and with `/client/v4`. */
  baseUrl: string | URL;
  /** 32 hex digits, as the paths have them; one that is made up, unless given. */
  accountId?: string;
  /** Sent as `Authorization: Bearer …`. A server on this machine or in a private network is sent a made-up one, unless given. */
  token?: string;
}

/** Something with a handler: a Hono app, a Worker's default export that needs no `env`, a fetcher, a mock. */
export interface Fetching {
  fetch: (request: Request, ...rest: never[]) => unknown;
  /** What the URLs of its requests begin with; `http://localhost/client/v4`, unless given. */
  baseUrl?: string | URL;
  accountId?: string;
  token?: string;
}

/** What is judged: the URL of an API, a server with its account, or a handler in this process. */
export type TargetOption = string | URL | Handler | Server | Fetching;

/** A target as the options name it, before anything is opened. */
export interface Named {
  /** What of the settings the target decides. */
  settings: Partial<Pick<Settings, "baseUrl" | "accountId">>;
  open: (settings: Settings) => Target;
}

/** The credentials as the environment has them, so that one place reads and masks them. */
const withToken = (token: string | undefined): Environment =>
  token === undefined ? {} : { CLOUDFLARE_API_TOKEN: token };

const isUrl = (given: unknown): given is URL => isObject(given) && "href" in given && "searchParams" in given;
const isMock = (value: object): value is Mock => "handle" in value && "workerCount" in value;

function handler(fetch: Handler, { baseUrl = handlerUrl, accountId = mockAccount, token }: Partial<Server>): Named {
  const settings = { baseUrl: String(baseUrl), accountId };
  return { settings, open: (all) => openHandler(fetch, { ...all, ...settings }, withToken(token)) };
}

function server({ baseUrl, accountId = mockAccount, token }: Server): Named {
  const settings = { baseUrl: String(baseUrl), accountId };
  // Of servers that are one's own nobody asks for a token; what is no URL, the settings refuse.
  const isHttp = /^https?:/.test(settings.baseUrl) && URL.canParse(settings.baseUrl);
  const made = !isHttp || isOurs(settings.baseUrl) ? "any-token" : undefined;
  if (token === undefined && made === undefined)
    throw new CannotRun(`no token for ${settings.baseUrl}`, "target: { baseUrl, accountId, token }");
  return { settings, open: (all) => openTarget(all, withToken(token ?? made)) };
}

/** What a program gave as its target. */
export function targetOf(given: unknown): Named {
  if (given === undefined) return { settings: {}, open: (settings) => openTarget(settings, {}) };
  if (typeof given === "string" || isUrl(given)) return server({ baseUrl: given });
  if (typeof given === "function") return handler(given as Handler, {});
  if (typeof given === "object" && given !== null) {
    if (isMock(given)) return { settings: {}, open: () => openMock(given) };
    const { fetch, ...rest } = given as Fetching;
    if (typeof fetch === "function") return handler((request) => fetch.call(given, request) as Response, rest);
    if ("baseUrl" in given) return server(given as Server);
  }
  const shown = isObject(given) ? `an object with ${Object.keys(given).join(", ") || "nothing"}` : String(given);
  throw new CannotRun(`target is ${shown}`, "a URL, { baseUrl, accountId, token }, a handler, or what has a fetch");
}
