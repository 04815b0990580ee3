import { connect } from "node:net";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainResult, plainSuccess, success } from "../../../arbitraries/answers.ts";
import { refusal } from "../../../arbitraries/failures.ts";
import { redirects } from "../../../arbitraries/redirects.ts";
import type { ServerReply } from "../../../contract/client.ts";
import { type Correspondence, Recorder } from "../../../gate/wire/recorder.ts";
import { below, created, last, post, raw } from "./raw.ts";

let recorder: Recorder;
beforeAll(async () => {
  recorder = await Recorder.start();
});
afterAll(() => recorder.close());

const ask = async (url: string, method: "GET" | "POST" = "POST") => {
  const { statusCode, body } = await request(url, { method, ...(method === "POST" ? { body: "{}" } : {}) });
  return { status: statusCode, text: await body.text() };
};
const asked = async (url: string) => {
  const { status, text } = await ask(url, "GET");
  return { status, result: (JSON.parse(text) as { result: unknown }).result };
};
/** How many requests came as what. */
const counts = ({ attempts, others, moved }: Correspondence) => [attempts, others, moved].map(({ length }) => length);
const targetsOf = (list: readonly { target: string }[]) => list.map(({ target }) => target);

describe("a redirection", () => {
  const [moved = plainSuccess] = redirects("here");
  const [away = plainSuccess] = redirects("elsewhere");

  it("leads to the same route and query below another path of this host", async () => {
    const open = recorder.open("here", [moved]);

    const { headers } = await created(open);
    const query = await raw(open.baseUrl, post(`${open.prefix}${below}?deploy=true`, last));

    expect(headers.location).toBe(`${recorder.origin}${open.prefix}/moved${below}`);
    expect(query.toString()).toContain(`${recorder.origin}${open.prefix}/moved${below}?deploy=true\r\n`);
  });

  it("leads to another host, which is none of this one's origins", async () => {
    const open = recorder.open("away", [away]);

    const location = new URL((await created(open)).headers.location ?? "");

    expect(location.pathname).toBe(`${open.prefix}/moved${below}`);
    expect(location.hostname).not.toBe(new URL(recorder.origin).hostname);
    expect(location.port).not.toBe(new URL(recorder.origin).port);
  });

  it.each([
    ["here", moved, false],
    ["elsewhere", away, true],
  ] as const)("%s, once followed, is recorded as such and answered in turn", async (name, reply, elsewhere) => {
    const open = recorder.open(name, [reply, refusal(400, [])]);
    const { headers } = await created(open);
    const strays = recorder.strays.length;

    const followed = await ask(headers.location ?? "");
    const changed = await ask(headers.location ?? "", "GET");

    expect(counts(open)).toEqual([1, 0, 2]);
    expect(open.moved.map((one) => [one.method, one.elsewhere, one.body.toString()])).toEqual([
      ["POST", elsewhere, "{}"],
      ["GET", elsewhere, ""],
    ]);
    expect(open.attempts.map((one) => one.elsewhere)).toEqual([false]);
    expect([followed.status, changed.status, changed.text]).toEqual([400, 200, plainSuccess.body]);
    expect(recorder.strays.length).toBe(strays);
  });

  it("makes no other route of the other host: that is a stray", async () => {
    const open = recorder.open("away", [away]);
    const { origin } = new URL((await created(open)).headers.location ?? "");

    const { status } = await ask(`${origin}${open.prefix}${below}`);

    expect(status).toBe(404);
    expect(counts(open)).toEqual([1, 0, 0]);
    expect(recorder.strays.at(-1)).toMatchObject({ target: `${open.prefix}${below}`, elsewhere: true });
  });
});

describe("a request on another route of a case", () => {
  const route = below.replace(/\/my-worker.*/, "");

  it("is answered and recorded, and takes no reply of the case", async () => {
    const open = recorder.open("others", [refusal(400, []), plainSuccess]);

    const verified = await asked(`${open.baseUrl}/user/tokens/verify`);
    const worker = await asked(`${open.baseUrl}${route}/my-worker`);
    const unknown = await asked(`${open.baseUrl}/nowhere?x=1`);
    const upload = await ask(`${open.baseUrl}${route.replace(/workers$/, "assets/upload")}?base64=true`);
    const first = await ask(`${open.baseUrl}${below}`);

    expect([verified.status, worker.status, unknown.status, upload.status]).toEqual([200, 200, 404, 200]);
    expect(verified.result).toMatchObject({ status: "active" });
    expect(worker.result).toMatchObject({ name: "my-worker" });
    expect(first.status).toBe(400);
    expect(counts(open)).toEqual([1, 4, 0]);
    expect(targetsOf(open.others)).toContain(`${open.prefix}/nowhere?x=1`);
  });

  it("reads back the version that was made, once it was", async () => {
    const open = recorder.open("read", [success({ ...plainResult, id: "made", number: 7 })]);
    const read = () => asked(`${open.baseUrl}${below}/made`);

    const before = await read();
    await ask(`${open.baseUrl}${below}`);
    const after = await read();
    const list = await asked(`${open.baseUrl}${below}?page=1`);

    expect(before.status).toBe(404);
    expect([after.status, after.result]).toEqual([200, { ...plainResult, id: "made", number: 7 }]);
    expect(list.result).toEqual([after.result]);
  });

  it.each<[string, Partial<ServerReply>]>([
    ["was refused", refusal(400, [])],
    ["was cut short", { cutAt: 10 }],
    ["was never answered", { reset: true }],
  ])("finds no version where the create %s", async (_what, reply) => {
    const open = recorder.open("none", [{ ...plainSuccess, ...reply }]);
    await raw(open.baseUrl, post(`${open.prefix}${below}`, last));

    expect((await asked(`${open.baseUrl}${below}`)).result).toEqual([]);
  });

  it("of another case knows nothing of it", async () => {
    const [one, other] = [recorder.open("one", [plainSuccess]), recorder.open("one", [plainSuccess])];
    await ask(`${one.baseUrl}${below}`);

    expect((await asked(`${other.baseUrl}${below}`)).result).toEqual([]);
    expect([counts(one), counts(other)]).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
  });
});

