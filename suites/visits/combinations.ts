import fc from "fast-check";
import { binding, freeKinds } from "../../arbitraries/bindings.ts";
import { orders, subsets } from "../../arbitraries/combinations.ts";
import { todayOf } from "../../arbitraries/compatibility.ts";
import { every, oneOfEach } from "../../arbitraries/every.ts";
import { bindingOfEach } from "../../arbitraries/forms.ts";
import { mainModule } from "../../arbitraries/modules.ts";
import { plainVersion, token, versionWith } from "../../arbitraries/version.ts";
import type { World } from "../../arbitraries/world.ts";
import { assetsConfigFields, assetsField } from "../../contract/assets.ts";
import type { Binding } from "../../contract/bindings.ts";
import type { ObjectField, StringField } from "../../contract/field.ts";
import { type Placement, placementShape } from "../../contract/placement.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { VersionRequest } from "../../contract/version.ts";
import { placed } from "../placement.ts";
import { look } from "../words/round-trip.ts";
import { stop } from "../words/stop.ts";
import { listed } from "../words/verdicts.ts";
import { inherited, keptOrRefused, lacking, taken, takenOf, visit } from "./visit.ts";

const content = [
  "version.accepts-valid",
  "bindings.accepted",
  "bindings.complete",
  "bindings.echoed",
  "bindings.nothing-added",
] as const;

const at = <T>(list: readonly T[], places: readonly number[]): T[] => places.flatMap((i) => list[i] ?? []);
/** Under names whose order is that of the list. */
const inOrder = (list: readonly Binding[]): Binding[] =>
  list.map((one, i) => ({ ...one, name: `B${String(i).padStart(2, "0")}_${one.type.toUpperCase()}` }));
/** Under names that no other one has. */
const numbered = (list: readonly Binding[], suffix: string): Binding[] =>
  list.map((one, i) => ({ ...one, name: `${one.name}_${i}${suffix}` }));

type Source = (name: string) => Record<string, string>;
const inheriting = (list: readonly Binding[], source: Source = () => ({}), suffix = ""): Binding[] =>
  list.map(({ name }) => ({ name: `${name}${suffix}`, type: "inherit", ...source(name) }));

/** What stands beside bindings that are inherited: what tools do that put a secret. */
const newSecret: Binding[] = [
  { name: "NEW_SECRET", type: "secret_text", text: "wvcsecretf00dfeedf00dfeed" },
  { name: "NEW_TEXT", type: "plain_text", text: "new" },
];
const object: Binding = { name: "OWN_OBJECT", type: "durable_object_namespace", class_name: "OwnObject" };

/** Fields of a version, each with what it needs; a class of its own for each version. */
const fieldsAt = (today: string, i: number): VersionRequest[] => {
  const box = `Box${i}`;
  return [
    { annotations: { "workers/message": `Release ${i}` } },
    { annotations: { "workers/tag": `v1.${i}.0` } },
    { assets: { config: { html_handling: "none", run_worker_first: ["/api/*"] } } },
    { bindings: [{ name: "TEXT", type: "plain_text", text: `text ${i}` }] },
    { bindings: [{ name: "SECRET", type: "secret_text", text: `wvcsecret0123456789abcdef${i}` }] },
    { compatibility_date: today },
    { compatibility_flags: ["nodejs_compat"] },
    { limits: { cpu_ms: 50 + i, subrequests: 50 + i } },
    { placement: { mode: "smart" } },
    { usage_model: "standard" },
    { modules: [mainModule("lib/extra.js", {}, `extra ${i}`)] },
    {
      bindings: [{ name: "BOX", type: "durable_object_namespace", class_name: box }],
      migrations: { new_sqlite_classes: [box], new_tag: `tag-${i}` },
    },
    { containers: [{ class_name: box }] },
  ];
};
const fieldCount = fieldsAt("", 0).length;
/** Some of the fields together; a container stands for a class only where that is made. */
function joined(some: readonly VersionRequest[], i: number): VersionRequest {
  const listOf = <K extends keyof VersionRequest>(key: K) => some.flatMap((one) => (one[key] ?? []) as never[]);
  const classes = some.flatMap(({ migrations }) => migrations?.new_sqlite_classes ?? []);
  const main = mainModule("index.js", { durableObjects: classes }, `field ${i}`);
  const { containers, ...whole }: VersionRequest = Object.assign({}, ...some);
  const annotations = Object.assign({}, ...some.map((one) => one.annotations));
  const bindings = listOf("bindings");
  return {
    ...whole,
    main_module: "index.js",
    modules: [main, ...listOf("modules")],
    ...(containers && classes.length > 0 ? { containers } : {}),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    ...(bindings.length > 0 ? { bindings } : {}),
  };
}

