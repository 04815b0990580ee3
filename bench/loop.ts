/**
 * One loop of the bench, in a process of its own: `judged` or `raw`, a number of cases, and the base URL of a target
 * (without it, the embedded mock in this process). It does a slice of cases whenever its parent tells it to.
 */
import fc from "fast-check";
import type { World } from "../arbitraries/world.ts";
import { isObject } from "../contract/json.ts";
import { seedOfClaim } from "../harness/judge/options.ts";
import { run } from "../harness/run/run.ts";
import { readSettings } from "../harness/settings/settings.ts";
import { httpTransport, mockTransport, type Transport } from "../harness/target/client.ts";
import { mockAccount } from "../harness/target/target.ts";
import { createMock } from "../mock/app.ts";
import { claims, suite } from "../suites/index.ts";
import { claimName, requestsPerCase, type SliceDone, sliceSize } from "./plan.ts";

const seed = 1;
const [, , way = "", count = "", baseUrl] = process.argv;
const cases = Number(count);
const found = claims.find((one) => one.name === claimName);
if (!found) throw new Error(`${claimName} is no claim: bench/plan.ts names one that makes ${requestsPerCase} requests`);
const claim = found;

const transport: Transport = baseUrl
  ? httpTransport(baseUrl, { authorization: "Bearer bench" }, 30_000)
  : mockTransport(createMock({ seed: String(seed) }));
const workers = `/accounts/${mockAccount}/workers/workers`;

let startedAt = 0;
/** Tells the parent how long the slice took, and waits until it is this loop's turn again. */
async function turn(): Promise<void> {
  const done: SliceDone = { tookMs: performance.now() - startedAt, rssBytes: process.memoryUsage.rss() };
  const told = new Promise((go) => process.once("message", go));
  process.send?.(done);
  await told;
  startedAt = performance.now();
}

/** The calls of a judged case: create a Worker and a version, get it with and without modules, list, delete the Worker. */
async function rawCase(name: string, request: unknown): Promise<void> {
  const created = async (path: string, body: unknown): Promise<string> => {
    const { json, text } = await transport.send({ method: "POST", path, body: JSON.stringify(body) });
    if (!isObject(json) || !isObject(json.result)) throw new Error(`POST ${path} gave ${text}`);
    return String(json.result.id);
  };
  const id = await created(workers, { name, subdomain: { enabled: true, previews_enabled: true } });
  const version = await created(`${workers}/${id}/versions`, request);
  await transport.send({ method: "GET", path: `${workers}/${id}/versions/${version}?include=modules` });
  await transport.send({ method: "GET", path: `${workers}/${id}/versions/${version}` });
  await transport.send({ method: "GET", path: `${workers}/${id}/versions` });
  await transport.send({ method: "DELETE", path: `${workers}/${id}` });
}

/** The same inputs from the same seed, sent and parsed by the same transport, judged by nothing. */
async function raw(): Promise<void> {
  const world: World = {
    peer: {
      name: "wvc-rawloops-0",
      durableClass: "PeerObject",
      entrypoint: "PeerEntrypoint",
      workflowClass: "PeerWorkflow",
    },
  };
  let done = 0;
  const property = fc.asyncProperty(claim.inputs(world), async ([request]) => {
    if (done % sliceSize === 0) await turn();
    done += 1;
    await rawCase(`wvc-rawloops-${done}`, request);
  });
  await fc.assert(property, { seed: seedOfClaim(seed, claim), numRuns: cases });
}

/** A run of the suite; the gate is before each slice's first Worker. The first Worker of all is the run's peer. */
async function judged(): Promise<void> {
  let made = -1;
  const send: Transport["send"] = async (sent) => {
    if (sent.method === "POST" && sent.path === workers) {
      if (made >= 0 && made % sliceSize === 0) await turn();
      made += 1;
    }
    return transport.send(sent);
  };
  const settings = readSettings({ only: [claimName], runs: cases / claim.weight, seed }, {});
  const target = {
    kind: "url",
    transport: { ...transport, send },
    accountId: mockAccount,
    runId: "judgedlp",
    lagMs: 0,
  } as const;
  const report = await run(suite, settings, target);
  const { requests, creates } = report.run;
  const failed = report.requirements.filter((one) => one.verdict !== "pass" && one.verdict !== "untested");
  if (failed.length > 0 || creates !== cases || requests < requestsPerCase * cases)
    throw new Error(`the judged loop is not what it should be: ${JSON.stringify({ cases, failed, ...report.run })}`);
}

await (way === "raw" ? raw() : judged());
await turn();
await transport.close();
process.disconnect?.();
