import { connect } from "node:net";
import { Client } from "undici";
import { afterEach, describe, expect, test } from "vitest";
import { judgeRecording, openRecorder } from "../../../gate/run/recording.ts";

type Recorder = Awaited<ReturnType<typeof openRecorder>>;
const open: Recorder[] = [];
afterEach(async () => {
  for (const { recorder } of open.splice(0)) await recorder.close();
});

/** A recorder, and requests to it. */
async function recording() {
  const one = await openRecorder({ port: 0 });
  open.push(one);
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(one.baseUrl + path, {
      method,
      headers: { authorization: "Bearer the-token-of-it", "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { ask, baseUrl: one.baseUrl, judged: (known = []) => judgeRecording({ ...one.traffic(), known }) };
}
const worker = "/accounts/acc/workers/workers/my-worker";

describe("the traffic of a whole test suite", () => {
  test("is no finding where it looks up, creates, reads back and pages to the end", async () => {
    const { ask, judged } = await recording();

    const found = await ask("GET", worker).then((one) => one.json());
    const made = await ask("POST", `${worker}/versions?deploy=true`, { main_module: "a.js" }).then((one) => one.json());
    const read = await ask("GET", `${worker}/versions/${made.result.id}`).then((one) => one.json());
    const pages = [];
    for (const page of [1, 2])
      pages.push(await ask("GET", `${worker}/versions?page=${page}`).then((one) => one.json()));
    const { findings, others, covered, createVersion } = judged();

    expect([found.result.name, read.result.main_module]).toEqual(["my-worker", "a.js"]);
    expect(pages.map(({ result }) => result.length)).toEqual([1, 0]);
    expect([findings, createVersion, covered.deploy.sent]).toEqual([[], 1, ["true"]]);
    expect(others).toEqual([
      { method: "GET", route: "accounts/:account/workers/workers/:worker", times: 1 },
      { method: "GET", route: "accounts/:account/workers/workers/:worker/versions/:version", times: 1 },
      { method: "GET", route: "accounts/:account/workers/workers/:worker/versions", times: 2 },
    ]);
  });

  test("says which of its creates came twice, and is no worse for it", async () => {
    const { baseUrl, judged } = await recording();
    const connection = new Client(new URL(baseUrl).origin);
    const request = { method: "POST", path: `/client/v4${worker}/versions`, body: "{}" } as const;

    for (let i = 0; i < 2; i += 1)
      await connection
        .request({ ...request, headers: { "content-type": "application/json" } })
        .then(({ body }) => body.text());
    await connection.close();
    const { findings, again } = judged();

    expect(findings).toEqual([]);
    expect(again).toEqual(["the same version was asked for again after 200, on the same connection"]);
  });

  test("has a finding where one key stands for two versions", async () => {
    const { ask, judged } = await recording();

    for (const main_module of ["a.js", "b.js"])
      await ask("POST", `${worker}/versions`, { main_module }, { "idempotency-key": "only-one" });

    expect(judged().findings.map(({ at }) => at)).toEqual(["header idempotency-key"]);
  });
});

test("a finding of many requests is one, with how often it came", async () => {
  const { ask, judged } = await recording();

  for (const main_module of ["a.js", "b.js", "c.js"])
    await ask("POST", `${worker}/versions?deploy=True`, { main_module, compatibility_date: main_module });

  expect(judged().findings.map(({ property, times }) => [property, times])).toEqual([
    ["deploy.true-sent", 3],
    ["body.fields", 1],
    ["body.fields", 1],
    ["body.fields", 1],
  ]);
});

describe("what nobody may read", () => {
  test("is masked in a query, in a path, in a body and in a finding", async () => {
    const { ask, judged } = await recording();
    const secrets = [
      "short",
      "in-the-query-1",
      "sk4Live9Path8Segment7Token6",
      "hushhushhush",
      "31415926",
      "the-token-of-it",
      "key-of-another",
    ];
    const [short, query, path, text, number] = secrets;

    await ask("POST", `${worker}/versions/../versions?pin=${short}&token=${query}`, {
      bindings: [
        { name: "A", type: "secret_text", text, x: text },
        { name: "B", type: "secret_text", text: Number(number) },
      ],
    });
    await ask("POST", `/accounts/acc/workers/workers/${path}/extra/versions`, {});
    await ask("GET", `/user/tokens/${path}/roll`);
    await ask("POST", `${worker}/versions?deploy=x`, {}, { "x-api-key": "key-of-another" });
    const all = JSON.stringify(judged());

    expect(secrets.filter((one) => all.includes(one))).toEqual([]);
    expect(all).toContain("pin=[secret]&token=[secret]");
  });

  test("is masked wherever it stands where the environment holds it", async () => {
    const { ask, judged } = await recording();

    await ask("POST", "/accounts/of-my-company/workers/workers/w/versions?deploy=x", {});

    const all = JSON.stringify(judged([{ text: "of-my-company", as: "$CLOUDFLARE_ACCOUNT_ID" }] as never));
    expect(all).toContain("/accounts/$CLOUDFLARE_ACCOUNT_ID/workers");
    expect(all).not.toContain("of-my-company");
  });
});

test("what is no HTTP is said to be none", async () => {
  const { baseUrl, judged } = await recording();

  await new Promise<void>((done) => {
    const socket = connect(Number(new URL(baseUrl).port), "127.0.0.1", () =>
      socket.end("\u0016\u0003\u0001 hello\r\n\r\n"),
    );
    socket.on("close", () => done());
    socket.resume();
  });
  const { noHttp, requests, createVersion } = judged();

  expect([noHttp.length, requests, createVersion]).toEqual([1, 1, 0]);
  expect(noHttp[0]).toMatch(/Parse Error|Invalid/);
});
