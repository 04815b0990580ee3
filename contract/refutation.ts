import type { VersionRequest } from "./version.ts";

/** Where a refutation belongs and what may explain it. */
export interface RefutationDetails {
  /** JSON pointer into the answer. */
  pointer?: string;
  /** The requirement, where it is another than the claim's own. */
  id?: string;
  /** The row, where it is another than the claim's own. */
  row?: string;
  /** Requirements (`id` or `id/row`) whose failure explains this one: then it is no news. */
  after?: readonly string[];
  /** What to show as the smallest input, where that says more than the claim's inputs. */
  input?: unknown;
  /** The request that was refused: a refused part of it explains the refusal of the whole. */
  request?: VersionRequest;
}

/** What stands for a value that is not there. */
const absent = "(absent)";

/** The target broke a requirement. Anything else that is thrown is the suite's own fault. */
export class Refutation extends Error {
  readonly expected: string;
  readonly actual: unknown;
  /** Nothing is there where a value was expected. */
  readonly isAbsent: boolean;
  readonly details: RefutationDetails;

  constructor(expected: string, actual: unknown, details: RefutationDetails = {}) {
    super(`expected ${expected}`);
    this.name = "Refutation";
    this.expected = expected;
    this.isAbsent = actual === undefined;
    this.actual = this.isAbsent ? absent : actual;
    this.details = details;
  }
}

/** Why a case could not be judged: the target lacks something (`inapplicable`), or another failure stands in the way. */
export class Unjudged extends Error {
  readonly verdict: "inapplicable" | "untested" | "environment";

  constructor(verdict: Unjudged["verdict"], reason: string) {
    super(reason);
    this.name = "Unjudged";
    this.verdict = verdict;
  }
}

/** The target does not have the feature that the case needs: what was judged before that, stands. */
export class Lacking extends Unjudged {
  constructor(reason: string) {
    super("inapplicable", reason);
  }
}
