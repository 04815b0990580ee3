// A server of one's own that speaks the endpoint; here the suite's mock behind a Hono app, which breaks one promise where BROKEN is set.
import { Hono } from "hono";
import { createMock } from "workers-version-conformance/mock";

const mock = createMock({ faults: process.env.BROKEN ? [process.env.BROKEN] : [] });

export const app = new Hono();
app.all("/client/v4/*", (context) => mock.fetch(context.req.raw));
