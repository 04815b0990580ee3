import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Mock } from "../../mock/app.ts";
import { type Fault, type FaultName, hostileFaults, type Means, plain, type Right } from "./faults.ts";

/** A fault at the n-th request, or at every request that matches. */
export interface Strike {
  fault: FaultName;
  handles: boolean;
  fraction: number;
}

export interface Proxied {
  baseUrl: string;
  /** How often each fault struck. */
  struck: Map<FaultName, number>;
  /** From now on nothing is spoiled. */
  heal: () => void;
  close: () => Promise<void>;
}

export interface ProxyOptions {
  /** What happens to a request, by its number and what it asks. */
  strike: (number: number, request: { method: string; path: string }) => Strike | undefined;
  foreverMs: number;
  /** For how long the server is away when it goes. */
  awayMs: number;
}

async function rightAnswer(mock: Mock, request: IncomingMessage, body: Buffer): Promise<Right> {
  const { method = "GET", url = "/", headers } = request;
  const hasBody = body.length > 0 && !["GET", "HEAD"].includes(method);
  const sent = Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
  const kept = Object.fromEntries(sent.filter(([name = ""]) => !["connection", "expect"].includes(name)));
  const answer = await mock.fetch(
    new Request(`http://mock${url}`, { method, headers: kept, ...(hasBody ? { body: new Uint8Array(body) } : {}) }),
  );
  const contentType = answer.headers.get("content-type") ?? "";
  return { status: answer.status, contentType, body: Buffer.from(await answer.arrayBuffer()) };
}

/** The mock over HTTP, behind something that spoils what it is told to spoil. */
export async function hostileProxy(mock: Mock, { strike, foreverMs, awayMs }: ProxyOptions): Promise<Proxied> {
  const struck = new Map<FaultName, number>();
  const sockets = new Set<Socket>();
  const heard: string[] = [];
  const elsewhere = await listen(
    createServer((request, response) => {
      heard.push(JSON.stringify(request.headers));
      response.end();
    }),
  );
  let count = 0;
  let isHealed = false;
  let port = 0;
  let back: NodeJS.Timeout | undefined;
  const away = { until: Promise.resolve() };

  const server = createServer((request) => void answer(request, request.socket).catch(() => request.destroy()));
  const goAway = () => {
    for (const one of sockets) one.resetAndDestroy();
    if (!server.listening) return;
    server.close();
    away.until = new Promise((done) => {
      back = setTimeout(() => server.listen(port, "127.0.0.1", () => done()), awayMs);
    });
  };

  async function answer(request: IncomingMessage, socket: Socket): Promise<void> {
    const { method = "GET", url: path = "/" } = request;
    const body = await buffer(request);
    count += 1;
    const one = isHealed ? undefined : strike(count, { method, path });
    if (!one || method === "HEAD") {
      const bytes = plain(await rightAnswer(mock, request, body));
      socket.write(method === "HEAD" ? bytes.subarray(0, bytes.indexOf("\r\n\r\n") + 4) : bytes);
      return;
    }
    struck.set(one.fault, (struck.get(one.fault) ?? 0) + 1);
    const fault: Fault = hostileFaults[one.fault];
    const made = (fault.handles ?? one.handles) ? await rightAnswer(mock, request, body) : unmade;
    const means: Means = { fraction: one.fraction, elsewhere: elsewhere.url, path, goAway, foreverMs };
    await fault.answers(socket, made, means);
  }

  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  port = (await listen(server)).port;
  return {
    baseUrl: `http://127.0.0.1:${port}/client/v4`,
    struck,
    heal: () => {
      isHealed = true;
    },
    close: async () => {
      await away.until;
      clearTimeout(back);
      for (const one of [server, elsewhere.server]) {
        one.close();
        one.closeAllConnections();
      }
      if (heard.length > 0) throw new Error(`somebody else heard ${heard.join()}`);
    },
  };
}

/** What an answer looks like whose request the target never saw. */
const unmade: Right = {
  status: 200,
  contentType: "application/json",
  body: Buffer.from('{"success":true,"errors":[],"messages":[],"result":{}}'),
};

function listen(server: Server): Promise<{ server: Server; port: number; url: string }> {
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      done({ server, port, url: `http://127.0.0.1:${port}/` });
    });
  });
}
