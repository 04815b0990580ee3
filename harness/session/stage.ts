import type { Call, Exchange } from "../../contract/api.ts";
import type { Judgement } from "../../suites/suite.ts";

/** Who is told what a case shows while it is made. */
export interface Listener {
  /** Told of every judgement of an invariant; whether its refutation counts, and ends the case. */
  judged(judgement: Judgement): boolean;
  /** Told of what a stop of a tour threw; throws what ends the case. */
  stumbled(error: unknown, id: string, row?: string): void;
}

/** Where cases are made, one after the other, each on a fresh subject. */
export interface Stage<Subject> {
  /** Begins a case of a claim: what is exchanged from now on belongs to it, and its judgements go to the listener. */
  begin(claim: string, listener: Listener): void;
  fresh(): Promise<Subject>;
  /** Waits for the calls that the case left behind, and removes what it made. */
  end(): Promise<void>;
  /** The exchanges of the case at hand. */
  readonly trace: Exchange[];
  /** The call of the case at hand whose connection was closed without an answer, if there is one. */
  readonly unanswered: Call | undefined;
  /** The target has ever answered what cases are about. */
  readonly hasAnswered: boolean;
  /** Forgets them: the case begins anew. */
  forget(): void;
  /** Requests since the case began: those of the last one, once it has ended. */
  readonly cost: number;
}
