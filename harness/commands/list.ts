import { type Command, Option } from "commander";
import { requestFaultsAt, silencesAt } from "../../contract/faults/index.ts";
import { features, isLostWithout } from "../../contract/features.ts";
import { isIn, revision } from "../../contract/revision.ts";
import { groups } from "../../suites/coverage/features.ts";
import { claimKey } from "../../suites/words/claim.ts";
import { suiteFor } from "../judge/judging.ts";
import { type CommandContext, contractOption, revisionOf } from "./context.ts";

/** The request faults, with the requirement, its level and the broken place; then what is only recorded. */
function requestFaultLines({ suite: { requirements, contract = revision } }: CommandContext): string[] {
  const [requestFaults, silences] = [requestFaultsAt(contract), silencesAt(contract)];
  return [
    ...requestFaults.map(
      ({ id, requirement, pointer, text }) =>
        `${id}  ${requirement} (${requirements[requirement]?.level})  ${pointer || "(body)"}  a request with ${text}`,
    ),
    ...silences.map(({ id, pointer, text }) => `${id}  recorded  ${pointer || "(body)"}  a request with ${text}`),
    `\n${requestFaults.length} request faults, ${silences.length} requests about which the page is silent`,
  ];
}

const targetFaultLines = ({ faults, suite: { contract = revision } }: CommandContext): string[] =>
  Object.entries(faults)
    .filter(([, { since }]) => isIn(since, contract))
    .map(([id, one]) => `${id}  breaks ${one.breaks}: the target ${one.text}`);

function requirementLines({ suite: { requirements, claims } }: CommandContext): string[] {
  const all = Object.entries(requirements);
  return [
    ...all.map(([id, { level, text, source }]) => `${id}  ${level}  ${text}  (${source})`),
    `\n${all.length} requirements, ${claims.length} claims; list --rows shows the claims, row by row`,
  ];
}

/** What a target can be declared to lack, and what that costs. */
function lackLines({ suite: { requirements } }: CommandContext): string[] {
  const ids = Object.keys(requirements);
  const lines = Object.entries(features).map(([name, { text }]) => {
    const lost = ids.filter((id) => isLostWithout(id, name)).length;
    return `${name}  ${text}${lost === 0 ? "" : `; without it ${lost} of ${ids.length} requirements cannot be judged`}`;
  });
  return [...lines, "\nrun --lacks NAME,NAME leaves them out, and says so"];
}

/** What a run counts of what it tried, group by group. */
function coverageLines({ suite: { features: all } }: CommandContext): string[] {
  const of = (group: string) => all.filter((one) => one.group === group);
  return Object.entries(groups).flatMap(([group, text]) => [
    `${group}: ${text} (${of(group).length})`,
    ...of(group).map(({ id }) => `  ${id.slice(group.length + 2)}`),
    "",
  ]);
}

interface ListFlags {
  coverage?: boolean;
  lacks?: boolean;
  requestFaults?: boolean;
  faults?: boolean;
  targetFaults?: boolean;
  rows?: boolean;
  contract?: string;
}

function linesOf(what: ListFlags, context: CommandContext): string[] {
  if (what.requestFaults || what.faults) return requestFaultLines(context);
  if (what.coverage) return coverageLines(context);
  if (what.lacks) return lackLines(context);
  if (what.targetFaults) return targetFaultLines(context);
  return what.rows ? context.suite.claims.map(claimKey) : requirementLines(context);
}

/** Adds `list`: the requirements, or what they are judged and proved with. */
export function addList(wvc: Command, context: CommandContext): void {
  wvc
    .command("list")
    .description("shows the requirements")
    .option("--request-faults", "shows the request faults instead: ways to break a valid request")
    .addOption(new Option("--faults", "the old name of --request-faults").hideHelp())
    .option("--lacks", "shows what a target can be declared to lack instead, and what that costs")
    .option("--coverage", "shows what a run counts of what it tried instead: report.json has how often, as `tried`")
    .option("--rows", "shows the claims instead, row by row, as --only takes them")
    .option("--target-faults", "shows the target faults instead: ways to break the mock")
    .addOption(contractOption("the revision whose list is shown"))
    .action((flags: ListFlags) => {
      if (flags.faults) context.complain("list --faults is now list --request-faults\n");
      const suite = suiteFor(context.suite, { contract: revisionOf(flags.contract, context.env) });
      context.print(linesOf(flags, { ...context, suite }).join("\n"));
      context.done(0);
    });
}
