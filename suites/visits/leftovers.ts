import fc from "fast-check";
import { every } from "../../arbitraries/every.ts";
import { mainModule } from "../../arbitraries/modules.ts";
import { canaryMark } from "../../arbitraries/text.ts";
import { plainVersion, versionWith } from "../../arbitraries/version.ts";
import type { CreateOptions, WorkerPort } from "../../contract/api.ts";
import { without } from "../../contract/features.ts";
import type { VersionRequest } from "../../contract/version.ts";
import { look } from "../words/round-trip.ts";
import { ifThere, isAccepted, listedAll } from "../words/verdicts.ts";
import { inherited, lacking, type Taken, taken, visit } from "./visit.ts";

/** Something of everything, each marked with a name of its own, so that what stays behind is known again. */
const marked = (mark: string, i: number, lacks: readonly string[]): VersionRequest =>
  without(
    {
      main_module: "index.js",
      modules: [mainModule("index.js", {}, mark), mainModule(`only-${mark}.js`, {}, mark)],
      annotations: { "workers/message": `message of ${mark}`, "workers/tag": mark },
      assets: { config: { not_found_handling: "404-page" } },
      bindings: [
        { name: `TEXT_${mark}`, type: "plain_text", text: mark.repeat(Math.floor(4096 / mark.length)) },
        { name: `JSON_${mark}`, type: "json", json: { [mark]: [mark] } },
        { name: `SECRET_${mark}`, type: "secret_text", text: `${canaryMark}0123456789abcdef${mark}` },
        { name: "SAME", type: "plain_text", text: mark },
      ],
      compatibility_date: "2024-05-01",
      compatibility_flags: ["nodejs_compat"],
      limits: { cpu_ms: 70 + i, subrequests: 70 + i },
    },
    lacks,
  );

/** Ways in which a request is refused, whatever else it holds. */
const breaks: Record<string, (request: VersionRequest) => unknown> = {
  "main module missing": (one) => ({ ...one, main_module: "not-there.js" }),
  "last binding of no kind": (one) => ({
    ...one,
    bindings: [...(one.bindings ?? []), { name: "X", type: "wvc_no_kind" }],
  }),
  "last binding without its text": (one) => ({
    ...one,
    bindings: [...(one.bindings ?? []), { name: "X", type: "plain_text" }],
  }),
  "name twice": (one) => ({ ...one, bindings: [...(one.bindings ?? []), ...(one.bindings ?? []).slice(0, 1)] }),
  "nothing to inherit": (one) => ({ ...one, bindings: [...(one.bindings ?? []), { name: "NEVER", type: "inherit" }] }),
  "date of another type": (one) => ({ ...one, compatibility_date: 20240501 }),
  "wrong old_tag": (one) => ({
    ...one,
    migrations: { old_tag: "never", new_tag: "next", new_sqlite_classes: ["Left"] },
  }),
  "content that is no text": (one) => ({
    ...one,
    modules: [{ name: "index.js", content_type: "a/b", content_base64: 7 }],
  }),
};
const ways = Object.keys(breaks);

/** What follows a refusal: each kind of accepted create in turn. */
const followers: readonly ((worker: WorkerPort) => Promise<Taken | undefined>)[] = [
  (worker) => taken(worker, plainVersion()),
  (worker) => taken(worker, { ...plainVersion(), bindings: [] }, { deploy: true }),
  (worker) => taken(worker, versionWith([{ name: "SAME", type: "plain_text", text: "own" }])),
  (worker) => inherited(worker, "latest", [{ name: "SAME", type: "inherit" }], { deploy: true }),
];

/** A create that is refused; a target that takes it all the same is found out elsewhere. */
async function refusedWith(worker: WorkerPort, request: unknown, options: CreateOptions): Promise<void> {
  const reply = await worker.create(request as VersionRequest, { ...options, contentUnjudged: true });
  if (isAccepted(reply)) await taken(worker, versionWith([{ name: "SAME", type: "plain_text", text: "own" }]));
}

export const leftoverVisits = [
  visit(
    "leftovers",
    ["bindings.nothing-added", "bindings.not-carried-over", "modules.complete", "version.nothing-invented"],
    ({ lacks = [] }) => [every(ways), fc.constant(lacks)],
    async (worker, some, lacks) => {
      const others = [await worker.sibling(), await worker.sibling()];
      const versions: { on: WorkerPort; id: string }[] = [];
      const keep = (on: WorkerPort, version: Taken | undefined) => {
        if (version) versions.push({ on, id: version.id });
      };
      for (const [i, way] of some.entries()) {
        const on = [worker, ...others][i % 3] ?? worker;
        const beside = others[i % 2] ?? worker;
        const mark = `L${i}`;
        keep(beside, await taken(beside, marked(`OTHER${i}`, 2 * i, lacks), { deploy: i % 2 === 0 }));
        keep(on, await taken(on, versionWith([{ name: "SAME", type: "plain_text", text: "own" }])));
        const broken = breaks[way]?.(marked(mark, 2 * i + 1, lacks));
        await refusedWith(on, broken, i % 3 === 0 ? {} : { deploy: i % 3 === 1 });
        for (const follow of followers) keep(on, await follow(on));
        keep(beside, await taken(beside, plainVersion()));
      }
      for (const { on, id } of versions) await look(on, id, { modules: true });
      for (const on of others) await ifThere(() => listedAll(on));
    },
    lacking("workers"),
  ),
];
