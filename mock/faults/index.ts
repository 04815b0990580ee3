import { isIn, revision } from "../../contract/revision.ts";
import { type Behaviour, combined } from "../behaviour.ts";
import { besideFaults } from "./beside.ts";
import { bindingsFaults } from "./bindings.ts";
import type { TargetFault } from "./fault.ts";
import { fieldsFaults } from "./fields.ts";
import { formFaults } from "./form.ts";
import { historyFaults } from "./histories.ts";
import { laterFaults } from "./later.ts";
import { migrationsFaults } from "./migrations.ts";
import { placesFaults } from "./places.ts";
import { refusalFaults } from "./refusals.ts";
import { stateFaults } from "./state.ts";
import { valueFaults } from "./values.ts";

/** Every named deviation that the mock can be told to show; each makes exactly one requirement fail. */
export const allFaults: Readonly<Record<string, TargetFault>> = {
  ...formFaults,
  ...stateFaults,
  ...placesFaults,
  ...bindingsFaults,
  ...fieldsFaults,
  ...migrationsFaults,
  ...refusalFaults,
  ...historyFaults,
  ...valueFaults,
  ...besideFaults,
  ...laterFaults,
};

/** Those that a run by the page's revision can see. */
export const faults: Readonly<Record<string, TargetFault>> = Object.fromEntries(
  Object.entries(allFaults).filter(([, { since }]) => isIn(since, revision)),
);

/** The behaviour of a mock with these faults, of which each has its own state. */
export const faultyBehaviour = (ids: readonly string[]): Behaviour =>
  combined(ids.map((id) => (isTargetFault(id) ? allFaults[id]?.make() : undefined) ?? {}));

export const isTargetFault = (id: string): boolean => Object.hasOwn(allFaults, id);
