import Cloudflare, { AuthenticationError, BadRequestError, ConflictError, NotFoundError } from "cloudflare";
import type { VersionCreateParams } from "cloudflare/resources/workers/beta/workers/versions";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { binding } from "../../../arbitraries/bindings.ts";
import { mustDeploy, plainVersion, versionWith } from "../../../arbitraries/version.ts";
import { anyWorld } from "../../../arbitraries/world.ts";
import { type Binding, type BindingKind, kinds } from "../../../contract/bindings.ts";
import { type Deployment, readDeployments } from "../../../contract/neighbours.ts";
import type { VersionRequest } from "../../../contract/version.ts";
import { createMock } from "../../../mock/app.ts";
import { type MockServer, serveMock } from "../../../mock/server.ts";

const account_id = "0123456789abcdef0123456789abcdef";
let server: MockServer;
let client: Cloudflare;
beforeAll(async () => {
  server = await serveMock(createMock({ token: "client-test" }));
  client = new Cloudflare({ baseURL: server.baseUrl, apiToken: "client-test" });
});
afterAll(() => server.close());

let workersMade = 0;
/** A Worker that no other test knows. */
const newWorker = (settings: object = {}) => {
  workersMade += 1;
  return client.workers.beta.workers.create({ account_id, name: `client-${workersMade}`, ...settings });
};
/** The client types `bindings` as a union of literal kinds; the suite's own requests are of any kind. */
const params = (request: VersionRequest, deploy?: boolean) =>
  ({ account_id, ...request, ...(deploy === undefined ? {} : { deploy }) }) as unknown as VersionCreateParams;
const create = (workerId: string, request: VersionRequest, deploy?: boolean) =>
  client.workers.beta.workers.versions.create(workerId, params(request, deploy));
const get = (worker_id: string, versionId: string, include?: "modules") =>
  client.workers.beta.workers.versions.get(versionId, { account_id, worker_id, include });
/** The client's page of deployments looks for `items`, which the API does not send; the raw result has them. */
const deployments = async (name: string): Promise<Deployment[] | undefined> =>
  readDeployments((await client.workers.scripts.deployments.list(name, { account_id })).result);
const deployedOn = async (workerId: string) =>
  (await client.workers.beta.workers.get(workerId, { account_id })).deployed_on;

/** What the client threw. */
const errorOf = async (promise: PromiseLike<unknown>): Promise<unknown> => {
  try {
    return await promise.then(() => undefined);
  } catch (error) {
    return error;
  }
};

describe("the official client creates Workers and versions on the mock", () => {
  it("creates a Worker without versions and without a deployment", async () => {
    const worker = await newWorker({ subdomain: { enabled: true, previews_enabled: true } });

    expect(worker.id).toMatch(/^[0-9a-f]{32}$/);
    expect(worker.deployed_on).toBeNull();
    expect(worker.subdomain).toEqual({ enabled: true, previews_enabled: true });
    expect(await deployments(worker.name)).toEqual([]);
  });

  it("deploys a version with deploy=true and none with deploy=false or without it, and numbers them 1, 2, 3", async () => {
    const worker = await newWorker();

    const first = await create(worker.id, plainVersion("one"), true);
    const afterFirst = await deployedOn(worker.id);
    const second = await create(worker.id, plainVersion("two"), false);
    const third = await create(worker.id, plainVersion("three"));

    const list = await deployments(worker.name);
    expect([first.number, second.number, third.number]).toEqual([1, 2, 3]);
    expect(list?.map((one) => one.versions)).toEqual([[{ version_id: first.id, percentage: 100 }]]);
    expect(afterFirst).toBe(list?.[0]?.created_on);
    expect(await deployedOn(worker.id)).toBe(afterFirst);
  });

  it("leaves a Worker without a deployment where no version was deployed", async () => {
    const worker = await newWorker();

    await create(worker.id, plainVersion(), false);
    await create(worker.id, plainVersion());

    expect(await deployments(worker.name)).toEqual([]);
    expect(await deployedOn(worker.id)).toBeNull();
  });

  it("gets the deployment that a create made by its id", async () => {
    const worker = await newWorker();
    const version = await create(worker.id, plainVersion(), true);
    const [listed] = (await deployments(worker.name)) ?? [];

    const deployment = await client.workers.scripts.deployments.get(listed?.id ?? "", {
      account_id,
      script_name: worker.name,
    });

    expect(deployment.strategy).toBe("percentage");
    expect(deployment.versions).toEqual([{ version_id: version.id, percentage: 100 }]);
  });

  it("takes the name of a Worker where it takes its id", async () => {
    const worker = await newWorker();

    const byName = await create(worker.name, plainVersion());

    expect((await get(worker.id, byName.id)).number).toBe(1);
  });
});

const seed = 20261124;
const sample = (kind: BindingKind): Binding => {
  const [one] = fc.sample(binding(kind, anyWorld), { seed, numRuns: 1 });
  if (!one) throw new Error(`no binding of kind ${kind}`);
  return one;
};
/** A binding without the values that no answer may show. */
const visible = (one: Binding): Record<string, unknown> => {
  const hidden = { secret_text: ["text"], secret_key: ["key_base64", "key_jwk"] }[one.type] ?? [];
  return Object.fromEntries(Object.entries(one).filter(([field]) => !hidden.includes(field)));
};

