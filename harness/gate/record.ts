import type { GateFlags } from "./settings.ts";
export async function recordCommand(
  _flags: GateFlags,
  _command: readonly string[],
  _env: unknown,
  _print: (text: string) => void,
): Promise<number> {
  return 2;
}
