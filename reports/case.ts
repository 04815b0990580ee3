import { z } from "zod";
import { signOf } from "./groups.ts";
import type { Failure, Report, RequirementResult } from "./report.ts";

/** One case that is kept: enough to make it again, and to tell whether what comes is what came. */
export const keptCaseSchema = z.object({
  claim: z.string().min(1).describe("the claim whose case it is"),
  literal: z.string().optional().describe("the input of the case, for the suite to read"),
  input: z.unknown().describe("the input, for people to read"),
  seed: z.number().int().describe("where there is no literal input, what leads to it"),
  path: z.string().describe("where there is no literal input, what leads to it"),
  profile: z.enum(["quick", "default", "nightly"]).optional().describe("the profile of the run"),
  today: z.iso.date().optional().describe("the day of the run"),
  sign: z.string().describe("what the failure looks like: another one is not the same"),
});
export type KeptCase = z.infer<typeof keptCaseSchema>;

/** A file of a corpus: a case that failed, and what it showed. */
export const caseFileSchema = keptCaseSchema.extend({
  schema: z.literal("workers-version-conformance/case@1"),
  suite: z.string().describe("the version of the suite that found it"),
  id: z.string().min(1).describe("the requirement that it breaks"),
  row: z.string().optional(),
  expected: z.string(),
  actual: z.unknown(),
  firstSeen: z.iso.date().describe("the day on which it was found"),
});
export type CaseFile = z.infer<typeof caseFileSchema>;

/** What is kept of a failure, to be made again. */
export function keptCase({ run }: Pick<Report, "run">, requirement: RequirementResult, failure: Failure): KeptCase {
  const { claim, literal, input, seed, path } = failure;
  const profile = run.settings?.profile ?? run.profile;
  return keptCaseSchema.parse({
    claim,
    literal,
    input: short(input),
    seed: run.seed ?? seed,
    path,
    profile,
    today: run.today,
    sign: signOf({ requirement, failure }),
  });
}
/** A long input is not for people to read: the literal one has it whole. */
const short = (input: unknown) => ((JSON.stringify(input)?.length ?? 0) > 4000 ? "(long)" : input);

/** A failure as a file of a corpus. */
export function caseFile(report: Report, requirement: RequirementResult, failure: Failure): CaseFile {
  const { expected, actual, row, firstSeen } = failure;
  return {
    schema: "workers-version-conformance/case@1",
    suite: report.suite.version,
    id: requirement.id,
    row,
    ...keptCase(report, requirement, failure),
    expected,
    actual,
    firstSeen: firstSeen ?? report.run.startedAt.slice(0, 10),
  };
}
