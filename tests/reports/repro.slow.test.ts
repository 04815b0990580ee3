import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../harness/run/run.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { openTarget } from "../../harness/target/target.ts";
import { createMock } from "../../mock/app.ts";
import { faults, faultyBehaviour } from "../../mock/faults/index.ts";
import { type MockServer, serveMock } from "../../mock/server.ts";
import { type Member, membersOf } from "../../reports/groups.ts";
import { reproPack } from "../../reports/repro/pack.ts";
import { whyNoPack } from "../../reports/repro/plan.ts";
import { suite } from "../../suites/index.ts";

const ids = Object.keys(faults);
/** A hundred faults, of all kinds: those of one kind stand together. */
const hundred = ids.filter((_, i) => Math.floor((i * 100) / ids.length) !== Math.floor(((i - 1) * 100) / ids.length));
const run_ = promisify(execFile);

let clean: MockServer;
beforeAll(async () => {
  clean = await serveMock(createMock());
});
afterAll(() => clean.close());

/** The exit code of a program of a pack, told of a server. */
async function codeOf(program: string, file: string, baseUrl: string): Promise<number> {
  const env = { ...process.env, CLOUDFLARE_BASE_URL: baseUrl };
  try {
    await run_(program, [file], { env });
    return 0;
  } catch (error) {
    return Number((error as { code?: unknown }).code);
  }
}

/** The first failure of a run on the mock with a fault, judged by what the fault breaks. */
async function failureBy(
  id: keyof typeof faults,
): Promise<{ member: Member | undefined; pack: ReturnType<typeof reproPack> }> {
  const [only = ""] = (faults[id]?.breaks ?? "").split("/");
  const settings = readSettings({ fault: [id], only: [only] }, {});
  const report = await run(suite, settings, openTarget(settings, {}));
  const { failures, warnings } = membersOf(report);
  const [member] = [...failures, ...warnings];
  return { member, pack: member && reproPack(report, member) };
}

/** Faults that no pack of one case can show, and why: each says so itself. */
let without = 0;

test.each(hundred)("the pack of %s fails on the target with the fault, and on no other", async (id) => {
  const { member, pack } = await failureBy(id as keyof typeof faults);
  if (!member || !pack) {
    without += 1;
    expect(member === undefined || whyNoPack(member.failure)).toBeTruthy();
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "wvc-pack-"));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(pack)) writeFileSync(join(folder, name), text);
  const faulty = await serveMock(createMock({ behaviour: faultyBehaviour([id]) }));
  const [sh, mjs] = [join(folder, "repro.sh"), join(folder, "repro.mjs")];

  const codes = {
    faulty: [await codeOf("sh", sh, faulty.baseUrl), await codeOf("node", mjs, faulty.baseUrl)],
    clean: [await codeOf("sh", sh, clean.baseUrl), await codeOf("node", mjs, clean.baseUrl)],
  };
  await faulty.close();

  expect(codes).toEqual({ faulty: [1, 1], clean: [0, 0] });
});

test("nearly every failure has a pack", () => {
  expect(without).toBeLessThanOrEqual(8);
});

test("a pack that finds no server says so, with exit code 2, and leaves nothing", async () => {
  const { pack } = await failureBy("deploy-joins");
  const folder = mkdtempSync(join(tmpdir(), "wvc-pack-"));
  for (const [name, text] of Object.entries(pack ?? {})) writeFileSync(join(folder, name), text);
  const nobody = "http://127.0.0.1:9/client/v4";

  expect(await codeOf("sh", join(folder, "repro.sh"), nobody)).toBe(2);
  expect(await codeOf("node", join(folder, "repro.mjs"), nobody)).toBe(2);
});
