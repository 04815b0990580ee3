import { gzipSync } from "node:zlib";
import { plainVersion } from "../arbitraries/version.ts";
import type { World } from "../arbitraries/world.ts";
import type { Exchange, RawCall, WorkerPort } from "../contract/api.ts";
import { Unjudged } from "../contract/refutation.ts";
import type { VersionRequest } from "../contract/version.ts";
import {
  answeredInTime,
  cleanAnswer,
  methodAnswered,
  noVersionMade,
  oneVersion,
  sameMain,
} from "./judges/transport.ts";
import { type Claim, claimRows } from "./words/claim.ts";
import { found, given, idsOf, ifThere, listed, made, premise } from "./words/verdicts.ts";

const mebibyte = 1024 * 1024;
const plain = JSON.stringify(plainVersion());
const withJson = (json: string) => plain.replace(/\}$/, `,"bindings":[{"name":"A","type":"json","json":${json}}]}`);
const withText = (text: string) =>
  JSON.stringify({ ...plainVersion(), bindings: [{ name: "A", type: "plain_text", text }] } satisfies VersionRequest);
const nested = (depth: number) => withJson("[".repeat(depth) + "]".repeat(depth));

/** Requests that HTTP and JSON allow and few clients send. */
const rows: Readonly<Record<string, RawCall>> = {
  OPTIONS: { method: "OPTIONS" },
  HEAD: { method: "HEAD" },
  "query:twice": { body: plain, query: "deploy=false&deploy=false" },
  "nesting:100": { body: nested(100) },
  "nesting:1000": { body: nested(1000) },
  "keys:repeated": { body: withJson('{"a":1,"a":2}') },
  "keys:__proto__": { body: withJson('{"__proto__":{"polluted":true},"a":1}') },
  "keys:constructor": { body: withJson('{"constructor":{"prototype":{"polluted":true}}}') },
  "keys:__proto__ at the top": { body: plain.replace("{", '{"__proto__":{"main_module":"other.js"},') },
  "text:lone surrogate": { body: withJson('"\\ud800"') },
  "text:BOM": { body: `\ufeff${plain}` },
  "text:not UTF-8": {
    body: Buffer.concat([
      Buffer.from(plain.slice(0, -1)),
      Buffer.from(',"x":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ]),
  },
  "body:chunked": { body: plain, framing: "chunked" },
  "body:expect-continue": { body: plain, framing: "expect-continue" },
  "body:gzip": { body: gzipSync(plain), headers: { "content-encoding": "gzip" } },
  "body:unknown encoding": { body: plain, headers: { "content-encoding": "wvc" } },
};
/** Bodies by their size in MiB: only for targets that are ours. */
const sizes: Readonly<Record<string, number>> = { "body:1 MiB": 1, "body:10 MiB": 10, "body:100 MiB": 100 };
/** Rows of small requests. */
export const rowNames: string[] = Object.keys(rows);
export const call = (row: string): RawCall => {
  const size = sizes[row];
  return size === undefined ? (rows[row] ?? {}) : { body: withText("x".repeat(size * mebibyte)) };
};
const tooLarge =
  (row: string) =>
  ({ largestBodyMiB = 0 }: World) =>
    (sizes[row] ?? 0) > largestBodyMiB ? `bodies of this size are not sent to this target in this profile` : undefined;

/** Rows whose request, where it is accepted, is the plain version in another form. */
const kept = ["body:chunked", "body:expect-continue", "body:gzip", "text:BOM", "query:twice", "body:1 MiB"] as const;

export const methods = ["PUT", "PATCH", "DELETE"] as const;

const isLate = (error: unknown): error is Unjudged =>
  error instanceof Unjudged && error.message.includes("no answer in time");

/** Whether a request gets no answer in time. */
async function isUnanswered(worker: WorkerPort, raw: RawCall): Promise<boolean> {
  try {
    await worker.send(raw);
    return false;
  } catch (error) {
    if (isLate(error)) return true;
    throw error;
  }
}

/**
 * Sends it; where no answer comes although the target is there, twice and to two Workers, that is the failure: once may
 * be the network.
 */
export async function answered(worker: WorkerPort, raw: RawCall, row: string): Promise<Exchange> {
  try {
    return await worker.send(raw);
  } catch (error) {
    if (!isLate(error)) throw error;
    await ifThere(async () => listed(await worker.list()));
    answeredInTime(!(await isUnanswered(await worker.sibling(), raw)), row);
    throw error;
  }
}

/** A request in another form than usual, where the target takes it, makes the Worker's one version, and that is whole. */
export async function contentKept(worker: WorkerPort, row: (typeof kept)[number]): Promise<void> {
  const exchange = await answered(worker, call(row), row);
  given(exchange.answer.status === 200, "the target does not take such a request");
  await worker.eventually(async () => {
    const { versions } = listed(await worker.list());
    oneVersion(versions, row);
    sameMain(found(await worker.get(versions[0]?.id ?? "")), plainVersion(), row);
  });
}

export const transportClaims: readonly Claim[] = [
  ...claimRows(
    "transport.answered",
    [...Object.keys(rows), ...Object.keys(sizes)],
    (row) => ({ weight: 0, unavailable: tooLarge(row) }),
    () => [],
    (row) => async (worker) => {
      cleanAnswer(await answered(worker, call(row), row), row);
      await ifThere(async () => listed(await worker.list()));
    },
  ),
  ...claimRows(
    "transport.content-kept",
    kept,
    (row) => ({
      weight: 0,
      unavailable: tooLarge(row),
      after: [
        "transport.answered",
        "refusal.body",
        "modules.main-module-echoed",
        "read-back.list-finds",
        "read-back.get-finds",
      ],
    }),
    () => [],
    (row) => async (worker) => {
      await contentKept(worker, row);
    },
  ),
  ...claimRows(
    "transport.methods",
    methods,
    { weight: 0 },
    () => [],
    (method) => async (worker) => {
      const { id } = made(await worker.create(plainVersion()));
      const list = async () => listed(await worker.list()).versions;
      let before = 1;
      const isListed = async () => {
        const versions = await list();
        before = versions.length;
        return idsOf(versions).includes(id);
      };
      await ifThere(() => premise(worker, "the target lists no version", isListed));
      methodAnswered(await answered(worker, { method, body: plain }, method), method);
      await ifThere(() => worker.eventually(async () => noVersionMade(before, await list(), method)));
    },
  ),
];