/** Fields that are there, and empty. */
const empties: VersionRequest[] = [
  { annotations: {} },
  { limits: {} },
  { bindings: [] },
  { compatibility_flags: [] },
  { containers: [] },
  { assets: { config: {} } },
];
/** Empty ones that a target may refuse. */
const riskyEmpties: VersionRequest[] = [
  { assets: {} },
  { migrations: {} },
  { migrations: { steps: [] } },
  { assets: { config: { run_worker_first: [] } } },
];

/** A binding of assets, beside others. */
const withAssets = versionWith([
  { name: "ASSETS", type: "assets" },
  { name: "TEXT", type: "plain_text", text: "beside assets" },
]);
const config = (assetsField.fields.config as ObjectField).fields;
/** Every member of each field of `assets.config`, and rules of routing as people have them. */
const configs = [
  ...assetsConfigFields.flatMap((name) =>
    ((config[name] as StringField).enum ?? []).map((value) => ({ [name]: value })),
  ),
  ...[true, false, ["/*"], ["/api/*", "/auth/Callback", "!/api/Docs/*"], ["/a%20b/*", "/file.HTML"]].map(
    (run_worker_first) => ({ run_worker_first }),
  ),
  { html_handling: "drop-trailing-slash", not_found_handling: "404-page", run_worker_first: true },
];

const lackingIn = (world: World) => world.lacks ?? [];

/** A value of each shape of placement; targeted ones only where they spoil nothing. */
const placements = (world: World): Placement[] => {
  const regions = ["aws:us-east-1", "gcp:europe-west1", "azure:westeurope"].map((region) => ({ region }));
  const hostnames = ["db.example.com", "xn--caf-dma.example.com"].map((hostname) => ({ hostname }));
  const hosts = ["db.example.com:5432", "192.0.2.1:1", "example.com:65535"].map((host) => ({ host }));
  const targets = [...regions, ...hostnames, ...hosts];
  if (world.isPlacementRisky) return [];
  return [
    { mode: "smart" },
    ...targets,
    ...targets.map((target) => ({ mode: "targeted", ...target })),
    ...targets.map((target) => ({ mode: "targeted", target: [target] })),
  ];
};

