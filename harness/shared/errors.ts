import { Unjudged } from "../../contract/refutation.ts";
import type { Report } from "../../reports/report.ts";

/** The run cannot be made: settings, credentials, or a target that does not answer. Exit code 2. */
export class CannotRun extends Error {
  readonly hint: string | undefined;
  /** What there is to report, where a target was asked at all. */
  report: Report | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = "CannotRun";
    this.hint = hint;
  }
}

/** The target stopped answering in the middle of a run: what was judged stands, the rest is `environment`. */
export class TargetLost extends Error {
  /** Whether it may have done what it was asked last. */
  readonly maybeDone: boolean;

  constructor(reason: string, { maybeDone = true }: { maybeDone?: boolean } = {}) {
    super(reason);
    this.maybeDone = maybeDone;
  }
}

/** The budget of requests is spent, or enough failures were found: the run ends here, on purpose. */
export class EndOfRun extends Error {
  /** Whether the target may have done what it was asked last. */
  readonly maybeDone: boolean;

  constructor(reason: string, { maybeDone = false }: { maybeDone?: boolean } = {}) {
    super(reason);
    this.maybeDone = maybeDone;
  }
}

/** A call got no answer that is the target's own: a network error, a timeout, an edge's 5xx. It is no verdict. */
export class NoAnswer extends Unjudged {
  /** Whether the target may have done what was asked. */
  readonly maybeDone: boolean;
  /** The connection was closed before an answer came. */
  readonly isClosed: boolean;

  constructor(reason: string, { maybeDone, isClosed = false }: { maybeDone: boolean; isClosed?: boolean }) {
    super("environment", reason);
    this.maybeDone = maybeDone;
    this.isClosed = isClosed;
  }
}
