import { areaOf, isRequirementId, type RequirementId, requirements } from "../contract/requirements/index.ts";
import { revision, revisionNamed } from "../contract/revision.ts";
import { isSelected } from "../harness/judge/select.ts";
import { exitCodeOf, type Report, type RequirementResult, type Verdict } from "../reports/report.ts";
import { closingLine } from "../reports/summary.ts";
import { failureText } from "../reports/text.ts";
import { suiteAt } from "../suites/index.ts";
import { type RunOptions, run } from "./run.ts";

/** What became of one test. */
export interface Judged {
  /** The verdict on the requirement; of the test about the whole run, `pass` or `fail`. */
  verdict: Verdict;
  /** Why it counts neither as passed nor as failed: untested, inapplicable, or known by the baseline. */
  skip?: string;
  /** What broke below the bar. */
  warning?: string;
  /** Why it fails: the requirement, the story of calls that shows it, and how it is made again. */
  error?: Error;
}

/** One test for a runner of tests: a requirement, or the run as a whole. */
export interface ConformanceTest {
  /** `deploy.supersedes: let a later deploy=true take over …`. */
  name: string;
  /** The requirement's id; absent for the test about the whole run. */
  id?: RequirementId;
  /** The area that groups it in the reports. */
  area: string;
  /** What became of it. The first that is asked for begins the run that judges all of them; it never rejects for what a target does. */
  judge(): Promise<Judged>;
  /** The same for a runner: throws where the test fails, gives the reason where it is to be skipped. */
  check(): Promise<string | undefined>;
}

/** A failure as a runner of tests shows it: its own text, without a stack that leads into this package. */
function failing(text: string): Error {
  const error = new Error(text);
  error.name = "ConformanceError";
  error.stack = `${error.name}: ${text}`;
  return error;
}

function judgedOf(result: RequirementResult | undefined, id: RequirementId, report: Report): Judged {
  if (!result) return { verdict: "untested", error: failing(`${id} is not in the report: ${closingLine(report)}`) };
  const { verdict, reason, known } = result;
  if (known !== undefined) return { verdict, skip: `known: ${known}` };
  if (verdict === "pass") return { verdict };
  if (verdict === "untested" || verdict === "inapplicable") return { verdict, skip: `${verdict}: ${reason}` };
  if (verdict === "warn") return { verdict, warning: failureText(result) };
  const isShown = verdict === "fail" || verdict === "flaky" || verdict === "unconfirmed";
  return { verdict, error: failing(isShown ? failureText(result) : `${verdict}: ${requirements[id].text}: ${reason}`) };
}

const wholeName = "the run is complete and the target conforms";

function judgedWhole(report: Report): Judged {
  const conforms = report.complete && exitCodeOf(report) === 0;
  return conforms ? { verdict: "pass" } : { verdict: "fail", error: failing(closingLine(report)) };
}

/** What decides which tests there are. */
type Chosen = Pick<RunOptions, "only" | "contract">;

/** Tests over a run that `begin` makes, once, when the first of them is asked for. */
export function testsOf(begin: () => Promise<Report>, { only = [], contract }: Chosen = {}): ConformanceTest[] {
  let begun: Promise<Report> | undefined;
  const report = () => {
    begun ??= begin();
    return begun;
  };
  const test = (name: string, area: string, judge: () => Promise<Judged>) => ({
    name,
    area,
    judge,
    check: async () => {
      const { error, skip } = await judge();
      if (error) throw error;
      return skip;
    },
  });
  const at = suiteAt(revisionNamed(contract ?? "") ?? revision);
  const ids = Object.keys(at.requirements).filter(
    (id) => isRequirementId(id) && isSelected(id, only),
  ) as RequirementId[];
  return [
    ...ids.map((id) => ({
      ...test(`${id}: ${requirements[id].text}`, areaOf(id), async () => {
        const done = await report();
        return judgedOf(
          done.requirements.find((one) => one.id === id),
          id,
          done,
        );
      }),
      id,
    })),
    test(wholeName, "run", async () => judgedWhole(await report())),
  ];
}

/** Any option of `run`; the profile is `quick`, unless given. */
export type TestOptions = RunOptions;

/** How much a suite of tests runs that says nothing of it. */
export const usualProfile = "quick";

/**
 * The requirements as a list of tests, for `node:test`, Jest, or any other runner: one for each that `only` selects, and a
 * last one about the run as a whole. One run judges them all; it begins when the first of them is asked for.
 */
export const conformanceTests = (options: TestOptions = {}): ConformanceTest[] =>
  testsOf(() => run({ profile: usualProfile, ...options }), options);
