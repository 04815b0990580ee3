import type { Command } from "commander";
import type { CommandLine } from "../../harness/shared/command.ts";
import { addGateCompare } from "./compare.ts";
import { addGateList } from "./list.ts";
import { addGateMatrix } from "./matrix.ts";
import { addGateProve } from "./prove.ts";
import { addGatePublish } from "./publish.ts";
import { addGateRecord } from "./record.ts";
import { addGateRun } from "./run.ts";

/** Adds `gate` and its commands; `gate` alone is `gate run`. */
export function addGate(wvc: Command, context: CommandLine): void {
  const gate = wvc.command("gate").description("judges a client (an SDK, a CLI) on the wire");
  const commands = [
    addGateRun,
    addGateRecord,
    addGateProve,
    addGateMatrix,
    addGateCompare,
    addGateList,
    addGatePublish,
  ];
  for (const add of commands) add(gate, context);
}
