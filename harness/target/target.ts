import { createHash, randomUUID } from "node:crypto";
import { createMock, type Mock } from "../../mock/app.ts";
import type { Behaviour } from "../../mock/behaviour.ts";
import { allFaults, faultyBehaviour, isTargetFault } from "../../mock/faults/index.ts";
import { credentials, type Environment, type Settings } from "../settings/settings.ts";
import { CannotRun } from "../shared/errors.ts";
import { environmentSecrets, type Secret } from "../shared/mask.ts";
import { meant } from "../shared/nearest.ts";
import { fetchTransport, type Handler, handlerUrl, httpTransport, mockTransport, type Transport } from "./client.ts";
import { liveRate } from "./rate.ts";

export interface Target {
  kind: "mock" | "url" | "account";
  transport: Transport;
  accountId: string;
  /** Names of Workers start with it: on the embedded mock from the seed, elsewhere never the same twice. */
  runId: string;
  /** What no report and no message may show. */
  secrets?: readonly Secret[];
  /** How long a read may lag behind a write. */
  lagMs: number;
  /** Given as a function or as a mock of the caller's own: no command line leads to it. */
  isGiven?: true;
}

const liveHost = "api.cloudflare.com";
export const mockAccount = "0123456789abcdef0123456789abcdef";
const mockToken = "mock";
const liveLagMs = 5000;

const fromSeed = (seed: number) => createHash("sha256").update(`run:${seed}`).digest("hex").slice(0, 8);

const privateNet = /^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\.|^\[(?:::1|f[cde][0-9a-f]{2}:.*)\]$/i;
const localName = /^localhost$|\.(?:localhost|local|internal|test|example|invalid)$|^[^.[\]]+$/i;
/** Whether a server is one of our own: what its accounts are called is no secret. */
export function isOurs(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return privateNet.test(hostname) || localName.test(hostname);
}

/** The settings that name a target. */
export type TargetSettings = Pick<Settings, "baseUrl" | "accountId" | "seed" | "timeout" | "fault"> &
  Partial<Pick<Settings, "contract">>;

/** What kind of target the settings name. */
export function kindOfTarget({ baseUrl }: Pick<Settings, "baseUrl">): Target["kind"] {
  if (baseUrl === undefined) return "mock";
  return new URL(baseUrl).hostname === liveHost ? "account" : "url";
}

/** The behaviour of a mock that shows these target faults. */
export function behaviourOf(ids: readonly string[]): Behaviour {
  const unknown = ids.find((id) => !isTargetFault(id));
  if (unknown === undefined) return faultyBehaviour(ids);
  throw new CannotRun(
    `${JSON.stringify(unknown)} is no target fault${meant(unknown, Object.keys(allFaults))}`,
    "`list --target-faults` names them",
  );
}

/** The target that the settings name: the embedded mock, a server, or the real API. */
export function openTarget(settings: TargetSettings, env: Environment): Target {
  const { baseUrl, accountId, seed, timeout, contract } = settings;
  if (baseUrl === undefined) {
    const mock = createMock({ seed: String(seed), contract, behaviour: behaviourOf(settings.fault), token: mockToken });
    return { ...ofMock(mock), secrets: environmentSecrets(env), runId: fromSeed(seed) };
  }
  if (accountId === undefined) throw new CannotRun("no account id");
  const url = baseUrl.replace(/\/+$/, "");
  const kind = kindOfTarget(settings);
  return {
    kind,
    transport: httpTransport(url, credentials(env), timeout * 1000, {
      rate: kind === "account" ? liveRate : undefined,
    }),
    accountId,
    secrets: secretsFor(baseUrl, accountId, env),
    runId: randomUUID().slice(0, 8),
    lagMs: liveLagMs,
  };
}

const ofMock = (mock: Mock): Omit<Target, "runId"> => ({
  kind: "mock",
  transport: mockTransport(mock, mock.token ?? mockToken),
  accountId: mockAccount,
  lagMs: 0,
});

/** What no report on a target may show. */
const secretsFor = (baseUrl: string, accountId: string, env: Environment): Secret[] =>
  isOurs(baseUrl)
    ? environmentSecrets(env).filter(({ text }) => text !== accountId)
    : environmentSecrets(env, accountId);

/** A mock of the caller's own. */
export const openMock = (mock: Mock): Target => ({
  ...ofMock(mock),
  runId: randomUUID().slice(0, 8),
  isGiven: true,
});

/** A server that is a function of this process; it takes any token, unless one is given. */
export function openHandler(
  fetch: Handler,
  { accountId = mockAccount, timeout, baseUrl = handlerUrl }: Pick<TargetSettings, "accountId" | "timeout" | "baseUrl">,
  env: Environment,
): Target {
  const isGivenAny = Boolean(env.CLOUDFLARE_API_TOKEN || env.CLOUDFLARE_API_KEY);
  const usual = isGivenAny ? credentials(env) : { authorization: "Bearer any-token" };
  return {
    kind: "url",
    transport: fetchTransport(fetch, usual, { baseUrl: baseUrl.replace(/\/+$/, ""), timeoutMs: timeout * 1000 }),
    accountId,
    secrets: secretsFor(baseUrl, accountId, env),
    runId: randomUUID().slice(0, 8),
    lagMs: liveLagMs,
    isGiven: true,
  };
}
