import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Answer } from "../../../contract/api.ts";
import { Unjudged } from "../../../contract/refutation.ts";
import {
  expected,
  journalOf,
  type ProvisionJournal,
  provision,
  type Send,
  type Site,
  unprovision,
} from "../../../harness/cleanup/provision.ts";
import { run } from "../../../harness/run/run.ts";
import { checkResources } from "../../../harness/settings/resources.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { httpTransport, mockTransport } from "../../../harness/target/client.ts";
import { openTarget, type Target } from "../../../harness/target/target.ts";
import { createMock, type Mock } from "../../../mock/app.ts";
import { serveMock } from "../../../mock/server.ts";
import { suite } from "../../../suites/index.ts";

const accountId = "0123456789abcdef0123456789abcdef";
function siteOn(mock: Mock, more: Partial<Site> = {}): Site {
  const { send } = mockTransport(mock);
  return { send, accountId, runId: "12345678", journal: journalOf(undefined), made: [], ...more };
}
const refusal: Answer = { status: 403, contentType: "", text: "", json: { errors: [{ code: 10015 }] } };

describe("provisioning", () => {
  test("makes what is free, in the fields of its bindings, and removes all of it", async () => {
    const mock = createMock();
    const site = siteOn(mock);

    const resources = await provision(site);

    expect(Object.keys(resources)).toEqual(["kv_namespace", "d1", "queue", "vectorize", "assets"]);
    expect(() => checkResources(resources, "what was made")).not.toThrow();
    expect(site.made.every(({ name }) => name.startsWith("wvc-12345678-"))).toBe(true);
    expect(mock.resourceCount()).toBe(4);
    expect(await unprovision(site)).toEqual([]);
    expect(mock.resourceCount()).toBe(0);
  });

  test("a plan expects what is then made, id for id as long", async () => {
    const made = await provision(siteOn(createMock()));

    const planned = expected("12345678");

    const shape = (all: object) => JSON.stringify(all).replace(/"(?:[0-9a-f-]{32,36}|[^"]{40,})"/g, "id");
    expect(shape(planned)).toBe(shape(made));
    expect(() => checkResources(planned, "what is planned")).not.toThrow();
  });

  test("leaves out what the target refuses or does not answer", async () => {
    const mock = createMock();
    const { send } = mockTransport(mock);
    const picky: Send = async (call) => {
      if (call.path.endsWith("/queues")) return refusal;
      if (call.path.endsWith("/d1/database") && call.method === "POST") throw new Unjudged("environment", "reset");
      return send(call);
    };
    const site = siteOn(mock, { send: picky });

    const resources = await provision(site);

    expect(Object.keys(resources)).toEqual(["kv_namespace", "vectorize", "assets"]);
    expect(site.made.map(({ kind }) => kind)).toEqual(["kv_namespace", "d1", "vectorize"]);
    expect(await unprovision(site)).toEqual([]);
    expect(mock.resourceCount()).toBe(0);
  });

  test("finds by its name what was made although its answer was lost", async () => {
    const mock = createMock();
    const { send } = mockTransport(mock);
    const losing: Send = async (call) => {
      const answer = await send(call);
      if (call.kind === "createResource") throw new Unjudged("environment", "reset after sending");
      return answer;
    };
    const site = siteOn(mock, { send: losing });

    await provision(site);

    expect(mock.resourceCount()).toBe(4);
    expect(await unprovision(site)).toEqual([]);
    expect(mock.resourceCount()).toBe(0);
  });

  test("names what it could not remove", async () => {
    const mock = createMock();
    const { send } = mockTransport(mock);
    const keeping: Send = async (call) => (call.kind === "deleteResource" ? refusal : send(call));
    const site = siteOn(mock, { send: keeping });

    await provision(site);

    expect(await unprovision(site)).toContain("d1 wvc-12345678-d1");
    expect(mock.resourceCount()).toBe(4);
  });

  test("tells a journal of each before it is made, and when it is gone", async () => {
    const mock = createMock();
    const told: string[] = [];
    const journal: ProvisionJournal = {
      intends: ({ kind }) => void told.push(`intends ${kind} with ${mock.resourceCount()} there`),
      made: ({ kind }) => void told.push(`made ${kind}`),
      removed: ({ kind }) => void told.push(`removed ${kind}`),
    };
    const site = siteOn(mock, { journal });

    await provision(site);
    await unprovision(site);

    expect(told.slice(0, 3)).toEqual([
      "intends kv_namespace with 0 there",
      "made kv_namespace",
      "intends d1 with 1 there",
    ]);
    expect(told.slice(-1)).toEqual(["removed kv_namespace"]);
    expect(told.filter((one) => one.startsWith("removed"))).toHaveLength(4);
  });
});

