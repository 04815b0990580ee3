import fc from "fast-check";
import type { World } from "../../arbitraries/world.ts";
import type { WorkerPort } from "../../contract/api.ts";
import { declared, isAbout } from "../../contract/features.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { Revision } from "../../contract/revision.ts";

/** A requirement, the inputs it ranges over, and what must hold of a fresh subject (here a Worker) for each of them. */
export interface Claim<Subject = WorkerPort, Given = World, Id extends string = RequirementId> {
  /** The requirement that a passing case counts for; traffic counts only through the invariants it drives. */
  id: Id | undefined;
  /** What `--only` and replays select: the requirement's id, or the name of the traffic. */
  name: string;
  row: string | undefined;
  /** Invariants that the claim's exchanges are meant to exercise. */
  drives: readonly Id[];
  /** Share of the profile's runs. */
  weight: number;
  /** Requirements whose failure explains a failure of this claim. */
  after: readonly Id[];
  /** A passing case counts even though an invariant judges the same requirement. */
  counts: boolean;
  /** How often a case is tried while a failure is shrunk or replayed: a race does not show each time. */
  tries: number;
  /** The revision that what it is about came with: a suite of an older one has it not. */
  since?: Revision | undefined;
  /** Why the claim cannot be judged in this world, if so. */
  unavailable: (given: Given) => string | undefined;
  inputs: (given: Given) => fc.Arbitrary<unknown[]>;
  check: (subject: Subject, inputs: unknown[]) => Promise<void>;
}

export interface ClaimOptions {
  drives?: readonly RequirementId[];
  weight?: number;
  counts?: boolean;
  tries?: number;
  since?: Revision | undefined;
  after?: readonly RequirementId[];
  unavailable?: (world: World) => string | undefined;
}

type Arbitraries<T extends unknown[]> = { [K in keyof T]: fc.Arbitrary<T[K]> };
type Inputs<T extends unknown[]> = (world: World) => Arbitraries<T>;
type Check<T extends unknown[]> = (worker: WorkerPort, ...inputs: T) => Promise<void>;

/** What a claim is about that the target is declared to lack. */
function lackOf(head: Pick<Claim, "name" | "row">, { lacks = [] }: World): string | undefined {
  const lack = lacks.find((name) => isAbout(head, name));
  return lack === undefined ? undefined : declared(lack);
}

function build<T extends unknown[]>(
  head: Pick<Claim, "id" | "name" | "row">,
  options: ClaimOptions,
  inputs: Inputs<T>,
  check: Check<T>,
): Claim {
  return {
    ...head,
    drives: options.drives ?? [],
    weight: options.weight ?? 1,
    counts: options.counts ?? false,
    after: options.after ?? [],
    tries: options.tries ?? 1,
    ...(options.since === undefined ? {} : { since: options.since }),
    unavailable: (world) => lackOf(head, world) ?? options.unavailable?.(world),
    inputs: (world) => fc.tuple(...inputs(world)) as fc.Arbitrary<unknown[]>,
    check: (worker, values) => check(worker, ...(values as T)),
  };
}

/** A claim of one requirement. */
export const claim = <T extends unknown[]>(
  id: RequirementId,
  options: ClaimOptions,
  inputs: Inputs<T>,
  check: Check<T>,
): Claim => build({ id, name: id, row: undefined }, options, inputs, check);

/** A claim for each row, with a verdict for each. */
export const claimRows = <Row extends string, T extends unknown[]>(
  id: RequirementId,
  rows: readonly Row[],
  options: ClaimOptions | ((row: Row) => ClaimOptions),
  inputs: (row: Row, world: World) => Arbitraries<T>,
  check: (row: Row) => Check<T>,
): Claim[] =>
  rows.map((row) =>
    build(
      { id, name: id, row },
      typeof options === "function" ? options(row) : options,
      (world) => inputs(row, world),
      check(row),
    ),
  );

/** Exchanges that are made for the invariants they drive: it judges nothing itself. */
export const traffic = <T extends unknown[]>(
  name: string,
  options: ClaimOptions & { drives: readonly RequirementId[] },
  inputs: Inputs<T>,
  check: Check<T>,
): Claim => build({ id: undefined, name, row: undefined }, options, inputs, check);

/** `name` or `name/row`: how `--only`, reports and replays call a claim. */
export const claimKey = (claim: { name: string; row: string | undefined }): string =>
  claim.row === undefined ? claim.name : `${claim.name}/${claim.row}`;
