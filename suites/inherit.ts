import fc from "fast-check";
import { binding, freeKinds } from "../arbitraries/bindings.ts";
import { variableName } from "../arbitraries/text.ts";
import { versionWith } from "../arbitraries/version.ts";
import type { World } from "../arbitraries/world.ts";
import type { Binding } from "../contract/bindings.ts";
import { inherits, nothingOlder } from "./judges/inherit.ts";
import { claim, traffic } from "./words/claim.ts";
import { look, shown } from "./words/round-trip.ts";
import { isAccepted, made } from "./words/verdicts.ts";

/** Two bindings of the same name that differ: secrets and values above all. */
const pair = (world: World) =>
  fc
    .tuple(
      fc.oneof(
        binding("plain_text", world),
        binding("secret_text", world),
        ...freeKinds(world).map((kind) => binding(kind, world)),
      ),
      fc.oneof(binding("json", world), binding("plain_text", world), binding("secret_key", world)),
    )
    .map(([one, other]): [Binding, Binding] => [one, { ...other, name: one.name }]);

/** A binding that is sent along, not inherited. */
const other: Binding = { name: "BESIDE_IT", type: "plain_text", text: "beside" };
const inherit = (name: string, fields: Record<string, string> = {}): Binding => ({ name, type: "inherit", ...fields });

/** The content of an inherited binding is judged by the bindings invariant; these stories bring it about. */
export const inheritClaims = [
  claim(
    "inherit.latest",
    { drives: ["inherit.resolved"] },
    (world) => [pair(world), fc.boolean(), fc.boolean()],
    async (worker, [older, newer], deployOlder, literal) => {
      made(await worker.create(versionWith([older]), { deploy: deployOlder }));
      made(await worker.create(versionWith([newer])));

      const again = versionWith([inherit(newer.name, literal ? { version_id: "latest" } : {}), other]);
      const third = inherits(await worker.create(again), "latest");
      const fourth = inherits(await worker.create(again), "latest");

      await look(worker, third.id);
      await look(worker, fourth.id);
    },
  ),
  traffic(
    "inherit.latest-only",
    { weight: 0.5, drives: ["inherit.latest"] },
    () => [variableName(), fc.boolean(), fc.boolean()],
    async (worker, name, deployOlder, literal) => {
      const text = "of an older version";
      made(await worker.create(versionWith([{ name, type: "plain_text", text }]), { deploy: deployOlder }));
      made(await worker.create(versionWith([other])));

      const again = versionWith([inherit(name, literal ? { version_id: "latest" } : {})]);
      const reply = await worker.create(again);

      // Refused, or left out: the page does not say.
      if (!isAccepted(reply)) return;
      const { bindings } = await shown(worker, made(reply).id);
      nothingOlder(bindings, text);
      worker.judged("inherit.latest");
    },
  ),
  claim(
    "inherit.version-id",
    { drives: ["inherit.resolved"] },
    (world) => [pair(world), fc.nat({ max: 2 })],
    async (worker, [older, newer], between) => {
      const first = made(await worker.create(versionWith([older])));
      for (let i = 0; i <= between; i += 1) made(await worker.create(versionWith([newer])));

      const last = inherits(
        await worker.create(versionWith([inherit(older.name, { version_id: first.id })])),
        "version-id",
      );

      await look(worker, last.id);
    },
  ),
  claim(
    "inherit.old-name",
    { drives: ["inherit.resolved"] },
    (world) => [pair(world), variableName(), fc.boolean()],
    async (worker, [one], suffix, byId) => {
      const name = `${one.name}_${suffix}`;
      const first = made(await worker.create(versionWith([one])));
      const source: Record<string, string> = byId ? { version_id: first.id } : {};

      const renamed = inherit(name, { old_name: one.name, ...source });
      const second = inherits(await worker.create(versionWith([renamed])), "old-name");

      await look(worker, second.id);
    },
  ),
];
