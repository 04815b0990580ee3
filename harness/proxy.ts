import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";
import { proxyNames } from "./print-config.ts";

/** Connects as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say; directly where none of them is set. */
export function dispatcherFor(timeoutMs: number): Dispatcher {
  const options = { keepAliveTimeout: 30_000, connect: { timeout: timeoutMs } };
  const isProxied = proxyNames.some((name) => process.env[name]);
  return isProxied ? new EnvHttpProxyAgent(options) : new Agent(options);
}
