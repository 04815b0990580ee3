import type { Behaviour } from "./behaviour.ts";

/** Several behaviours as one: every hook of each is applied, in order. */
export function combine(all: readonly Behaviour[]): Behaviour {
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
  // What one of them pardons is pardoned.
  if (hook === "pardon") return (...args) => before(...args) || after(...args);
  return (...args) => before(...args) ?? after(...args);
}
