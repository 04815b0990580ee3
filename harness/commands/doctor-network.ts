import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { isIP } from "node:net";
import { connect } from "node:tls";
import type { Check } from "../../reports/doctor.ts";
import { proxyNames } from "../settings/print-config.ts";
import type { Environment } from "../settings/settings.ts";
import { messageOf } from "../target/retry.ts";

const isProxied = (env: Environment) => proxyNames.some((name) => !name.toLowerCase().startsWith("no") && env[name]);
const bare = (host: string) => host.replace(/^\[|\]$/g, "");

async function dnsCheck(host: string): Promise<Check> {
  try {
    const all = await lookup(bare(host), { all: true });
    return { what: "dns", state: "ok", text: `${host} is ${all.map(({ address }) => address).join(", ")}` };
  } catch (error) {
    return {
      what: "dns",
      state: "fail",
      text: `${host}: ${messageOf(error)}`,
      todo: "check --base-url and the resolver",
    };
  }
}

const dayMs = 86_400_000;

/** Shakes hands as a client does: a certificate that Node does not trust is refused here, as in a run. */
async function tlsCheck({ hostname, port }: URL, timeoutMs: number): Promise<Check> {
  const host = bare(hostname);
  const named = isIP(host) === 0 ? { servername: host } : {};
  const socket = connect({ host, port: Number(port || 443), ...named, timeout: timeoutMs });
  socket.on("timeout", () => socket.destroy(new Error("no handshake in time")));
  try {
    await once(socket, "secureConnect");
    const days = Math.floor((Date.parse(socket.getPeerCertificate().valid_to) - Date.now()) / dayMs);
    return { what: "tls", state: "ok", text: `${socket.getProtocol()}, the certificate is good for ${days} days` };
  } catch (error) {
    const todo = "check --base-url; a private authority is named by NODE_EXTRA_CA_CERTS";
    return { what: "tls", state: "fail", text: messageOf(error), todo };
  } finally {
    socket.destroy();
  }
}

/** The way to a server: its name and its certificate. Behind a proxy both are the proxy's business. */
export async function networkChecks(baseUrl: string, env: Environment, timeoutMs: number): Promise<Check[]> {
  const url = new URL(baseUrl);
  if (isProxied(env)) return [{ what: "dns", state: "note", text: "left to the proxy" }];
  const dns = await dnsCheck(url.hostname);
  if (dns.state === "fail" || url.protocol !== "https:") return [dns];
  return [dns, await tlsCheck(url, timeoutMs)];
}
