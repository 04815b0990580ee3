import { connect } from "node:net";
import { request } from "undici";
import { afterAll, beforeAll, expect, it } from "vitest";
import { jsonReply, plainSuccess } from "../../../arbitraries/answers.ts";
import { resetAnswer } from "../../../arbitraries/failures.ts";
import { Recorder } from "../../../gate/wire/recorder.ts";

let recorder: Recorder;
beforeAll(async () => {
  recorder = await Recorder.start();
});
afterAll(() => recorder.close());

const post = (url: string, body = "{}") => request(url, { method: "POST", body });

/** Sends text as it is, and gives what came back. */
const raw = (text: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(recorder.origin).port), "127.0.0.1", () => socket.write(text));
    let got = "";
    socket.on("data", (chunk) => (got += String(chunk)));
    socket.on("close", () => resolve(got));
    socket.on("error", reject);
  });

it("records line, headers in their order and case, and body, and answers the reply of the case", async () => {
  const open = recorder.open("raw", [jsonReply(200, { a: 1 })]);

  const got = await raw(
    `POST ${open.prefix}/x?deploy= HTTP/1.1\r\nHost: h\r\nX-B: 1\r\nx-a: 2\r\nX-B: 3\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
  );

  expect(got).toContain('{"a":1}');
  expect(open.attempts).toHaveLength(1);
  expect(open.attempts[0]).toMatchObject({ method: "POST", target: `${open.prefix}/x?deploy=`, httpVersion: "1.1" });
  expect(open.attempts[0]?.headers.map(([name]) => name)).toEqual([
    "Host",
    "X-B",
    "x-a",
    "X-B",
    "Content-Length",
    "Connection",
  ]);
  expect(open.attempts[0]?.body.toString()).toBe("{}");
});

it("answers one attempt after the other, and the last reply for all that follow", async () => {
  const open = recorder.open("replies", [jsonReply(500, 1), jsonReply(200, 2)]);

  const statuses = [];
  for (let i = 0; i < 3; i += 1) statuses.push((await post(open.baseUrl)).statusCode);

  expect(statuses).toEqual([500, 200, 200]);
  expect(open.attempts).toHaveLength(3);
});

it("tells cases apart by their base URL, whoever answers first", async () => {
  const cases = Array.from({ length: 20 }, (_, i) => recorder.open("many", [jsonReply(200, i)]));

  const bodies = await Promise.all(cases.map(async ({ baseUrl }, i) => (await post(baseUrl, String(i))).body.json()));

  expect(bodies).toEqual(cases.map((_, i) => i));
  expect(cases.map(({ attempts }) => attempts[0]?.body.toString())).toEqual(cases.map((_, i) => String(i)));
});

it("keeps requests outside every base URL as strays", async () => {
  const before = recorder.strays.length;

  await (await post(`${recorder.origin}/c/nothing/client/v4/x`)).body.dump();
  await (await request(`${recorder.origin}/elsewhere`)).body.dump();

  expect(recorder.strays.slice(before).map(({ target }) => target)).toEqual(["/c/nothing/client/v4/x", "/elsewhere"]);
});

it("resets, cuts and dawdles by script", async () => {
  const reset = recorder.open("reset", [resetAnswer]);
  const cut = recorder.open("cut", [{ ...plainSuccess, cutAt: 10 }]);
  const slow = recorder.open("slow", [{ ...plainSuccess, delayMs: 120, pieces: 2 }]);

  await expect(post(reset.baseUrl)).rejects.toThrow();
  await expect(post(cut.baseUrl).then(({ body }) => body.text())).rejects.toThrow();
  const started = performance.now();
  const { body } = await post(slow.baseUrl);

  expect(await body.text()).toBe(plainSuccess.body);
  expect(performance.now() - started).toBeGreaterThan(200);
});
