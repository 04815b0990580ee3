import { describe, expect, it, test } from "vitest";
import { createMock, type MockOptions } from "../../mock/app.ts";
import { liveTraits } from "../../mock/like.ts";

const workers = "http://mock.local/client/v4/accounts/0123456789abcdef0123456789abcdef/workers/workers";

/** A Worker of a fresh mock: what it answers to creates and to deletes of its versions. */
async function onMock(options: MockOptions = {}) {
  const mock = createMock(options);
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: "Bearer any" };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await mock.fetch(new Request(`${workers}${path}`, init));
    return {
      status: response.status,
      json: (await response.json()) as { result: { id: string }; errors: { message: string }[] },
    };
  };
  const { json } = await call("POST", "", { name: "a-worker" });
  const versions = `/${json.result.id}/versions`;
  return {
    create: (body: unknown, query = "") => call("POST", `${versions}${query}`, body),
    remove: (id: string) => call("DELETE", `${versions}/${id}`),
  };
}

/** The request of the page's own curl line. */
const example = {
  bindings: [{ name: "MY_ENV_VAR", text: "my_data", type: "plain_text" }],
  compatibility_date: "2021-01-01",
  compatibility_flags: ["nodejs_compat"],
  containers: [{ class_name: "MyDurableObject" }],
  main_module: "index.js",
  usage_model: "standard",
};

describe("the mock", () => {
  it.each(["", "?deploy=true", "?deploy=false"])("takes the page's own example %s", async (query) => {
    const { create } = await onMock();

    const { status, json } = await create(example, query);

    expect(status).toBe(200);
    expect(json.result).toMatchObject({ number: 1, ...example });
  });

  it("ignores unknown keys in migrations, as elsewhere", async () => {
    const { create } = await onMock();

    const { status } = await create({ migrations: { tag: "v1", new_tag: "v1", new_classes: ["A"] } });

    expect(status).toBe(200);
  });

  it.each([
    ["a step that is no object", { migrations: { steps: ["x"] } }, "/migrations"],
    ["a target that is no object", { placement: { mode: "targeted", target: ["x"] } }, "/placement/target/0"],
    [
      "a region that is no text",
      { placement: { mode: "targeted", target: [{ region: 7 }] } },
      "/placement/target/0/region",
    ],
    ["a binding that is no object", { bindings: ["x"] }, "/bindings/0"],
    ["a day that no calendar has", { compatibility_date: "2024-02-30" }, "2024-02-30"],
    [
      "key data that is not base64",
      {
        bindings: [
          { name: "KEY", type: "secret_key", algorithm: {}, format: "raw", usages: ["sign"], key_base64: "%%%" },
        ],
      },
      "key_base64",
    ],
    [
      "a tunnel that is no UUID",
      { bindings: [{ name: "NET", type: "vpc_network", tunnel_id: "tunnel" }] },
      "tunnel_id",
    ],
  ])("refuses %s, and names it", async (_what, body, named) => {
    const { create } = await onMock();

    const { status, json } = await create(body);

    expect(status).toBe(400);
    expect(json.errors[0]?.message).toContain(named);
  });
});

const text = (name: string, length: number) => ({ name, type: "plain_text", text: "a".repeat(length) });

describe("a mock that is like the live API", () => {
  test.each([
    ["an unknown flag", { compatibility_flags: ["no_such_flag"] }],
    ["a text of over 5 kB", { bindings: [text("LONG", 6000)] }],
    ["more than 64 variables", { bindings: Array.from({ length: 65 }, (_, i) => text(`VAR_${i}`, 1)) }],
    ["a rule that another one covers", { assets: { config: { run_worker_first: ["/*", "/api/*"] } } }],
    ["a rule that stands twice", { assets: { config: { run_worker_first: ["/api", "/api"] } } }],
  ])("refuses %s, which the page allows", async (_what, body) => {
    const [live, page] = [await onMock({ like: "live" }), await onMock()];

    expect((await live.create(body)).status).toBe(400);
    expect((await page.create(body)).status).toBe(200);
  });

  test("takes d1 by its old id alone", async () => {
    const body = { bindings: [{ name: "DB", type: "d1", id: "11111111-2222-3333-4444-555555555555" }] };
    const [live, page] = [await onMock({ like: "live" }), await onMock()];

    expect((await live.create(body)).status).toBe(200);
    expect((await page.create(body)).status).toBe(400);
  });

  test("keeps its newest version, and deletes the others", async () => {
    const { create, remove } = await onMock({ like: "live" });
    const first = (await create({})).json.result.id;
    const second = (await create({})).json.result.id;

    expect((await remove(second)).status).toBe(400);
    expect((await remove(first)).status).toBe(200);
  });

  test("names each difference with its source", () => {
    expect(liveTraits.map(({ text: said, source }) => said.length > 0 && source.startsWith("facts:"))).not.toContain(
      false,
    );
  });
});
