/** Who could notice a change to a file: the target faults of these requirements, by prefix, and these unit tests. */
interface Noticing {
  requirements: readonly string[];
  tests?: readonly string[];
}

const content = [
  "annotations.message-echoed",
  "annotations.tag-echoed",
  "assets.config-echoed",
  "bindings.complete",
  "bindings.echoed",
  "compatibility.date-echoed",
  "compatibility.flags-echoed",
  "containers.echoed",
  "limits.echoed",
  "modules.main-module-echoed",
  "placement.echoed",
  "usage-model.echoed",
];
const required = [
  "version.id-uuid",
  "version.created-on",
  "version.number-integer",
  "version.urls",
  "version.field-types",
];
const numbering = [
  "numbering.first-is-one",
  "numbering.one-more",
  "numbering.not-reused",
  "numbering.per-worker",
  "numbering.same-everywhere",
];
const reads = ["read-back.agree", "read-back.immutable"];
/** What the invariants say of single answers. */
const observed = ["tests/suites/invariants.test.ts", "tests/suites/content.test.ts"];
const judges = (...names: string[]) => names.map((name) => `tests/suites/judges/${name}.test.ts`);

/** The files that judge a target. */
export const judgingFiles: Readonly<Record<string, Noticing>> = {
  "contract/echo.ts": {
    requirements: [...content, "version.nothing-invented", "bindings.order-free", "read-back.json-form-free", ...reads],
    tests: [...judges("read-back"), ...observed],
  },
  "contract/inspect.ts": {
    requirements: [...required, "envelope.items", "assets.config-echoed"],
    tests: ["tests/contract/inspect.test.ts", ...observed],
  },
  "contract/flatten.ts": { requirements: [], tests: ["tests/contract", "tests/harness/commands/drift.test.ts"] },
  "contract/version.ts": {
    requirements: [...required, ...content, "version.nothing-invented"],
    tests: observed,
  },
  "contract/envelope.ts": {
    requirements: ["envelope.items"],
    tests: [...observed, "tests/contract", "tests/harness/commands/drift.test.ts"],
  },
  "contract/level.ts": { requirements: [], tests: ["tests/contract", "tests/harness/settings"] },
  "contract/json.ts": {
    requirements: [...content, "version.nothing-invented", ...reads, "refusal.pointer"],
    tests: observed,
  },
  "contract/placement.ts": { requirements: ["placement.echoed"], tests: ["tests/arbitraries", ...observed] },
  "contract/modules.ts": {
    requirements: ["modules.bytes-unchanged", "modules.complete"],
    tests: ["tests/arbitraries", ...observed],
  },
  "suites/version.ts": {
    requirements: ["version.", "read-back.not-idempotent"],
    tests: observed,
  },
  "suites/envelope.ts": { requirements: ["envelope."], tests: observed },
  "suites/agreement.ts": { requirements: reads, tests: observed },
  "suites/fields.ts": { requirements: content, tests: observed },
  "suites/annotations.ts": { requirements: ["annotations."], tests: observed },
  "suites/modules.ts": {
    requirements: ["modules.complete", "modules.bytes", "modules.content-type", "modules.only"],
    tests: observed,
  },
  "suites/bindings.ts": {
    requirements: [
      "bindings.complete",
      "bindings.nothing-added",
      "bindings.not-carried",
      "inherit.",
      "bindings.echoed",
    ],
    tests: [...observed, "tests/suites/verdicts.test.ts"],
  },
  "suites/migrations.ts": { requirements: ["migrations."], tests: [...observed, "tests/suites/verdicts.test.ts"] },
  "suites/numbering.ts": { requirements: numbering, tests: observed },
  "suites/pointers.ts": { requirements: ["refusal.pointer", "refusal.client-error"], tests: observed },
  "suites/secrecy.ts": { requirements: ["secrecy."], tests: observed },
  "suites/seen/secrecy.ts": { requirements: ["secrecy."], tests: observed },
  "suites/seen/context.ts": {
    requirements: [
      ...numbering,
      "secrecy.key-material",
      "inherit.",
      "version.urls-own",
      "version.id-unique",
      "read-back.immutable",
      "bindings.not-carried-over",
      "migrations.tag-omitted",
      "read-back.not-idempotent",
    ],
    tests: ["tests/harness/session/unanswered.test.ts", ...observed],
  },
  "suites/seen/sighting.ts": {
    requirements: [...reads, ...content, "version.urls", "version.field-types"],
    tests: observed,
  },
  "suites/seen/unanswered.ts": {
    requirements: [],
    tests: ["tests/suites/unanswered.test.ts"],
  },
  "suites/judges/addressing.ts": { requirements: ["addressing."], tests: judges("addressing") },
  "suites/judges/deploy.ts": {
    requirements: ["deploy.", "refusal.deploy-as-either"],
    tests: [...judges("deploy"), "tests/suites/verdicts.test.ts"],
  },
  "suites/judges/inherit.ts": { requirements: ["inherit."], tests: judges("inherit") },
  "suites/judges/migrations.ts": { requirements: ["migrations."], tests: judges("migrations") },
  "suites/judges/numbering.ts": { requirements: ["numbering.parallel"], tests: judges("numbering") },
  "suites/judges/read-back.ts": {
    requirements: [
      "read-back.pages",
      "read-back.counts",
      "read-back.deleted",
      "read-back.json-form",
      "read-back.replay",
      "read-back.worker",
      "bindings.order-free",
    ],
    tests: judges("read-back"),
  },
  "suites/judges/refusals.ts": {
    requirements: ["refusal.credentials", "refusal.inherit", "refusal.body"],
    tests: ["tests/suites/refused.test.ts"],
  },
  "suites/judges/transport.ts": { requirements: ["transport."], tests: ["tests/suites/verdicts.test.ts"] },
  "suites/words/verdicts.ts": {
    requirements: [
      "addressing.unknown",
      "read-back.list-finds",
      "read-back.get-finds",
      "limits.accepted",
      "deploy.false",
    ],
    tests: ["tests/suites/judges", "tests/suites/verdicts.test.ts"],
  },
  "suites/histories/concurrent-judge.ts": { requirements: ["concurrency."], tests: ["tests/suites/histories"] },
  "suites/histories/linearizable.ts": { requirements: ["concurrency."], tests: ["tests/suites/histories"] },
};
