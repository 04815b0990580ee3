import fc from "fast-check";
import { plainVersion } from "../arbitraries/version.ts";
import type { WorkerPort } from "../contract/api.ts";
import type { RequirementId } from "../contract/requirements/index.ts";
import type { Version } from "../contract/version.ts";
import { distinctNumbers, gapFree, numbersOf } from "./judges/numbering.ts";
import { type Context, type KnownVersion, type KnownWorker, knownFrom, workerOf } from "./seen/context.ts";
import { type Finding, finding, type Invariant } from "./seen/invariant.ts";
import { claim, traffic } from "./words/claim.ts";
import { shown } from "./words/round-trip.ts";
import { isAccepted, listed, made, takenOrRefused } from "./words/verdicts.ts";

/** Which sentence a wrong number breaks, by what happened since the number before. */
function blame(worker: KnownWorker, known: KnownVersion, highest: number): RequirementId {
  if (worker.versions.length === 0) return "numbering.first-is-one";
  if (worker.deletedSince && Number(known.number) <= highest) return "numbering.not-reused";
  return worker.foreignCreateSince ? "numbering.per-worker" : "numbering.one-more";
}

/** What explains a wrong number: a Worker whose numbers went wrong once goes on from there; of a repeated id one is lost. */
function explanations(blamed: RequirementId, { deletedEver }: KnownWorker): RequirementId[] {
  const repeated: RequirementId[] = ["version.id-unique", "read-back.not-idempotent"];
  if (blamed === "numbering.per-worker") return ["numbering.one-more", ...repeated];
  return blamed === "numbering.one-more" && deletedEver ? ["numbering.not-reused", ...repeated] : repeated;
}

/** The number of a version just made, held against the numbers of its Worker so far; a refused create may use one up. */
function createFindings(known: KnownVersion, context: Context): Finding[] {
  const { number } = known;
  if (!Number.isInteger(number) || context.versions.has(known.id)) return [];
  const worker = workerOf(context, known.workerId);
  const highest = Math.max(0, ...worker.versions.map((one) => Number(one.number)));
  const slack = worker.numbersMaybeUsed;
  const fits = Number(number) > highest && Number(number) <= highest + 1 + slack;
  const expected = slack === 0 ? `${highest + 1}` : `${highest + 1} to ${highest + 1 + slack}`;
  const blamed = blame(worker, known, highest);
  const judged = finding(blamed, fits, expected, number, {
    pointer: "/result/number",
    after: explanations(blamed, worker),
  });
  const alsoHeld: RequirementId[] = worker.deletedSince ? ["numbering.not-reused"] : [];
  return [judged, ...(fits ? alsoHeld.map((id) => finding(id, true, "", number)) : [])];
}

export const numberingInvariant: Invariant = {
  ids: [
    "numbering.first-is-one",
    "numbering.one-more",
    "numbering.not-reused",
    "numbering.per-worker",
    "numbering.same-everywhere",
  ],
  judge: ({ exchange, context, sightings }) => {
    if (exchange.call.kind === "createVersion") {
      const known = exchange.call.concurrent ? undefined : knownFrom(exchange, context);
      return known ? createFindings(known, context) : [];
    }
    return sightings
      .filter(
        ({ shown: answer, known, change }) =>
          !change && Number.isInteger(answer.number) && Number.isInteger(known.number),
      )
      .map(({ shown: answer, known, pointer }) =>
        finding("numbering.same-everywhere", answer.number === known.number, `number ${known.number}`, answer.number, {
          pointer: `${pointer}/number`,
        }),
      );
  },
};

const step = fc.record({
  deploy: fc.constantFrom(undefined, false, true),
  by: fc.constantFrom("id" as const, "name" as const),
});

/** Creates n versions at once; what the target refused or never answered does not count. */
async function together(worker: WorkerPort, count: number): Promise<{ before: number; versions: Version[] }> {
  const before = made(await worker.create(plainVersion())).number;
  const replies = await Promise.all(Array.from({ length: count }, (_, i) => worker.create(plainVersion(`${i}`))));
  return {
    before,
    versions: replies
      .map(takenOrRefused)
      .filter(isAccepted)
      .flatMap((one) => one.result ?? []),
  };
}

export const numberingClaims = [
  traffic(
    "numbering.sequence",
    { drives: ["numbering.first-is-one", "numbering.one-more", "numbering.same-everywhere"] },
    () => [fc.integer({ min: 1, max: 14 }), fc.array(step, { maxLength: 5 })],
    async (worker, count, steps) => {
      let last = made(await worker.create(plainVersion()));
      for (let i = 1; i < count; i += 1) last = made(await worker.create(plainVersion()));
      for (const { deploy, by } of steps) last = made(await worker.create(plainVersion(), { deploy, by }));
      await shown(worker, last.id);
      listed(await worker.list({ perPage: 100 }));
    },
  ),
  traffic(
    "numbering.after-delete",
    { drives: ["numbering.not-reused"] },
    () => [fc.integer({ min: 1, max: 5 }), fc.nat({ max: 4 }), fc.integer({ min: 1, max: 2 })],
    async (worker, count, index, after) => {
      const versions: Version[] = [];
      for (let i = 0; i < count; i += 1) versions.push(made(await worker.create(plainVersion())));
      await worker.remove(versions[index % count]?.id ?? "");
      for (let i = 0; i < after; i += 1) made(await worker.create(plainVersion()));
    },
  ),
  traffic(
    "numbering.two-workers",
    { drives: ["numbering.per-worker"] },
    () => [fc.array(fc.boolean(), { minLength: 3, maxLength: 6 })],
    async (worker, turns) => {
      const other = await worker.sibling();
      for (const turn of [true, false, true, ...turns]) made(await (turn ? worker : other).create(plainVersion()));
    },
  ),
  claim(
    "numbering.parallel-distinct",
    { weight: 0.5 },
    () => [fc.integer({ min: 2, max: 6 })],
    async (worker, count) => {
      const { versions } = await together(worker, count);
      distinctNumbers(numbersOf(versions));
    },
  ),
  claim(
    "numbering.parallel-gap-free",
    { weight: 0.5 },
    () => [fc.integer({ min: 2, max: 6 })],
    async (worker, count) => {
      const { before, versions } = await together(worker, count);
      gapFree(before, numbersOf(versions), count - versions.length);
    },
  ),
];
