import type { CallKind, Exchange } from "../../contract/api.ts";
import { isObject } from "../../contract/json.ts";

const calls = { createVersion: "create", getVersion: "get", listVersions: "list" } as const;
export type ShowingCall = (typeof calls)[keyof typeof calls];
const nameOf = (kind: CallKind): ShowingCall | undefined => calls[kind as keyof typeof calls];

/** How often accepted answers showed a binding of each kind, by the call that was answered. */
export class ShownKinds {
  readonly #counts = new Map<string, Record<ShowingCall, number>>();

  saw({ call, answer }: Exchange): void {
    const name = nameOf(call.kind);
    if (name === undefined || answer.status >= 300 || !isObject(answer.json)) return;
    const { result } = answer.json;
    for (const version of Array.isArray(result) ? result : [result]) this.#showed(version, name);
  }

  #showed(version: unknown, name: ShowingCall): void {
    if (!isObject(version) || !Array.isArray(version.bindings)) return;
    for (const binding of version.bindings) {
      if (!isObject(binding) || typeof binding.type !== "string") continue;
      if (!this.#counts.has(binding.type) && this.#counts.size >= mostKinds) continue;
      const own = this.#counts.get(binding.type) ?? { create: 0, get: 0, list: 0 };
      this.#counts.set(binding.type, own);
      own[name] += 1;
    }
  }

  get counts(): Record<string, Record<ShowingCall, number>> {
    return Object.fromEntries(this.#counts);
  }
}
/** A target may make up as many kinds as it likes. */
const mostKinds = 100;
