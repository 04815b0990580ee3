import { describe, expect, test } from "vitest";
import type { Exchange } from "../../../contract/api.ts";
import { kindsAt } from "../../../contract/bindings.ts";
import { type Revision, revisionIds } from "../../../contract/revision.ts";
import { requestFieldAt } from "../../../contract/version.ts";
import { run } from "../../../harness/run/run.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { openMock, openTarget } from "../../../harness/target/target.ts";
import { createMock } from "../../../mock/app.ts";
import type { Report } from "../../../reports/report.ts";
import { suite } from "../../../suites/index.ts";

const [page, openApi, newest] = revisionIds as [Revision, Revision, Revision];
/** What is about what came later, and some of the rest. */
const only = ["bindings", "assets", "exports", "cache-options", "package-dependencies", "read-back.again"];
const settingsOf = (contract: Revision) =>
  readSettings({ contract, profile: "quick", only, runs: 2, rounds: 1, today: "2026-11-30" }, {});

/** A run on the embedded mock, with all that it sent, and the digest of that. */
async function judged(contract: Revision) {
  const settings = settingsOf(contract);
  const sent: Exchange[] = [];
  let digest = "";
  const report = await run(suite, settings, openTarget(settings, {}), {
    onExchange: (one) => void sent.push(one),
    onDigest: (hex) => {
      digest = hex;
    },
  });
  return { report, sent, digest };
}
const known = new Map<Revision, ReturnType<typeof judged>>();
/** The same, made once. */
function alone(contract: Revision): ReturnType<typeof judged> {
  const made = known.get(contract) ?? judged(contract);
  known.set(contract, made);
  return made;
}
/** A run on a mock whose answers are as new as they get. */
const onNewest = (contract: Revision) =>
  run(suite, settingsOf(contract), openMock(createMock({ contract: newest, token: "mock" })));
const notPassed = ({ requirements }: Report) =>
  requirements
    .filter(({ verdict }) => !["pass", "untested"].includes(verdict))
    .map(({ id, verdict }) => `${id}: ${verdict}`);

/** Keys and kinds of well-formed requests. */
const partsOf = (sent: readonly Exchange[]) => {
  const requests = sent.flatMap(({ call: { request, fault } }) => (request && fault === undefined ? [request] : []));
  return {
    keys: new Set(requests.flatMap(Object.keys)),
    kinds: new Set(requests.flatMap(({ bindings = [] }) => bindings.map(({ type }) => type))),
    texts: requests.map((one) => JSON.stringify(one)).join("\n"),
  };
};

describe("a run by a revision", () => {
  test.each(revisionIds)(
    "%s sends nothing that is newer, and all that it has",
    async (contract) => {
      const { sent } = await alone(contract);

      const { keys, kinds, texts } = partsOf(sent);
      const later = Object.keys(requestFieldAt(newest).fields).filter(
        (key) => !(key in requestFieldAt(contract).fields),
      );
      expect([...keys].filter((key) => later.includes(key))).toEqual([]);
      expect(kindsAt(contract).filter((kind) => !kinds.has(kind))).toEqual([]);
      const laterKinds = kindsAt(newest).filter((kind) => !kindsAt(contract).includes(kind));
      expect(laterKinds.filter((kind) => kinds.has(kind))).toEqual([]);
      const members = ["base_path", "runtime-email-alpha", '"us"'].filter((one) => texts.includes(one));
      expect(contract === newest ? [] : members).toEqual([]);
    },
    60_000,
  );

  test.each(revisionIds)(
    "%s passes on the mock, without drift, and is named in the report",
    async (contract) => {
      const { report } = await alone(contract);

      expect(notPassed(report)).toEqual([]);
      expect(report.drift).toEqual([]);
      expect(report.contract.revision).toBe(contract);
    },
    60_000,
  );

  test("takes what is newer in answers for drift, and what it knows for none", async () => {
    const [old, fresh] = [await onNewest(page), await onNewest(newest)];

    expect(notPassed(old)).toEqual([]);
    expect(new Set(old.drift.map(({ value }) => value))).toEqual(new Set(["author_email", "author_id"]));
    expect(notPassed(fresh)).toEqual([]);
    expect(fresh.drift).toEqual([]);
  }, 60_000);

  test("is the same beside runs by other revisions in the same process", async () => {
    const each = [await alone(page), await alone(openApi), await alone(newest)];

    const together = await Promise.all([judged(page), judged(openApi), judged(newest)]);

    expect(together.map(({ digest }) => digest)).toEqual(each.map(({ digest }) => digest));
    expect(together.map(({ report }) => report.contract.revision)).toEqual([page, openApi, newest]);
  }, 120_000);
});
