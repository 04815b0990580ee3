import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { watch } from "../../../harness/commands/watch.ts";

const serve = (port = 0): Promise<Server> =>
  new Promise((done) => {
    const server = createServer((_, answer) => answer.end("ok")).listen(port, "127.0.0.1", () => done(server));
  });
const gone = (server: Server) =>
  new Promise<void>((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });

test("a watched server is judged when it is there, and again each time that it comes back", async () => {
  let server = await serve();
  const { port } = server.address() as AddressInfo;
  const said: string[] = [];
  let runs = 0;
  const waiting: (() => void)[] = [];
  const ran = (count: number) =>
    new Promise<void>((done) => {
      if (runs >= count) done();
      else waiting.push(done);
    });
  const run = async () => {
    runs += 1;
    for (const one of waiting.splice(0)) one();
    return 1;
  };

  const watching = watch(`http://127.0.0.1:${port}`, run, {
    complain: (text: string) => void said.push(text),
  } as never);
  await ran(1);
  await gone(server);
  await new Promise((done) => setTimeout(done, 600));
  const before = runs;
  server = await serve(port);
  await ran(2);
  process.emit("SIGINT");
  const code = await watching;
  await gone(server);

  expect([before, runs, code]).toEqual([1, 2, 1]);
  expect(said[0]).toBe(`waiting for http://127.0.0.1:${port}\n`);
});
