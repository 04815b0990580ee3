/** Prints the ms from the start of this process to the first judged create, in process, with the given runs. */

import { run } from "../harness/run/run.ts";
import { readSettings } from "../harness/settings/settings.ts";
import { mockTransport, type Transport } from "../harness/target/client.ts";
import { mockAccount } from "../harness/target/target.ts";
import { createMock } from "../mock/app.ts";
import { suite } from "../suites/index.ts";

const loadedMs = performance.now();
const transport = mockTransport(createMock());
let creates = 0;
/** The first create is the peer's; the call after the second begins when every invariant has judged that one. */
const send: Transport["send"] = async (sent) => {
  if (creates === 2) {
    process.stdout.write(JSON.stringify({ loadedMs, judgedMs: performance.now() }));
    process.exit(0);
  }
  if (/\/versions(\?|$)/.test(sent.path) && sent.method === "POST") creates += 1;
  return transport.send(sent);
};
const settings = readSettings({ only: ["numbering.first-is-one"], runs: process.argv[2] }, {});
await run(suite, settings, {
  kind: "mock",
  transport: { ...transport, send },
  accountId: mockAccount,
  runId: "first",
  lagMs: 0,
});
