import type { Command } from "commander";
import type { CommandLine } from "../../harness/shared/command.ts";
import { readFlags } from "../adapters/settings.ts";
import { isProven, proofText, prove } from "../proof/prove.ts";

/** The share of the other properties' cases that each mutant is held against, where not all are asked for. */
const usualShare = 1 / 16;

/** Adds `gate prove`: each mutant of a reference client must be caught by exactly its property. */
export function addGateProve(gateCommand: Command, { print, complain, done }: CommandLine): void {
  gateCommand
    .command("prove")
    .description("judges the gate itself: mutants of a reference client")
    .option("--seed <n>", "decides every case")
    .option("--runs <n>", "cases of each set")
    .option("--whole", "holds each mutant against all cases of all properties, which takes ten minutes")
    .action(async (given: Record<string, unknown>) => {
      const { runs, seed } = readFlags(given);
      const beside = given.whole === true ? 1 : usualShare;
      const proof = await prove({ beside, seed, runs }, ({ verdict, mutant }, number, of) =>
        complain(`${number}/${of} ${verdict} ${mutant}\n`),
      );
      const [code, meaning] = isProven(proof)
        ? [0, "the gate catches what it claims to catch, and nothing else"]
        : [1, "the gate does not prove itself"];
      print(`${proofText(proof)}\nexit ${code}: ${meaning}`);
      done(code);
    });
}
