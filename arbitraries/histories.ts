import fc from "fast-check";
import { type Form, forms } from "./migrations.ts";

/** `deploy` of a create: absent, false or true. */
export type Deploy = boolean | undefined;
/** How the `old_tag` of a migration stands to the Worker's tag. */
export type OldTag = "right" | "wrong" | "absent";

/**
 * One command of a story about one Worker. Indexes point into what exists when the command's turn comes, taken modulo
 * its number; a command that has nothing to work on then is left out.
 */
export type Command =
  | { do: "create"; count: number; deploy: Deploy }
  | { do: "bind"; name: number; deploy: Deploy }
  | { do: "inherit"; from: number | "latest"; name: number; rename: boolean; deploy: Deploy }
  | { do: "refuse"; how: (typeof refusals)[number]; deploy: Deploy }
  | { do: "migrate"; list: (typeof migrationKinds)[number]; form: Form; oldTag: OldTag; deploy: Deploy }
  | { do: "get"; which: number }
  | { do: "list"; perPage: number }
  | { do: "delete"; which: number }
  | { do: "deploy"; which: number }
  | { do: "split"; which: number; other: number }
  | { do: "rename" }
  | { do: "recreate" }
  | { do: "elsewhere"; deploy: Deploy };

/** What a command or a call shrinks to first: so any of them can go, wherever it stands. */
const nothing = { do: "nothing" } as const;
const isSomething = <T extends { do: string }>(one: T): one is Exclude<T, typeof nothing> => one.do !== nothing.do;

/** What a refused create of a story has wrong. */
export const refusals = ["main_module", "type", "migration"] as const;
/** What a migration of a story does to the Worker's classes. */
export const migrationKinds = [
  "new_sqlite_classes",
  "renamed_classes",
  "deleted_classes",
  "transferred_classes",
] as const;

const deploy = () => fc.constantFrom<Deploy>(undefined, false, true);
const index = () => fc.nat({ max: 30 });
const few = fc.nat({ max: 2 });
/** The most versions that one command makes. */
const mostAtOnce = 14;

const creates = fc.record({
  do: fc.constant("create" as const),
  count: fc.oneof(
    { weight: 4, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: mostAtOnce }) },
  ),
  deploy: deploy(),
});
const binds = fc.record({ do: fc.constant("bind" as const), name: few, deploy: deploy() });
const inherits = fc.record({
  do: fc.constant("inherit" as const),
  from: fc.oneof(fc.constant("latest" as const), index()),
  name: few,
  rename: fc.boolean(),
  deploy: deploy(),
});
const refused = fc.record({
  do: fc.constant("refuse" as const),
  how: fc.constantFrom(...refusals),
  deploy: deploy(),
});
const migrates = fc.record({
  do: fc.constant("migrate" as const),
  list: fc.constantFrom(...migrationKinds),
  form: fc.constantFrom(...forms),
  oldTag: fc.oneof(
    { weight: 3, arbitrary: fc.constant("right" as const) },
    { weight: 1, arbitrary: fc.constantFrom<OldTag>("wrong", "absent") },
  ),
  deploy: deploy(),
});
const reads = fc.oneof(
  fc.record({ do: fc.constant("get" as const), which: index() }),
  fc.record({ do: fc.constant("list" as const), perPage: fc.integer({ min: 1, max: 7 }) }),
);
const deletes = fc.record({ do: fc.constant("delete" as const), which: index() });
const deployments = fc.oneof(
  fc.record({ do: fc.constant("deploy" as const), which: index() }),
  fc.record({ do: fc.constant("split" as const), which: index(), other: index() }),
);
const aside = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("elsewhere" as const), deploy: deploy() }) },
  { weight: 2, arbitrary: fc.constant({ do: "rename" } as const) },
  { weight: 1, arbitrary: fc.constant({ do: "recreate" } as const) },
);

/** Commands that make a version: each shrinks to a plain create. */
const makes = fc.oneof(
  { withCrossShrink: true },
  { weight: 6, arbitrary: creates },
  { weight: 3, arbitrary: binds },
  { weight: 4, arbitrary: inherits },
  { weight: 3, arbitrary: migrates },
);

const command = (): fc.Arbitrary<Command | typeof nothing> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant(nothing) },
    { weight: 16, arbitrary: makes },
    { weight: 3, arbitrary: refused },
    { weight: 2, arbitrary: reads },
    { weight: 3, arbitrary: deletes },
    { weight: 3, arbitrary: deployments },
    { weight: 1, arbitrary: aside },
  );

/** The same story with plain creates that follow each other as one command. */
function joined(commands: readonly Command[]): Command[] {
  const story: Command[] = [];
  for (const one of commands) {
    const last = story.at(-1);
    if (one.do === "create" && last?.do === "create" && last.deploy === one.deploy)
      story[story.length - 1] = { ...last, count: last.count + one.count };
    else story.push(one);
  }
  return story;
}

/** The most commands of a story. */
export const mostCommands = 60;
/** A story about one Worker: 1 to 60 commands, each length as likely as another. */
export const stories = (): fc.Arbitrary<Command[]> =>
  fc
    .array(command(), { minLength: 1, maxLength: mostCommands, size: "max" })
    .map((commands) => joined(commands.filter(isSomething)));

/** What a client of a concurrent history does, after so many turns of waiting. */
export interface Call {
  do: "create" | "deploy" | "get" | "list" | "deployments" | "delete";
  wait: number;
}
const calls = ["list", "create", "deploy", "get", "deployments", "delete"] as const satisfies readonly Call["do"][];
const weights: Record<Call["do"], number> = { create: 4, deploy: 3, list: 3, get: 1, deployments: 1, delete: 1 };
const call = (): fc.Arbitrary<Call | typeof nothing> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant(nothing) },
    ...calls.map((one) => ({
      weight: weights[one],
      arbitrary: fc.record({ do: fc.constant(one), wait: fc.nat({ max: 3 }) }),
    })),
  );

/** A client and its calls, one after the other: on the Worker that the history is about, or on another one beside it. */
export interface Client {
  beside: boolean;
  calls: Call[];
}
const client = fc.record({
  beside: fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  calls: fc.array(call(), { minLength: 1, maxLength: 5, size: "max" }).map((all) => all.filter(isSomething)),
});
const clients = (most: number) =>
  fc
    .array(client, { minLength: 2, maxLength: most, size: "max" })
    .map((all) => all.filter(({ calls: own }) => own.length > 0));

/** The clients of a concurrent history: who does what when is all here. */
export const schedules = (): fc.Arbitrary<Client[]> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: clients(4) },
    { weight: 1, arbitrary: clients(mostClients) },
  );
/** The most clients of a concurrent history. */
const mostClients = 16;
