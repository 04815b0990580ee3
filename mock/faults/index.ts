import { CannotRun } from "../../harness/shared/errors.ts";
import type { Behaviour } from "../behaviour.ts";
import { bindingsFaults } from "./bindings.ts";
import type { TargetFault } from "./fault.ts";
import { fieldsFaults } from "./fields.ts";
import { formFaults } from "./form.ts";
import { historyFaults } from "./histories.ts";
import { migrationsFaults } from "./migrations.ts";
import { refusalFaults } from "./refusals.ts";
import { stateFaults } from "./state.ts";

/** Every named deviation that the mock can be told to show; each makes exactly one requirement fail. */
export const faults: Readonly<Record<string, TargetFault>> = {
  ...formFaults,
  ...stateFaults,
  ...bindingsFaults,
  ...fieldsFaults,
  ...migrationsFaults,
  ...refusalFaults,
  ...historyFaults,
};

/** Several behaviours as one: every hook of each is applied, in order. */
function combine(all: readonly Behaviour[]): Behaviour {
  const merged: Record<string, Hook> = {};
  for (const [hook, run] of all.flatMap((one) => Object.entries(one)) as [string, Hook][]) {
    const before = merged[hook];
    merged[hook] = before === undefined ? run : chained(hook, before, run);
  }
  return merged as Behaviour;
}

type Hook = (...args: unknown[]) => unknown;
/** Hooks that pass on their first (or, for `answer`, second) argument are piped; the others are called one after the other. */
function chained(hook: string, before: Hook, after: Hook): Hook {
  if (hook === "answer") return (call, reply) => after(call, before(call, reply));
  if (["number", "inherit", "find", "worker", "list", "page", "request"].includes(hook)) {
    return (first, ...rest) => after(before(first, ...rest), ...rest);
  }
  return (...args) => before(...args) ?? after(...args);
}

/** The behaviour of a mock with these faults; an unknown id is an error that names the nearest. */
export function faultyBehaviour(ids: readonly string[]): Behaviour {
  const known = ids.map((id) => {
    const fault = Object.hasOwn(faults, id) ? faults[id] : undefined;
    if (!fault) throw new CannotRun(`${JSON.stringify(id)} is no target fault`, "`list --target-faults` names them");
    return fault.make();
  });
  return combine(known);
}
