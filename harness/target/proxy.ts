import type { Dispatcher } from "undici";
import { proxyNames } from "../settings/print-config.ts";

export interface Connecting {
  timeoutMs: number;
  /** Of all headers of an answer together. */
  largestHeadersBytes?: number;
}

/** Connects as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say; directly where none of them is set. */
export async function dispatcherFor({ timeoutMs, largestHeadersBytes }: Connecting): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import("undici");
  const options = {
    keepAliveTimeout: 30_000,
    connect: { timeout: timeoutMs },
    maxHeaderSize: largestHeadersBytes,
  };
  const isProxied = proxyNames.some((name) => process.env[name]);
  return isProxied ? new EnvHttpProxyAgent(options) : new Agent(options);
}
