import fc from "fast-check";
import type { Call, Exchange } from "../../../contract/api.ts";
import { Refutation } from "../../../contract/refutation.ts";
import type { WorkerClaim } from "../../../harness/judge/judging.ts";
import type { Listener, Stage } from "../../../harness/session/stage.ts";
import type { Suite } from "../../../suites/suite.ts";
import type { Claim } from "../../../suites/words/claim.ts";

/** What a case is made on here: its number, and whoever listens. */
export interface Subject {
  number: number;
  listener: Listener;
}
export type BenchClaim = Claim<Subject, undefined, string>;

/** A stage without a target: it counts. */
export class Bench implements Stage<Subject> {
  trace: Exchange[] = [];
  unanswered: Call | undefined;
  readonly hasAnswered = true;
  cost = 1;
  begun: string[] = [];
  made = 0;
  ended = 0;
  forgotten = 0;
  #listener: Listener | undefined;

  begin(claim: string, listener: Listener): void {
    this.begun.push(claim);
    this.#listener = listener;
  }

  async fresh(): Promise<Subject> {
    this.made += 1;
    if (!this.#listener) throw new Error("no case was begun");
    return { number: this.made, listener: this.#listener };
  }

  async end(): Promise<void> {
    this.ended += 1;
  }

  forget(): void {
    this.forgotten += 1;
    this.trace = [];
  }
}

/** A claim about one number between 0 and 1000. */
export const claimOf = (
  name: string,
  check: (value: number, subject: Subject) => void | Promise<void>,
  rest: Partial<BenchClaim> = {},
): BenchClaim => ({
  id: name,
  name,
  row: undefined,
  drives: [],
  weight: 1,
  after: [],
  counts: false,
  tries: 1,
  unavailable: () => undefined,
  inputs: () => fc.tuple(fc.integer({ min: 0, max: 1000 })),
  check: async (subject, [value]) => check(value as number, subject),
  ...rest,
});

/** A claim about Workers, by one number. */
export const workerClaim = (
  name: string,
  check: WorkerClaim["check"],
  rest: Partial<WorkerClaim> = {},
): WorkerClaim => ({
  id: name,
  name,
  row: undefined,
  drives: [],
  weight: 1,
  after: [],
  counts: false,
  tries: 1,
  unavailable: () => undefined,
  inputs: () => fc.tuple(fc.nat()),
  check,
  ...rest,
});

const sentence = { level: "must", text: "hold", source: "page:body", sources: ["page:body"] } as const;
/** A suite of these requirements, about anything. */
export const suiteOf = <S, G>(ids: readonly string[], rest: Partial<Suite<S, G>> = {}): Suite<S, G> => ({
  requirements: Object.fromEntries(ids.map((id) => [id, sentence])),
  retired: {},
  levelOf: () => undefined,
  claims: [],
  tours: [],
  rowTours: [],
  invariants: new Set(),
  features: [],
  observer: () => ({
    wasThere: () => {},
    calling: () => {},
    saw: () => ({ judgements: [], drift: [], tried: [] }),
    lost: () => {},
    recover: async () => undefined,
    sawRecovered: () => [],
  }),
  partsOf: () => [],
  rootsOf: () => [],
  isConclusive: () => false,
  isOptional: () => false,
  rowsOfAnswers: [],
  ...rest,
});

export const refute = (details: Refutation["details"] = {}): never => {
  throw new Refutation("less", "more", details);
};

/** An exchange of which only this much is said. */
export const exchangeOf = (call: Partial<Exchange["call"]>, answer: Partial<Exchange["answer"]> = {}): Exchange => ({
  call: { kind: "other", method: "GET", path: "/", ...call },
  answer: { status: 200, contentType: "application/json", text: "{}", json: {}, ...answer },
  startedAt: 0,
  endedAt: 0,
  invoked: 0,
  returned: 0,
});
