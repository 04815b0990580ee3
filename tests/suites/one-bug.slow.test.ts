import { expect, test } from "vitest";
import { run } from "../../harness/run/run.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { fetchTransport } from "../../harness/target/client.ts";
import { mockAccount, openTarget } from "../../harness/target/target.ts";
import { createMock } from "../../mock/app.ts";
import { faults } from "../../mock/faults/index.ts";
import type { Report } from "../../reports/report.ts";
import { suite } from "../../suites/index.ts";
import { blunt, bluntly } from "./blunt.ts";

/** The most requirements that one bug may make fail. */
const most = 3;

/** Bugs in what everything else rests on: numbers, ids, deployments, lists, reads, deletes, inheriting, envelopes and content. */
const central = [
  "same-content-same-version",
  "same-request-same-version",
  "id-of-content",
  "id-repeated",
  "id-without-dashes",
  "delete-takes-the-worker",
  "delete-takes-the-newer",
  "delete-takes-the-older",
  "delete-hides-the-newest",
  "deleted-still-found",
  "deletes-foreign-versions",
  "list-begins-again",
  "list-repeats-the-last-page",
  "list-misses-fifth",
  "list-result-in-object",
  "skips-between-pages",
  "starts-at-zero",
  "number-as-text",
  "parallel-same-number",
  "deploy-twice",
  "deploy-joins",
  "deploys-on-absent",
  "inherits-from-first",
  "inherit-unresolved",
  "tag-never-set",
  "migrates-at-upload",
  "status-201",
  "success-missing",
  "created-on-epoch",
  "created-on-of-read",
  "secret-in-create",
  "modules-always",
  "bytes-as-utf8",
  "tag-lower-case",
];

const broken = ({ requirements }: Report) =>
  requirements.filter(({ verdict }) => ["fail", "flaky", "broken", "warn"].includes(verdict));

/** Requirements that fail in a whole run against a target with the fault, warnings included. */
async function failing(fault: string): Promise<string[]> {
  const settings = readSettings({ fault: [fault], profile: "quick" }, {});
  return broken(await run(suite, settings, openTarget(settings, {}))).map(({ id }) => id);
}

/** A fixed third of them, or all in the nightly profile. */
const isNightly = process.env.CONFORMANCE_PROFILE === "nightly";
const sampled = central.filter((_, i) => isNightly || i % 3 === 0);

test.each(sampled)("%s is told at most three times, once by its own requirement", async (fault) => {
  const failed = await failing(fault);

  expect(failed).toContain(faults[fault]?.breaks);
  expect(failed.length).toBeLessThanOrEqual(most);
});

const bluntNames = Object.keys(blunt).filter((_, i) => isNightly || i % 3 === 0);

test.each(bluntNames)("that %s is told, and at most three times", async (name) => {
  const mock = bluntly(createMock({ seed: "blunt" }), blunt[name] ?? {});
  const target = { transport: fetchTransport(mock.fetch), accountId: mockAccount, runId: "blunt", lagMs: 0 };

  const report = await run(suite, readSettings({ profile: "quick" }, {}), { kind: "url", ...target });

  const failed = broken(report).filter(({ verdict }) => verdict !== "warn");
  expect(failed.length).toBeGreaterThan(0);
  expect(failed.length).toBeLessThanOrEqual(most);
});