describe("the official client sends bindings", () => {
  it("knows 35 kinds", () => {
    expect(kinds).toHaveLength(35);
  });

  it.each(kinds.filter((kind) => kind !== "inherit"))("creates a version with a binding of kind %s", async (kind) => {
    const worker = await newWorker();
    const one = sample(kind);
    const request = versionWith([one], { jwt: "header.payload.signature" });

    const version = await create(worker.id, request, mustDeploy(request) ? true : undefined);

    expect(version.number).toBe(1);
    expect(version.bindings).toEqual([expect.objectContaining(visible(one))]);
    expect((await get(worker.id, version.id)).bindings).toEqual(version.bindings);
  });

  it("creates a version that inherits a binding of the first one", async () => {
    const worker = await newWorker();
    const { name, type } = sample("inherit");
    const first = await create(worker.id, versionWith([{ name: "OLD", type: "plain_text", text: "kept" }]));

    const second = await create(worker.id, versionWith([{ name, type, old_name: "OLD", version_id: first.id }]));

    expect(second.number).toBe(2);
    expect(second.bindings).toEqual([{ name, type: "plain_text", text: "kept" }]);
    expect((await get(worker.id, second.id)).bindings).toEqual([{ name, type: "plain_text", text: "kept" }]);
  });

  it("keeps a secret out of every answer", async () => {
    const worker = await newWorker();
    const secret = { name: "KEY", type: "secret_text", text: "hush-0123456789" };

    const version = await create(worker.id, versionWith([secret]));

    expect(version.bindings).toEqual([{ name: "KEY", type: "secret_text" }]);
    expect(JSON.stringify(await get(worker.id, version.id, "modules"))).not.toContain("hush-0123456789");
  });
});

describe("the official client reads versions back", () => {
  it("lists every version exactly once, the newest first, over more than two pages", async () => {
    const worker = await newWorker();
    for (let i = 0; i < 23; i += 1) await create(worker.id, plainVersion(`version ${i}`));

    const numbers: number[] = [];
    for await (const one of client.workers.beta.workers.versions.list(worker.id, { account_id })) {
      numbers.push(one.number);
    }

    expect(numbers).toEqual([23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it("follows pages of the size that it asks for, also where the last one is full", async () => {
    const worker = await newWorker();
    for (let i = 0; i < 6; i += 1) await create(worker.id, plainVersion());

    const page = await client.workers.beta.workers.versions.list(worker.id, { account_id, per_page: 3 });
    const sizes: number[] = [];
    for await (const one of page.iterPages()) sizes.push(one.result.length);

    expect(page.result_info).toEqual({ page: 1, per_page: 3, count: 3, total_count: 6, total_pages: 2 });
    expect(sizes).toEqual([3, 3, 0]);
  });

  it("gets modules with their bytes unchanged, and only where it asks for them", async () => {
    const worker = await newWorker();
    const bytes = Buffer.from(Uint8Array.from({ length: 256 }, (_, i) => i));
    const content_base64 = bytes.toString("base64");
    const data = { name: "lib/all-bytes.bin", content_type: "application/octet-stream", content_base64 };
    const request = versionWith([], { modules: [data] });

    const { id } = await create(worker.id, request);

    const { modules = [] } = await get(worker.id, id, "modules");
    expect(modules).toEqual(request.modules);
    expect(Buffer.from(modules[1]?.content_base64 ?? "", "base64").equals(bytes)).toBe(true);
    expect((await get(worker.id, id)).modules).toBeUndefined();
  });

  it("deletes a version, which is then missing while the others stay", async () => {
    const worker = await newWorker();
    const first = await create(worker.id, plainVersion("one"));
    const second = await create(worker.id, plainVersion("two"));

    const deleted = await client.workers.beta.workers.versions.delete(first.id, { account_id, worker_id: worker.id });

    const { result } = await client.workers.beta.workers.versions.list(worker.id, { account_id });
    expect(deleted.success).toBe(true);
    expect(result.map((one) => one.id)).toEqual([second.id]);
    expect(await errorOf(get(worker.id, first.id))).toBeInstanceOf(NotFoundError);
  });
});

const errorWith = (status: number, code: number) =>
  expect.objectContaining({ status, errors: [expect.objectContaining({ code })] });

describe("the official client maps the errors of the mock", () => {
  it("throws NotFoundError with code 10007 for a Worker that does not exist", async () => {
    const error = await errorOf(create("00000000000000000000000000000000", plainVersion()));

    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toEqual(errorWith(404, 10007));
  });

  it("throws BadRequestError that points at the wrong field for an invalid body", async () => {
    const worker = await newWorker();
    const request = { ...plainVersion(), main_module: 7 } as unknown as VersionRequest;

    const error = await errorOf(create(worker.id, request));

    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toHaveProperty("status", 400);
    expect(error).toHaveProperty("errors.0.source.pointer", "/main_module");
  });

  it("throws ConflictError for the name of a Worker that exists", async () => {
    const { name } = await newWorker();

    const error = await errorOf(client.workers.beta.workers.create({ account_id, name }, { maxRetries: 0 }));

    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toEqual(errorWith(409, 10040));
  });

  it("throws AuthenticationError for another token", async () => {
    const stranger = new Cloudflare({ baseURL: server.baseUrl, apiToken: "another" });

    const error = await errorOf(stranger.workers.beta.workers.create({ account_id, name: "never-made" }));

    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toEqual(errorWith(401, 10000));
  });
});
