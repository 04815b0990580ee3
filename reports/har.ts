import type { Entry, Har, Header, QueryString } from "har-format";
import type { Report, ReportedExchange } from "./report.ts";

const unknownSize = -1;
const textOf = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** The parameters of a path, as they stand in it. */
function queryOf(path: string): QueryString[] {
  const at = path.indexOf("?");
  return at < 0 ? [] : [...new URLSearchParams(path.slice(at))].map(([name, value]) => ({ name, value }));
}

/** The credentials stay in the environment; a shell puts them in again. */
const requestHeaders = (body: unknown): Header[] => [
  { name: "accept", value: "application/json" },
  { name: "authorization", value: "Bearer $CLOUDFLARE_API_TOKEN" },
  ...(body !== undefined ? [{ name: "content-type", value: "application/json" }] : []),
];

function entryOf(baseUrl: string, exchange: ReportedExchange, comment: string): Entry {
  const { method, path, body, text: sent, status, contentType, answer, startedAt, tookMs } = exchange;
  const text = textOf(answer);
  const mimeType = contentType || "application/octet-stream";
  return {
    startedDateTime: startedAt,
    time: tookMs,
    request: {
      method,
      url: baseUrl + path,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: requestHeaders(body),
      queryString: queryOf(path),
      postData: body === undefined ? undefined : { mimeType: "application/json", text: sent ?? textOf(body) },
      headersSize: unknownSize,
      bodySize: unknownSize,
    },
    response: {
      status,
      statusText: "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: [{ name: "content-type", value: mimeType }],
      content: { size: text.length, mimeType, text },
      redirectURL: "",
      headersSize: unknownSize,
      bodySize: unknownSize,
    },
    cache: {},
    timings: { send: 0, wait: tookMs, receive: 0 },
    comment,
  };
}

/** The exchanges of all failures as HAR 1.2, for the tools that read it; each entry says which requirement it is about. */
export function harReport({ suite, target, requirements }: Report): string {
  const baseUrl = target.kind === "mock" ? "http://127.0.0.1:8787/client/v4" : target.baseUrl;
  const entries = requirements.flatMap(({ id, failures }) =>
    failures.flatMap(({ row, exchanges }) =>
      exchanges.map((one) => entryOf(baseUrl, one, row === undefined ? id : `${id} [${row}]`)),
    ),
  );
  const har: Har = {
    log: { version: "1.2", creator: { name: "workers-version-conformance", version: suite.version }, entries },
  };
  return `${JSON.stringify(har, undefined, 2)}\n`;
}
