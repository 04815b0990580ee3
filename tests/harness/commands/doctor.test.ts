import { mkdtempSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { doctor, nodeCheck, runDoctor } from "../../../harness/commands/doctor.ts";
import { type Environment, readSettings, type SettingName, type Settings } from "../../../harness/settings/settings.ts";
import { createMock } from "../../../mock/app.ts";
import { invalid } from "../../../mock/refusal.ts";
import { serveMock } from "../../../mock/server.ts";
import { suite } from "../../../suites/index.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
const account = "0123456789abcdef0123456789abcdef";
const env = { CLOUDFLARE_API_TOKEN: "doctor-token" };
const settingsFor = (baseUrl: string, more: Partial<Record<SettingName, unknown>> = {}) =>
  readSettings(
    { baseUrl, accountId: account, timeout: 5, out: mkdtempSync(join(tmpdir(), "wvc-doctor-")), ...more },
    {},
  );

/** A mock over HTTP, and which methods reached it. */
async function mock(token = "doctor-token", now = Date.now) {
  const target = createMock({ token, now });
  const paths: string[] = [];
  const fetch = (request: Request) => {
    paths.push(`${request.method} ${request.url}`);
    return target.fetch(request);
  };
  const server = await serveMock({ ...target, fetch });
  closing.push(server.close);
  return { baseUrl: server.baseUrl, paths, target };
}
/** A server that answers everything so. */
async function odd(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  closing.push(
    () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`;
}
const states = async (settings: Settings, environment: Environment) =>
  Object.fromEntries((await doctor(suite, settings, environment)).map(({ what, state }) => [what, state]));

describe("doctor", () => {
  test("finds nothing wrong with the embedded mock", async () => {
    const { text, exitCode } = await runDoctor(suite, readSettings({}, {}), {});

    expect(exitCode).toBe(0);
    expect(text).toContain("35 of 35 binding kinds can be tried");
    expect(text).toContain("a run can be made");
  });

  test("makes one Worker and one version, and leaves neither", async () => {
    const { baseUrl, paths, target } = await mock();

    const { text, exitCode } = await runDoctor(suite, settingsFor(baseUrl), env);

    expect(exitCode).toBe(0);
    expect(text).toMatch(/^ok +neighbours +there: get, list, worker, deployments, rename, delete$/m);
    expect(text).toMatch(/^ok +trial +1 Worker and a version of it made and removed$/m);
    expect(text).toMatch(/^ok +speed +\d+ ms an answer, \d+ lanes?: quick about \d+ s, default about \d+ s/m);
    expect(paths.filter((one) => one.startsWith("POST")).length).toBe(2);
    expect(target.workerCount() + target.resourceCount()).toBe(0);
  });

  test("says that no run is possible where a plain version is refused", async () => {
    const target = createMock({ behaviour: { refuse: () => invalid("no versions today") } });
    const server = await serveMock(target);
    closing.push(server.close);

    const { text, exitCode } = await runDoctor(suite, settingsFor(server.baseUrl), env);

    expect(exitCode).toBe(2);
    expect(text).toMatch(/^fail +trial +a plain version is refused \(status 400\)/m);
    expect(target.workerCount()).toBe(0);
  });

  test("changes nothing with --dry: what is no read goes to a Worker that nobody has", async () => {
    const { baseUrl, paths, target } = await mock();

    const { text, exitCode } = await runDoctor(suite, { ...settingsFor(baseUrl), dry: true }, env);

    expect(exitCode).toBe(0);
    expect(text).toMatch(/^ok +token +active/m);
    expect(paths.filter((one) => !one.startsWith("GET ") && !one.includes("/wvc-doctor-nobody"))).toEqual([]);
    expect(text).toMatch(/^ok +neighbours +there: get, list, worker, deployments, delete, rename$/m);
    expect(target.workerCount() + target.resourceCount()).toBe(0);
  });

  test("refuses a wrong token, and does not show it or the account", async () => {
    const { baseUrl } = await mock("another-token");

    const { text, exitCode } = await runDoctor(suite, settingsFor(baseUrl), env);

    expect(exitCode).toBe(2);
    expect(text).toMatch(/^fail +permissions +the credentials are refused \(status 401, code 10000\); give the token/m);
    expect(text).not.toContain("doctor-token");
    expect(text).not.toContain(account);
  });

  test("says what is missing without credentials, and still looks at the rest", async () => {
    const { baseUrl } = await mock();

    const found = await states(settingsFor(baseUrl), {});

    expect(found).toMatchObject({ credentials: "fail", node: "ok", dns: "ok", resources: "ok" });
  });

  test("notes a clock that is far from the target's", async () => {
    const { baseUrl } = await mock("doctor-token", () => Date.now() - 3_600_000);

    const found = await doctor(suite, settingsFor(baseUrl), env);

    const clock = found.find(({ what }) => what === "clock");
    expect(clock).toMatchObject({ state: "note", todo: "set this machine's clock" });
    expect(clock?.text).toMatch(/^3(599|600|601) s ahead of the target's$/);
  });

  test.each<[string, RequestListener, string]>([
    ["HTML", (_, answer) => answer.writeHead(200, { "content-type": "text/html" }).end("<html>"), "api"],
    ["a lost connection", (request) => request.socket.destroy(), "api"],
    ["no API at this path", (_, answer) => answer.writeHead(404).end('{"errors":[{"code":7003}]}'), "account"],
    ["a refusal", (_, answer) => answer.writeHead(403).end('{"errors":[{"code":10000}]}'), "permissions"],
  ])("a server that gives %s cannot be judged: exit code 2", async (_what, listener, what) => {
    const baseUrl = await odd(listener);

    const found = await states(settingsFor(baseUrl), env);

    expect(found[what]).toBe("fail");
  });

  test("a token that is not active is refused; a target without that endpoint is not", async () => {
    const disabled: RequestListener = (request, answer) =>
      answer.end(JSON.stringify({ result: request.url?.endsWith("verify") ? { status: "disabled" } : [] }));
    const without: RequestListener = (request, answer) =>
      request.url?.endsWith("verify") ? answer.writeHead(404).end("{}") : answer.end('{"result":[]}');

    expect((await states(settingsFor(await odd(disabled)), env)).token).toBe("fail");
    const dry = { ...settingsFor(await odd(without)), dry: true };
    expect((await runDoctor(suite, dry, env)).exitCode).toBe(0);
  });

  test("an emulator that lists no Workers, but knows them, can be judged", async () => {
    const emulator: RequestListener = (request, answer) =>
      request.url?.endsWith("/wvc-doctor")
        ? answer.writeHead(404).end('{"errors":[{"code":10007}]}')
        : answer.writeHead(405).end("{}");

    const { exitCode, text } = await runDoctor(suite, { ...settingsFor(await odd(emulator)), dry: true }, env);

    expect(exitCode).toBe(0);
    expect(text).toContain("lists no Workers");
  });

  test("notes an account that is nearly full, and Workers of earlier runs", async () => {
    const full: RequestListener = (_, answer) =>
      answer.end(JSON.stringify({ result: [{ name: "wvc-1-0" }, { name: "mine" }], result_info: { total_count: 98 } }));

    const found = await states(settingsFor(await odd(full)), env);

    expect(found).toMatchObject({ quota: "note", residue: "note" });
  });

  test("a name that does not resolve, and a port without TLS, are found before any request", async () => {
    const { baseUrl } = await mock();

    expect((await states(settingsFor("https://nowhere.invalid/client/v4"), env)).dns).toBe("fail");
    expect((await states(settingsFor(baseUrl.replace("http:", "https:")), env)).tls).toBe("fail");
  });

  test("says which kinds want a resource, and which of them can be made", async () => {
    const settings = settingsFor("https://nowhere.invalid/client/v4", { resources: { queue: [{ queue_name: "q" }] } });

    const found = (await doctor(suite, settings, env)).find(({ what }) => what === "resources");

    expect(found).toMatchObject({ state: "note", text: expect.stringContaining("r2_bucket") });
    expect(found?.text).not.toContain("queue");
    expect(found?.todo).toContain("--provision makes assets, d1, kv_namespace, vectorize");
  });

  test.each([
    ["20.18.3", "fail"],
    ["18.20.0", "fail"],
    ["20.19.0", "ok"],
    ["24.1.0", "ok"],
  ])("Node %s: %s", (version, state) => {
    expect(nodeCheck(version).state).toBe(state);
  });

  test("says which neighbours a server does not have, and what each costs", async () => {
    const target = createMock({ token: "doctor-token" });
    const fetch = async (request: Request) =>
      /\/versions\/[^/]+$|\/deployments$/.test(new URL(request.url).pathname)
        ? Response.json(
            { success: false, errors: [{ code: 7003, message: "No route" }], result: null },
            { status: 404 },
          )
        : target.fetch(request);
    const server = await serveMock({ ...target, fetch });
    closing.push(server.close);

    const { text, exitCode } = await runDoctor(suite, settingsFor(server.baseUrl), env);

    expect(exitCode).toBe(0);
    expect(text).toMatch(/^ok +neighbours +there: list, worker, rename$/m);
    expect(text).toMatch(
      /^note +neighbours +no GET of a version: \d+ of \d+ requirements cannot be judged; --lacks get /m,
    );
    expect(text).toMatch(/^note +neighbours +no deployments of a Worker: \d+ of \d+ requirements/m);
  });
});