export const combinationVisits = [
  visit(
    "kinds-together",
    content,
    (world) => [every(bindingOfEach(world))],
    async (worker, list) => {
      await takenOf(subsets(list.length), (places, i) =>
        taken(worker, versionWith(at(list, places)), { deploy: i % 3 === 1 }),
      );
    },
  ),
  visit(
    "kinds-beside",
    content,
    (world) => [every(bindingOfEach(world))],
    async (worker, list) => {
      await takenOf(orders(list.length), (places) => taken(worker, versionWith(inOrder(at(list, places)))));
    },
  ),
  visit(
    "kinds-again",
    [...content, "inherit.latest", "inherit.version-id", "inherit.old-name", "bindings.not-carried-over"],
    (world) => {
      const each = () => oneOfEach(freeKinds(world).map((kind) => binding(kind, world)));
      return [each(), each()];
    },
    async (worker, made, others) => {
      const first = await taken(worker, versionWith(numbered(made, "")));
      if (!first) return;
      const { bindings: list } = first;
      await taken(worker, versionWith(list), { deploy: true });
      const { id: version_id } = first;
      const deployed = { deploy: true };
      const renamed = inheriting(list, (old_name) => ({ old_name }), "_NEW");
      const ofFirst = inheriting(list, () => ({ version_id }));
      const renamedOfFirst = inheriting(list, (old_name) => ({ old_name, version_id }), "_OLD");
      const ofLatest = inheriting(list, () => ({ version_id: "latest" }));
      if (!(await inherited(worker, "old-name", renamed, deployed))) return;
      if (!(await inherited(worker, "version-id", [...newSecret, ...ofFirst]))) return;
      if (!(await inherited(worker, "old-name", renamedOfFirst))) return;
      // Two of each kind that are not the same.
      const kinds = new Set(list.map(({ type }) => type));
      const more = numbered(others, "_OTHER").filter(({ type }) => kinds.has(type));
      if (!(await taken(worker, versionWith([...list, ...more])))) return;
      if (!(await inherited(worker, "latest", [...inheriting(list), ...newSecret]))) return;
      if (!(await inherited(worker, "latest", ofLatest, deployed))) return;
      await taken(worker, versionWith([]));
      await look(worker, first.id, { modules: true });
    },
  ),
  visit(
    "kinds-with-objects",
    [...content, "migrations.class-bindable", "inherit.latest"],
    (world) => [every(bindingOfEach(world))],
    async (worker, list) => {
      const first = await taken(worker, versionWith([...list, object]), { deploy: true });
      const left = first?.bindings.filter(({ name }) => name !== object.name) ?? [];
      const { migrations: _, ...again } = versionWith([object, ...left]);
      const second = first && (await taken(worker, again, { judged: ["migrations.class-bindable"] }));
      if (second) await inherited(worker, "latest", inheriting([...left, object]), { deploy: true });
      await taken(worker, { ...versionWith(left), assets: { config: { not_found_handling: "404-page" } } });
    },
    lacking("migrations", "assets", "bindings.durable_object_namespace"),
  ),
  visit(
    "fields",
    [
      ...["version.accepts-valid", "annotations.message-echoed", "annotations.tag-echoed", "assets.config-echoed"],
      ...["compatibility.date-echoed", "compatibility.flags-echoed", "containers.echoed", "limits.echoed"],
      ...["placement.echoed", "usage-model.echoed", "modules.complete", "bindings.complete"],
    ] as RequirementId[],
    (world) => [every(Array.from({ length: fieldCount }, (_, i) => i)), fc.constant(todayOf(world))],
    async (worker, fields, today) => {
      const all = Array.from({ length: fields.length }, (_, i) => i);
      await takenOf([all, ...subsets(fields.length)], (places, i) => {
        const request = joined(at(fieldsAt(today, i), at(fields, places)), i);
        return taken(worker, request, { deploy: i % 2 === 1, ...(i % 4 > 1 ? { by: "name" } : {}) });
      });
    },
    (world) => lacking(...lackingIn(world))(world),
  ),
  visit(
    "empties",
    ["version.accepts-valid"],
    (world) => [
      every(empties.filter((one) => Object.keys(one).every((key) => !lackingIn(world).includes(key)))),
      every(riskyEmpties.filter((one) => Object.keys(one).every((key) => !lackingIn(world).includes(key)))),
    ],
    async (worker, sure, risky) => {
      for (const one of sure) await taken(worker, { ...plainVersion(), ...one });
      for (const one of risky) await keptOrRefused(worker, [one], () => ({ ...plainVersion(), ...one }));
    },
  ),
  visit(
    "assets",
    ["assets.accepted", "assets.config-echoed"],
    (world) => [every(configs), token(world)],
    async (worker, all, jwt) => {
      await takenOf(all, (one, i) =>
        taken(
          worker,
          { ...plainVersion(), assets: { config: one } },
          { judged: ["assets.accepted", "config"], deploy: i % 4 === 1 },
        ),
      );
      await keptOrRefused(worker, all.slice(0, 1), ([one = {}]) => ({ assets: { config: one } }));
      // A token that nobody gave may be refused.
      await keptOrRefused(worker, all.slice(0, 1), ([one = {}]) => ({ ...withAssets, assets: { config: one, jwt } }));
    },
    lacking("assets"),
  ),
  visit(
    "placements",
    ["placement.accepted", "placement.echoed"],
    (world) => [every(placements(world))],
    async (worker, all) => {
      for (const [i, placement] of all.entries()) {
        const shape = placementShape(placement) ?? "smart";
        await stop(worker, [["placement.accepted", shape]], () =>
          placed(worker, shape, placement, { deploy: i % 2 === 1 }),
        );
      }
      await stop(worker, ["read-back.list-finds"], async () => void listed(await worker.list()));
    },
    lacking("placement"),
  ),
  visit(
    "self",
    ["bindings.accepted", "bindings.echoed"],
    (world) => [every(lackingIn(world).includes("bindings.service") ? [] : [false, true])],
    async (worker, all) => {
      const self = versionWith([{ name: "SELF", type: "service", service: worker.name }]);
      // Before anything of it is deployed, a target need not know the service.
      await keptOrRefused(worker, [self], () => self);
      await taken(worker, plainVersion(), { deploy: true });
      for (const deploy of all) await taken(worker, self, { deploy });
    },
  ),
];
