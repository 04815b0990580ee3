import fc from "fast-check";
import { longTag, longWideMessage } from "../../arbitraries/annotations.ts";
import { binding } from "../../arbitraries/bindings.ts";
import { moduleRows } from "../../arbitraries/modules.ts";
import { plainVersion, versionWith } from "../../arbitraries/version.ts";
import { modulesOf, wholeVersion } from "../../arbitraries/whole.ts";
import { wildRequest } from "../../arbitraries/wild.ts";
import type { WorkerPort } from "../../contract/api.ts";
import type { Binding } from "../../contract/bindings.ts";
import { Unjudged } from "../../contract/refutation.ts";
import type { Version, VersionRequest } from "../../contract/version.ts";
import { refusedOrCut } from "../annotations.ts";
import { inOtherOrder } from "../bindings.ts";
import { answersWild } from "../envelope.ts";
import { otherModuleAccepted, partAccepted } from "../judges/content.ts";
import { refusedAmong } from "../judges/refused-among.ts";
import { inOtherForm, replayed, settingsKept } from "../read-back.ts";
import { pageModules } from "../words/features.ts";
import type { Spelling } from "../words/respell.ts";
import { look, shown } from "../words/round-trip.ts";
import { type Judged, stop } from "../words/stop.ts";
import { given, isAccepted, isRefused, listedAll, made } from "../words/verdicts.ts";
import { tour } from "./tour.ts";

const otherRows = moduleRows.filter((row) => !pageModules.includes(row));

/** What an accepted whole version proves: each part of it is taken. */
const partsOf = ({ bindings = [], assets }: VersionRequest): [Judged, ...Judged[]] => [
  "version.accepts-valid",
  ["placement.accepted", "smart"],
  "compatibility.accepted",
  "limits.accepted",
  ["usage-model.accepted", "standard"],
  ...pageModules.map((row) => ["modules.accepted", row] as const),
  ...(assets ? [["assets.accepted", assets.jwt === undefined ? "config" : "both"] as const] : []),
  ...bindings.map(({ type }) => ["bindings.accepted", type] as const),
];

const isContent = ({ type }: Binding) => type !== "assets";

/** Creates the whole version, or, where a binding of it is refused, the whole without that. */
async function createWhole(worker: WorkerPort, whole: VersionRequest): Promise<Made | undefined> {
  let reply = await worker.create(whole);
  let request = whole;
  if (isRefused(reply)) {
    const bad = await refusedAmong(worker, whole);
    request = { ...whole, bindings: (whole.bindings ?? []).filter((one) => !bad.includes(one)) };
    if (bad.length > 0) reply = await worker.create(request);
  }
  const versions: Version[] = [];
  await stop(worker, partsOf(request), async () => {
    versions.push(made(reply));
  });
  return versions[0] && { version: versions[0], request };
}
interface Made {
  version: Version;
  request: VersionRequest;
}

/** The same request in other words: another spelling, another order, and what was read back. */
async function again(worker: WorkerPort, { request: whole }: Made, seen: Version, form: Spelling) {
  const turned = { ...whole, bindings: [...(whole.bindings ?? [])].reverse() };
  // No assets, whose token may serve once, nor their binding.
  const { assets: _, ...rest } = whole;
  const replayable = { ...rest, bindings: (whole.bindings ?? []).filter(isContent) };
  await stop(worker, ["read-back.json-form-free"], () => inOtherForm(worker, whole, form, seen));
  await stop(worker, ["bindings.order-free"], () => inOtherOrder(worker, turned, seen));
  await stop(worker, ["read-back.replay"], () => replayed(worker, replayable, seen));
}

/** Bindings that are inherited by each rule, from a latest version that differs from the one named. */
async function inherited(worker: WorkerPort, { version: first, request: whole }: Made): Promise<void> {
  const [x, y, z] = (whole.bindings ?? []).filter(isContent).map(({ name }) => name);
  if (x === undefined || y === undefined || z === undefined) return;
  const judged: [Judged, ...Judged[]] = [["bindings.accepted", "inherit"]];
  await stop(worker, judged, async () => {
    const newer = [x, y, z].map((name) => ({ name, type: "plain_text", text: `newer ${name}` }));
    made(await worker.create(versionWith(newer)));
    const inherits = [
      { name: x, type: "inherit" },
      { name: y, type: "inherit", version_id: first.id },
      { name: `${z}_AGAIN`, type: "inherit", old_name: z, version_id: first.id },
    ];
    const reply = await worker.create(versionWith(inherits));
    if (!isAccepted(reply)) throw new Unjudged("untested", "a version with three inherited bindings is refused");
    await look(worker, made(reply).id);
  });
}

/** Requests that a target may refuse, each for a reason of its own. */
async function odd(worker: WorkerPort, { message, tag, modules, parts, wild }: Odd): Promise<void> {
  await stop(worker, ["annotations.message-cut"], () => refusedOrCut(worker, "workers/message", message));
  await stop(worker, ["annotations.tag-limit"], () => refusedOrCut(worker, "workers/tag", tag));
  const [row, ...rows] = modules.map((one) => ["modules.accepted", one.row] as const);
  if (row)
    await stop(worker, [row, ...rows], async () => {
      const reply = await worker.create(versionWith([], { modules: modules.map((one) => one.module) }));
      await look(worker, otherModuleAccepted(row[1])(reply).id, { modules: true });
    });
  const kinds = parts.map(({ type }) => ["bindings.accepted", type] as const);
  await stop(worker, kinds as [Judged, ...Judged[]], async () => {
    partAccepted(partKinds[0])(await worker.create(versionWith(parts)));
  });
  await stop(worker, ["envelope.wild-answered"], () => answersWild(worker, wild));
}

interface Odd {
  message: string;
  tag: string;
  modules: { row: string; module: NonNullable<VersionRequest["modules"]>[number] }[];
  parts: Binding[];
  wild: unknown;
}
const partKinds = ["data_blob", "text_blob", "wasm_module"] as const;

/** All that a version can hold, in as few versions as it takes. */
export const contentTour = tour(
  "content",
  ["version.accepts-valid", "bindings.accepted", "bindings.echoed", "modules.bytes-unchanged"],
  (world) => [
    wholeVersion(world),
    fc.constantFrom<Spelling>("keys", "space", "escapes"),
    fc.record({
      message: longWideMessage(),
      tag: longTag(),
      modules: modulesOf(otherRows),
      parts: fc
        .tuple(...partKinds.map((kind) => binding(kind, world)))
        .map((list) => list.map((one, i) => ({ ...one, name: `PART_${i}`, part: `part${i}` }))),
      wild: wildRequest(world),
    }),
  ],
  async (worker, whole: VersionRequest, form: Spelling, rest: Odd) => {
    const made_: Made[] = [];
    const create = async () => void made_.push(...[await createWhole(worker, whole)].flatMap((one) => one ?? []));
    await stop(worker, ["read-back.worker-unchanged"], async () => {
      await settingsKept(worker, create);
      given(made_.length > 0, "the target did not accept the version");
    });
    if (made_.length === 0) await create();
    const [first] = made_;
    if (!first) return odd(worker, rest);
    await stop(worker, ["read-back.get-finds"], async () => {
      const seen = await shown(worker, first.version.id, { modules: true });
      await look(worker, first.version.id);
      await again(worker, first, seen, form);
    });
    await inherited(worker, first);
    made(await worker.create(plainVersion()));
    made(await worker.create(plainVersion()));
    await odd(worker, rest);
    await look(worker, first.version.id);
    await listedAll(worker);
  },
);
