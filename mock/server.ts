import type { AddressInfo } from "node:net";
import { type Http2Bindings, type HttpBindings, serve } from "@hono/node-server";
import type { Mock } from "./app.ts";
import { ConnectionClosed } from "./refusal.ts";

/** What a turn of a racing target fault takes over a network, in ms. */
export const turnMs = 2;

export interface MockServer {
  /** Ends in /client/v4. */
  baseUrl: string;
  close: () => Promise<void>;
}

/** Serves a mock over HTTP on 127.0.0.1; port 0 takes a free one. Rejects if the port is taken. */
export function serveMock(mock: Mock, port = 0): Promise<MockServer> {
  return new Promise((resolve, reject) => {
    const fetch = async (request: Request, { incoming }: Pick<HttpBindings | Http2Bindings, "incoming">) => {
      try {
        return await mock.fetch(request);
      } catch (error) {
        if (!(error instanceof ConnectionClosed)) throw error;
        incoming.socket.destroy();
        if (error.end === "dies") server.close();
        return new Response(null);
      }
    };
    const server = serve({ fetch, port, hostname: "127.0.0.1" }, (info: AddressInfo) => {
      resolve({
        baseUrl: `http://127.0.0.1:${info.port}/client/v4`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      });
    });
    server.on("error", reject);
  });
}
