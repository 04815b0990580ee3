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

/** The behaviour of a mock with these faults, of which each has its own state. */
export const faultyBehaviour = (ids: readonly string[]): Behaviour =>
  combine(ids.map((id) => (isTargetFault(id) ? faults[id]?.make() : undefined) ?? {}));

export const isTargetFault = (id: string): boolean => Object.hasOwn(faults, id);
