import fc from "fast-check";
import { plainVersion } from "../arbitraries/version.ts";
import type { WorkerPort } from "../contract/api.ts";
import type { RequirementId } from "../contract/requirements/index.ts";
import type { Version } from "../contract/version.ts";
import { deleteOne } from "./deletes.ts";
import { distinctNumbers, gapFree, numbersOf } from "./judges/numbering.ts";
import { type Context, type KnownVersion, type KnownWorker, knownFrom, workerOf } from "./seen/context.ts";
import { type Finding, finding, type Invariant } from "./seen/invariant.ts";
import type { Sighting } from "./seen/sighting.ts";
import { claim, traffic } from "./words/claim.ts";
import { look } from "./words/round-trip.ts";
import { isAccepted, listedAll, made, takenOrRefused } from "./words/verdicts.ts";

const liveDistinct = { id: "numbering.live-distinct" } as const;
/** Another version of the Worker, which still exists, has the number. */
const isTaken = (worker: KnownWorker, { number }: KnownVersion): boolean =>
  worker.versions.some((one) => !one.deleted && one.number === number);

/** The number of a version that was deleted: nothing says whether such a number comes again. */
const isFree = (worker: KnownWorker, known: KnownVersion): boolean =>
  worker.versions.some(({ deleted, number }) => deleted && number === known.number) && !isTaken(worker, known);

/** Which sentence a wrong number breaks, by what happened since the number before. */
function blame(worker: KnownWorker, known: KnownVersion): RequirementId {
  const isFirst = worker.versions.length === 0 && Number.isFinite(worker.numbersMaybeUsed);
  if (isFirst) return "numbering.first-is-one";
  if (worker.deletedEver && isTaken(worker, known)) return liveDistinct.id;
  return worker.foreignCreateSince ? "numbering.per-worker" : "numbering.one-more";
}

/** What explains a wrong number: a Worker whose numbers went wrong once goes on from there; of a repeated id one is lost. */
function explanations(blamed: RequirementId, { deletedEver }: KnownWorker): RequirementId[] {
  const repeated: RequirementId[] = ["version.id-unique", "read-back.not-idempotent"];
  if (blamed === "numbering.per-worker") return ["numbering.one-more", ...repeated];
  return blamed === "numbering.one-more" && deletedEver ? [liveDistinct.id, ...repeated] : repeated;
}

/** The number of a version just made, held against the numbers of its Worker so far; a refused create may use one up. */
function createFindings(known: KnownVersion, context: Context): Finding[] {
  const { number } = known;
  if (!Number.isInteger(number) || context.versions.has(known.id)) return [];
  const worker = workerOf(context, known.workerId);
  const highest = Math.max(0, ...worker.versions.map((one) => Number(one.number)));
  const slack = worker.numbersMaybeUsed;
  const fits = (Number(number) > highest && Number(number) <= highest + 1 + slack) || isFree(worker, known);
  const expected = slack === 0 ? `${highest + 1}` : `${highest + 1} to ${highest + 1 + slack}`;
  const blamed = blame(worker, known);
  const judged = finding(blamed, fits, expected, number, {
    pointer: "/result/number",
    after: explanations(blamed, worker),
  });
  const alsoHeld: RequirementId[] = [...(worker.versions.some((one) => !one.deleted) ? [liveDistinct.id] : [])];
  return [judged, ...(fits ? alsoHeld.map((id) => finding(id, true, "", number)) : [])];
}

/** What explains two like numbers in a list: they were wrong from the create on, or are not those of the list's Worker. */
const likeNumbers: readonly RequirementId[] = [
  "numbering.one-more",
  "numbering.first-is-one",
  "numbering.per-worker",
  "numbering.parallel-distinct",
  "numbering.same-everywhere",
  "version.id-unique",
  "read-back.not-idempotent",
];

/** No two versions in a list of a Worker have one number. */
function listFindings(own: readonly Sighting[]): Finding[] {
  const numbered = own.filter(({ shown: answer }) => Number.isInteger(answer.number));
  if (numbered.length < 2) return [];
  const twin = numbered.find((one, i) =>
    numbered.slice(0, i).some(({ known, shown: other }) => other.number === one.shown.number && known !== one.known),
  );
  const expected = "a number that no other version in the list has";
  return [
    finding(liveDistinct.id, !twin, expected, twin?.shown.number, {
      pointer: `${twin?.pointer ?? ""}/number`,
      after: likeNumbers,
    }),
  ];
}

export const numberingInvariant: Invariant = {
  ids: [
    "numbering.first-is-one",
    "numbering.one-more",
    liveDistinct.id,
    "numbering.per-worker",
    "numbering.same-everywhere",
  ],
  isOfLists: true,
  judge: ({ exchange, context, sightings }) => {
    if (exchange.call.kind === "createVersion") {
      const known = exchange.call.concurrent ? undefined : knownFrom(exchange, context);
      return known ? createFindings(known, context) : [];
    }
    const { kind, workerId } = exchange.call;
    const own = kind === "listVersions" ? sightings.filter(({ known }) => known.workerId === workerId) : [];
    const same = sightings
      .filter(
        ({ shown: answer, known, change, isAnother }) =>
          !change && !isAnother && Number.isInteger(answer.number) && Number.isInteger(known.number),
      )
      .map(({ shown: answer, known, pointer }) =>
        finding("numbering.same-everywhere", answer.number === known.number, `number ${known.number}`, answer.number, {
          pointer: `${pointer}/number`,
          after: ["version.id-unique"],
        }),
      );
    return [...same, ...listFindings(own)];
  },
};

const deletedNumber = { id: "numbering.after-delete", text: "the number of a deleted version, at a later create" };
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
      await look(worker, last.id);
      await listedAll(worker);
    },
  ),
  traffic(
    "numbering.after-delete",
    { drives: [liveDistinct.id] },
    () => [fc.integer({ min: 1, max: 5 }), fc.nat({ max: 4 }), fc.integer({ min: 1, max: 2 })],
    async (worker, count, index, after) => {
      const versions: Version[] = [];
      for (let i = 0; i < count; i += 1) versions.push(made(await worker.create(plainVersion())));
      const { id = "", number } = versions[index % count] ?? {};
      const isDeleted = isAccepted(await deleteOne(worker, id));
      for (let i = 0; i < after; i += 1) {
        const comesAgain = made(await worker.create(plainVersion())).number === number;
        if (isDeleted) worker.note(deletedNumber, comesAgain ? "gives it again" : "gives another one");
      }
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
