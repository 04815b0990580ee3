import { request as undiciRequest } from "undici";
import { jsonReply } from "../../arbitraries/answers.ts";
import type { ServerReply } from "../../contract/client.ts";
import type { Fallback, Recorded } from "./recorder.ts";

const hopByHop = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "keep-alive",
  "accept-encoding",
]);
const kept = (headers: readonly (readonly [string, string])[]) =>
  headers.filter(([name]) => !hopByHop.has(name.toLowerCase()));

const reasonOf = (error: unknown): string => {
  const { code, message } = error as { code?: string; message?: string };
  return message || code || String(error);
};

async function passOn(url: string, { method, headers, body }: Recorded, patienceMs: number): Promise<ServerReply> {
  const response = await undiciRequest(url, {
    method: method as "POST",
    headers: kept(headers).flat(),
    headersTimeout: patienceMs,
    bodyTimeout: patienceMs,
    ...(body.length > 0 ? { body } : {}),
  });
  const names = Object.entries(response.headers).flatMap(([name, value]): [string, string][] =>
    [value ?? []].flat().map((one) => [name, one]),
  );
  return {
    status: response.statusCode,
    headers: kept(names.filter(([name]) => name !== "content-encoding")),
    body: await response.body.text(),
  };
}

/** Passes requests below a prefix on to another base URL, and its answers back; `lost` has each one that got no answer. */
export function passingOn(
  upstream: string,
  prefix: string,
  patienceMs: number,
): { fallback: Fallback; lost: string[] } {
  const { origin, pathname } = new URL(upstream);
  const base = (origin + pathname).replace(/\/+$/, "");
  const lost: string[] = [];
  const fallback = (request: Recorded) =>
    passOn(base + request.target.slice(prefix.length), request, patienceMs).catch((error: unknown) => {
      const message = `upstream ${base} unreachable: ${reasonOf(error)}`;
      lost.push(message);
      return jsonReply(502, { result: null, success: false, errors: [{ code: 502, message }], messages: [] });
    });
  return { fallback, lost };
}
