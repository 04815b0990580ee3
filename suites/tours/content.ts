import fc from "fast-check";
import { longMessage, longTag } from "../../arbitraries/annotations.ts";
import { binding } from "../../arbitraries/bindings.ts";
import { moduleRows } from "../../arbitraries/modules.ts";
import { plainVersion, versionWith } from "../../arbitraries/version.ts";
import { modulesOf, wholeVersion } from "../../arbitraries/whole.ts";
import { wildRequest } from "../../arbitraries/wild.ts";
import type { WorkerPort } from "../../contract/api.ts";
import { type Binding, bindingsField } from "../../contract/bindings.ts";
import { echo } from "../../contract/echo.ts";
import { isObject, type Json } from "../../contract/json.ts";
import { Unjudged } from "../../contract/refutation.ts";
import { requestField, type Version, type VersionRequest } from "../../contract/version.ts";
import { settingsKept } from "../read-back.ts";
import { pageModules } from "../words/features.ts";
import { replayBody, respell, type Spelling } from "../words/respell.ts";
import { shown } from "../words/round-trip.ts";
import { accepted, given, holds, isAccepted, isRefused, listed, made } from "../words/verdicts.ts";
import { type Judged, stop, tour } from "./tour.ts";

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

const sameContent = (a: unknown, b: unknown) =>
  echo(requestField, a, b).length === 0 && echo(requestField, b, a).length === 0;
const bindingsOf = ({ bindings }: Readonly<Record<string, unknown>>) =>
  (Array.isArray(bindings) ? bindings.filter(isObject) : []) as Binding[];
const isContent = ({ type }: Binding) => type !== "assets";
/** What a replay keeps of a version: not the annotations, and no assets, whose token nobody can read. */
const replayable = ({ annotations: _, assets: __, ...rest }: Version): Version => ({
  ...rest,
  bindings: bindingsOf(rest).filter(isContent),
});

/** The most creates that looking for a refused binding may take. */
const mostProbes = 16;

/** The bindings that a target refuses, found by halves; each is blamed by itself. */
async function refusedAmong(worker: WorkerPort, whole: VersionRequest): Promise<Binding[]> {
  let probes = 0;
  const search = async (list: Binding[]): Promise<Binding[]> => {
    if (list.length === 0 || probes >= mostProbes) return [];
    probes += 1;
    const reply = await worker.create({ ...whole, bindings: list }, { contentUnjudged: true });
    if (!isRefused(reply)) return [];
    if (list.length === 1) {
      const [one] = list;
      if (one) await stop(worker, [["bindings.accepted", one.type]], async () => void accepted(reply));
      return list;
    }
    const half = Math.ceil(list.length / 2);
    return [...(await search(list.slice(0, half))), ...(await search(list.slice(half)))];
  };
  // Refused without any binding too: then it is something else.
  if (isRefused(await worker.create({ ...whole, bindings: [] }, { contentUnjudged: true }))) return [];
  return search([...(whole.bindings ?? [])]);
}

/** Creates the whole version, or, where a binding of it is refused, the whole without that. */
async function createWhole(worker: WorkerPort, whole: VersionRequest): Promise<Made | undefined> {
  let reply = await worker.create(whole);
  let request = whole;
  if (isRefused(reply)) {
    const bad = await refusedAmong(worker, whole);
    request = { ...whole, bindings: (whole.bindings ?? []).filter((one) => !bad.includes(one)) };
    if (bad.length > 0) reply = await worker.create(request);
  }
  const made: Version[] = [];
  await stop(worker, partsOf(request), async () => {
    made.push(accepted(reply, { id: "version.accepts-valid" }));
  });
  return made[0] && { version: made[0], request };
}
interface Made {
  version: Version;
  request: VersionRequest;
}

/** The same request in other words: another spelling, another order, and what was read back. */
async function again(worker: WorkerPort, { version: first, request: whole }: Made, seen: Version, form: Spelling) {
  await stop(worker, ["read-back.json-form-free"], async () => {
    const sending = { text: respell(whole as Json, form) };
    const other = accepted(await worker.create(whole, { sending, contentUnjudged: true }));
    const b = await shown(worker, other.id, { modules: true });
    holds(sameContent(seen, b), `the version that the plain spelling gives: ${JSON.stringify(seen)}`, b);
  });
  await stop(worker, ["bindings.order-free"], async () => {
    const turned = { ...whole, bindings: [...(whole.bindings ?? [])].reverse() };
    const other = accepted(await worker.create(turned, { contentUnjudged: true }));
    const [a, b] = [bindingsOf(seen), bindingsOf(await shown(worker, other.id))];
    holds(echo(bindingsField, a, b).length === 0, `the same bindings as in the other order: ${JSON.stringify(a)}`, b);
  });
  await stop(worker, ["read-back.replay"], async () => {
    const body = replayBody(replayable(seen), first.id);
    const replayed = accepted(await worker.create(body, { contentUnjudged: true }));
    const b = await shown(worker, replayed.id, { modules: true });
    holds(sameContent(replayable(seen), replayable(b)), `a version equal to ${JSON.stringify(seen)}`, b);
  });
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
    await shown(worker, accepted(reply).id);
  });
}

/** Requests that a target may refuse, each for a reason of its own. */
async function odd(worker: WorkerPort, { message, tag, modules, parts, wild }: Odd): Promise<void> {
  const tooLong = (id: "annotations.message-cut" | "annotations.tag-limit", key: string, value: string) =>
    stop(worker, [id], async () => {
      const reply = await worker.create({ ...plainVersion(), annotations: { [key]: value } });
      if (!isRefused(reply)) await shown(worker, accepted(reply).id);
    });
  await tooLong("annotations.message-cut", "workers/message", message);
  await tooLong("annotations.tag-limit", "workers/tag", tag);
  const [row, ...rows] = modules.map((one) => ["modules.accepted", one.row] as const);
  if (row)
    await stop(worker, [row, ...rows], async () => {
      const reply = await worker.create(versionWith([], { modules: modules.map((one) => one.module) }));
      given(!isRefused(reply), "the target takes no modules of a type that the page does not name");
      await shown(worker, accepted(reply).id, { modules: true });
    });
  const kinds = parts.map(({ type }) => ["bindings.accepted", type] as const);
  await stop(worker, kinds as [Judged, ...Judged[]], async () => {
    const reply = await worker.create(versionWith(parts));
    given(!isRefused(reply), "the target takes no service-worker syntax, without which parts have no meaning");
    accepted(reply);
  });
  await stop(worker, ["envelope.wild-answered"], async () => {
    const sending = { text: JSON.stringify(wild) };
    const { exchange } = await worker.create({}, { sending, contentUnjudged: true });
    const { status, json, text } = exchange.answer;
    holds(status < 500 && isObject(json), "an envelope and no 5xx", { status, body: json ?? text.slice(0, 300) });
  });
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
      message: longMessage(),
      tag: longTag(),
      modules: modulesOf(otherRows),
      parts: fc
        .tuple(...partKinds.map((kind) => binding(kind, world)))
        .map((list) => list.map((one, i) => ({ ...one, name: `PART_${i}`, part: `part${i}` }))),
      wild: wildRequest(),
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
      await shown(worker, first.version.id);
      await again(worker, first, seen, form);
    });
    await inherited(worker, first);
    made(await worker.create(plainVersion()));
    made(await worker.create(plainVersion()));
    await odd(worker, rest);
    await shown(worker, first.version.id);
    listed(await worker.list({ perPage: 100 }));
  },
);
