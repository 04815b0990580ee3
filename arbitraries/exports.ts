import fc from "fast-check";
import type { CacheOptions, ExportEntry, PackageDependency } from "../contract/exports.ts";
import { isIn, type Revision, revision } from "../contract/revision.ts";
import type { VersionRequest } from "../contract/version.ts";
import { mainModule } from "./modules.ts";
import { className, plainName } from "./text.ts";
import type { World } from "./world.ts";

/** Whether what came with a revision is sent in a world. */
export const has = ({ contract = revision }: Pick<World, "contract">, since: Revision): boolean =>
  isIn(since, contract);

/** Where caching is on, the platform makes a zone: an account that is not ours is not asked for that. */
const isOn = ({ isPlacementRisky }: World): fc.Arbitrary<boolean> =>
  isPlacementRisky ? fc.constant(false) : fc.boolean();

export const cacheOptions = (world: World): fc.Arbitrary<CacheOptions> =>
  fc.record(
    { enabled: isOn(world), cross_version_cache: fc.boolean() },
    { requiredKeys: ["enabled"], noNullPrototype: true },
  );

const part = fc.nat({ max: 99 });
const exact = fc.tuple(part, part, part).map((parts) => parts.join("."));
const packageName = fc.oneof(
  plainName().map((name) => name.toLowerCase()),
  fc.tuple(plainName(), plainName()).map(([scope, name]) => `@${scope}/${name}`.toLowerCase()),
);
const asked = (version: string) => fc.constantFrom(version, `^${version}`, `~${version}`, "*", "latest", "workspace:*");

/** Packages as a lock file has them, each name once. */
export const packageDependencies = (): fc.Arbitrary<PackageDependency[]> =>
  fc.uniqueArray(
    fc
      .tuple(packageName, exact)
      .chain(([name, installedVersion]) =>
        asked(installedVersion).map((packageJsonVersion) => ({ name, packageJsonVersion, installedVersion })),
      ),
    { minLength: 1, maxLength: 5, selector: ({ name }) => name },
  );

/** The types of live entries, under the names that rows have. */
export const exportRows = ["worker", "durable-object"] as const;
export type ExportRow = (typeof exportRows)[number];

/** What the main module exports by default, with or without a word on its cache. */
const defaultEntry = (world: World): fc.Arbitrary<Record<string, ExportEntry>> =>
  fc
    .record(
      { state: fc.constant("created"), cache: isOn(world).map((enabled) => ({ enabled })) },
      { requiredKeys: [], noNullPrototype: true },
    )
    .map((rest) => ({ default: { type: "worker", ...rest } }));

/** Durable Object classes of the main module, which the upload makes: such a version must be deployed. */
const classEntries = (): fc.Arbitrary<Record<string, ExportEntry>> =>
  fc
    .uniqueArray(fc.tuple(className(), fc.boolean()), { minLength: 1, maxLength: 3, selector: ([name]) => name })
    .map((classes) =>
      Object.fromEntries(
        classes.map(([name, says]) => [
          name,
          { type: "durable-object", storage: "sqlite", ...(says ? { state: "created" } : {}) },
        ]),
      ),
    );

/** A version whose exports are live entries of one type, and whose main module has what they name. */
export const versionExporting = (row: ExportRow, world: World): fc.Arbitrary<VersionRequest> =>
  (row === "worker" ? defaultEntry(world) : classEntries()).map((entries) => ({
    main_module: "index.js",
    modules: [mainModule("index.js", row === "worker" ? {} : { durableObjects: Object.keys(entries) })],
    exports: entries,
  }));

/** What any version may hold of what came after the page; nothing where the world's contract has nothing of it. */
export const laterParts = (world: World): fc.Arbitrary<Partial<VersionRequest>> =>
  has(world, "create-version/2026-08")
    ? fc.record(
        { cache_options: cacheOptions(world), package_dependencies: packageDependencies() },
        { requiredKeys: [], noNullPrototype: true },
      )
    : fc.constant({});

/** Paths under which assets may be served. */
export const basePath = (): fc.Arbitrary<string> =>
  fc.uniqueArray(plainName(), { maxLength: 3 }).map((parts) => `/${parts.join("/")}`);