describe("the base URL of a case", () => {
  it.each([
    ["/client/v4", ""],
    ["/client/v4/", ""],
    ["/client/v4/", "/"],
    ["/api/client/v4", ""],
    ["/proxy/cf~1/a%20b/client/v4", ""],
  ])("with the path %s has its creates below it, after %j too", async (base, extra) => {
    const open = recorder.open("base", [plainSuccess], base);
    const strays = recorder.strays.length;

    const { line } = await created({ ...open, prefix: open.prefix + extra });

    expect(open.baseUrl.startsWith(`${recorder.origin}/c/`)).toBe(true);
    expect(open.baseUrl.endsWith(base)).toBe(true);
    expect(open.prefix).toBe(new URL(open.baseUrl).pathname.replace(/\/$/, ""));
    expect(line).toBe("HTTP/1.1 200 OK");
    expect(targetsOf(open.attempts)).toEqual([`${open.prefix}${extra}${below}`]);
    expect(recorder.strays.length).toBe(strays);
  });

  it("is by itself the route of an attempt, with a slash or a query or neither", async () => {
    const open = recorder.open("root", [plainSuccess]);

    for (const end of ["", "/", "?deploy=true"]) await ask(`${open.baseUrl}${end}`);

    expect(targetsOf(open.attempts)).toEqual([open.prefix, `${open.prefix}/`, `${open.prefix}?deploy=true`]);
  });

  it.each([
    ["another path of the case", "/client/v4", (key: string) => `${key}/other${below}`],
    ["no path at all", "/client/v4", (key: string) => `${key}${below}`],
    ["a path that only begins like it", "/client/v4", (key: string) => `${key}/client/v4x${below}`],
    ["another path as long as it", "/client/v4", (key: string) => `${key}/client/v3${below}`],
    ["a part of it", "/api/client/v4", (key: string) => `${key}/client/v4${below}`],
    ["it encoded once more", "/a%20b/client/v4", (key: string) => `${key}/a%2520b/client/v4${below}`],
    ["it decoded", "/cf~1/client/v4", (key: string) => `${key}/cf%7E1/client/v4${below}`],
  ])("is left by what goes to %s: a stray", async (_what, base, targetFor) => {
    const open = recorder.open("outside", [plainSuccess], base);
    const target = targetFor(open.prefix.slice(0, open.prefix.length - base.length));
    const strays = recorder.strays.length;

    const answer = (await raw(open.baseUrl, post(target, last))).toString();

    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(counts(open)).toEqual([0, 0, 0]);
    expect(targetsOf(recorder.strays.slice(strays))).toEqual([target]);
  });
});

describe("a record", () => {
  it("counts its connections, and has an end that is not before its start", async () => {
    const open = recorder.open("connections", [plainSuccess]);
    const text = post(`${open.prefix}${below}`);

    await raw(open.baseUrl, text, post(`${open.prefix}${below}`, last));
    await created(open);

    const [first, second, third] = open.attempts.map(({ connection }) => connection);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(open.attempts.filter(({ startedMs, endedMs }) => !(endedMs > startedMs))).toEqual([]);
  });

  it("of what is no HTTP is a stray", async () => {
    const strays = recorder.strays.length;

    const answer = await raw(recorder.origin, "\x16\x03\x01 hello\r\n\r\n");

    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
    expect(recorder.strays.slice(strays).map(({ target }) => target)).toEqual([expect.stringMatching(/^\(no HTTP: /)]);
  });

  it("of half a request is made, and not waited for", async () => {
    const open = recorder.open("half", [plainSuccess]);
    const socket = connect(Number(new URL(recorder.origin).port), "127.0.0.1", () => {
      socket.write(post(`${open.prefix}${below}`, { "Content-Length": "9" }), () => socket.destroy());
    });
    await new Promise((done) => socket.once("close", done));

    // The next connection is served after the end of this one is seen.
    for (let i = 0; i < 200 && open.attempts.length === 0; i += 1)
      await created(recorder.open("after", [plainSuccess]));

    expect(open.attempts[0]?.body.toString()).toBe("{}");
  });
});