describe("a run with --provision", () => {
  const only = ["bindings.accepted/kv_namespace", "bindings.accepted/r2_bucket", "bindings.accepted/d1"];
  function targetOn(mock: Mock): Target {
    const target = openTarget(readSettings({}, {}), {});
    return { ...target, transport: mockTransport(mock) };
  }

  test("binds what it made, leaves nothing, and says of other kinds that they have no resource", async () => {
    const mock = createMock();
    const settings = readSettings({ provision: true, runs: 2, only }, {});

    const report = await run(suite, settings, targetOn(mock));

    const rows = report.requirements.find(({ id }) => id === "bindings.accepted")?.rows ?? [];
    expect(Object.fromEntries(rows.map(({ row, verdict }) => [row, verdict]))).toEqual({
      kv_namespace: "pass",
      r2_bucket: "untested",
      d1: "pass",
    });
    expect(rows.find(({ row }) => row === "r2_bucket")?.reason).toBe("no r2_bucket in the settings");
    expect([mock.workerCount(), mock.resourceCount(), report.residue.left]).toEqual([0, 0, []]);
  });

  test("keeps to its budget, what it makes and removes included", async () => {
    const mock = createMock();
    let sent = 0;
    const target = targetOn(mock);
    const { send } = target.transport;
    target.transport.send = (one) => {
      sent += 1;
      return send(one);
    };

    const report = await run(suite, readSettings({ provision: true, maxRequests: 60, only: ["bindings"] }, {}), target);

    expect(sent).toBeLessThanOrEqual(60);
    expect(sent).toBe(report.run.requests);
    expect([mock.workerCount(), mock.resourceCount()]).toEqual([0, 0]);
  });

  test("that is interrupted removes what it made", async () => {
    const mock = createMock();
    const target = targetOn(mock);
    const controller = new AbortController();
    const { send } = target.transport;
    let sent = 0;
    target.transport.send = (one) => {
      sent += 1;
      if (sent === 8) controller.abort();
      return send(one);
    };

    const report = await run(suite, readSettings({ provision: true }, {}), target, { signal: controller.signal });

    expect(report.complete).toBe(false);
    expect([mock.workerCount(), mock.resourceCount(), report.residue.left]).toEqual([0, 0, []]);
  });
});

describe("proxies of the environment", () => {
  afterEach(() => vi.unstubAllEnvs());

  /** A proxy that tunnels, and the hosts that it was asked for. */
  async function proxy() {
    const asked: string[] = [];
    const server = createServer().on("connect", (request, socket, head) => {
      asked.push(request.url ?? "");
      const [host = "", port = ""] = (request.url ?? "").split(":");
      const upstream = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        upstream.write(head);
        upstream.pipe(socket);
        socket.pipe(upstream);
      });
      upstream.on("error", () => socket.destroy());
      socket.on("error", () => upstream.destroy());
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const close = () => {
      server.closeAllConnections();
      return new Promise<void>((done) => server.close(() => done()));
    };
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
  }

  test.each([
    ["are used", "", 1],
    ["are not used for hosts of NO_PROXY", "127.0.0.1", 0],
  ])("%s", async (_what, noProxy, times) => {
    const [server, through] = [await serveMock(createMock()), await proxy()];
    for (const name of ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"]) vi.stubEnv(name, through.url);
    for (const name of ["NO_PROXY", "no_proxy"]) vi.stubEnv(name, noProxy);
    const transport = httpTransport(server.baseUrl, { authorization: "Bearer x" }, 20_000);

    const answer = await transport.send({ method: "GET", path: `/accounts/${accountId}/workers/workers` });

    await transport.close();
    await through.close();
    await server.close();
    expect(answer.status).toBe(200);
    expect(through.asked).toHaveLength(times);
  });
});
