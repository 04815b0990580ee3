import { Hono } from "hono";
import {
  CannotRun,
  conformanceTests,
  defineConfig,
  exitCodeOf,
  type Report,
  run,
  type TargetOption,
} from "workers-version-conformance";
import { anyWorld, fc, version } from "workers-version-conformance/arbitraries";
import { jsonSchemas, requestSchema, requirements } from "workers-version-conformance/contract";
import { createRecorder, gate, type Outcome } from "workers-version-conformance/gate";
import { createMock, serveMock, targetFaults } from "workers-version-conformance/mock";
import { htmlReport, reportSchema } from "workers-version-conformance/reports";
import { describeConformance } from "workers-version-conformance/vitest";

const app = new Hono();
app.get("/", (c) => c.text("hi"));
const targets: TargetOption[] = [
  "http://localhost:8787/client/v4",
  new URL("http://localhost:8787/client/v4"),
  app,
  app.fetch,
  (request) => new Response(request.url),
  async (request: Request) => new Response(request.url),
  { baseUrl: "http://x.test/client/v4", accountId: "0", token: "t" },
  { fetch: app.fetch, baseUrl: "http://localhost" },
  createMock({ faults: ["deploy-joins"], like: "live" }),
  { fetch: (request: Request) => new Response(request.url) },
];
const controller = new AbortController();
const report: Report = await run({
  target: targets[0],
  profile: "quick",
  level: "must",
  only: ["deploy"],
  signal: controller.signal,
  onEvent: (event) => {
    if (event.event === "failure") console.log(event.id);
  },
});
console.log(exitCodeOf(report) === 0, htmlReport(report).length, reportSchema.parse(report).totals.pass);
fc.assert(fc.property(version(anyWorld), (one) => one.modules !== undefined || one.assets !== undefined));
const server = await serveMock(createMock(), 0);
console.log(
  server.baseUrl,
  Object.keys(targetFaults),
  requirements["deploy.supersedes"].text,
  jsonSchemas().request,
  requestSchema.safeParse({}).success,
);
const result = await gate(
  async (job, variables): Promise<Outcome> => ({
    outcome: "not_expressible",
    why: `${job.base_url}${Object.keys(variables)}`,
  }),
  { client: "mine", only: ["body"], seconds: 5 },
);
const recorder = await createRecorder();
console.log(result.totals, recorder.baseUrl, recorder.judge().findings);
for (const test of conformanceTests({ target: app })) console.log(test.name, (await test.judge()).skip);
describeConformance(app);
describeConformance({ target: app, only: ["deploy"], profile: "quick", hookTimeout: 60_000 });
export default defineConfig({ baseUrl: "http://localhost/client/v4", accountId: "0", only: ["deploy"] });
export const wrong = (error: unknown) => error instanceof CannotRun && error.hint;
