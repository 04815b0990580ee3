// Express, or any listener of node:http: on a free port, by its URL.
import { once } from "node:events";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { describeConformance } from "workers-version-conformance/vitest";
import { app } from "./app.mjs";

// const server = express().use(…).listen(0);
const server = createServer(getRequestListener(app.fetch)).listen(0, "127.0.0.1");
await once(server, "listening");
describeConformance(`http://127.0.0.1:${server.address().port}/client/v4`);
