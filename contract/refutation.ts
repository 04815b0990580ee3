/** The target broke a requirement. Anything else that is thrown is the suite's own fault. */
export class Refutation extends Error {
  readonly expected: string;
  readonly actual: unknown;
  readonly pointer: string | undefined;
  /** The requirement, where it is another than the claim's own. */
  readonly id: string | undefined;
  /** The row, where it is another than the claim's own. */
  readonly row: string | undefined;

  constructor(expected: string, actual: unknown, where: { pointer?: string; id?: string; row?: string } = {}) {
    super(`expected ${expected}`);
    this.name = "Refutation";
    this.expected = expected;
    this.actual = actual;
    this.pointer = where.pointer;
    this.id = where.id;
    this.row = where.row;
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
