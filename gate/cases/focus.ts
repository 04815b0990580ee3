import fc from "fast-check";
import { plainSuccess } from "../../arbitraries/answers.ts";
import { plainCall } from "../../arbitraries/calls.ts";
import { keyAndEmail, token } from "../../arbitraries/credentials.ts";
import { plainBase } from "../../arbitraries/surroundings.ts";
import type { ClientCall, ClientCase, Credential, ServerReply } from "../../contract/client.ts";
import { keyOf } from "../../harness/shared/tally.ts";
import type { PropertyId } from "../contract/properties.ts";

/** Cases that are made to judge one property; the others are judged on them too. */
export interface Focus {
  /** Undefined for traffic: calls in which everything comes together. */
  property: PropertyId | undefined;
  row: string | undefined;
  cases: fc.Arbitrary<ClientCase>;
  /** Made first, each of them; the others are drawn. */
  visits: readonly ClientCase[];
  /** Share of the runs that are drawn; 0 where there is nothing beside what is visited. */
  weight: number;
  /** The client may refuse the call before it sends anything. */
  mayRefuse?: true;
  /** A credential of this kind is needed. */
  auth?: "key_email";
  /** A client that fails makes the gate wait: once it has failed, no further case is made. */
  waits?: true;
  /** Rows that a case without any finding counts for: many at once, for clients that take their time. */
  covers?: readonly string[];
  /** What its calls show is of the property, whatever it is that went wrong: how they hang together is what it is about. */
  owns?: true;
  /** Protocol 1 promises adapters that it does not come. */
  fromProtocol?: 2;
  /** Only where so many cases of a set are asked for. */
  fromRuns?: number;
}

export const focusKey = ({ property, row }: Pick<Focus, "property" | "row">): string =>
  keyOf(property ?? "everything", row);

/** Whether a property, or a row of it, is named by a prefix: an area, a property, a row. */
export const isNamed = (key: string, prefix: string): boolean =>
  key === prefix || key.startsWith(`${prefix}/`) || key.startsWith(`${prefix}.`);

/** How many cases of a focus are made, where a focus of weight 1 makes `runs`. */
export const casesOf = ({ visits, weight }: Pick<Focus, "visits" | "weight">, runs: number): number =>
  visits.length + (weight > 0 ? Math.max(1, Math.round(runs * weight)) : 0);

export type Options = Partial<Omit<Focus, "property" | "cases" | "visits">>;

export const caseOf = (
  call: ClientCall,
  replies: readonly ServerReply[],
  more: Partial<ClientCase> = {},
): ClientCase => ({ call, auth: token, base: plainBase, environment: {}, replies, ...more });

/** Cases that are drawn. */
export const drawing = (property: PropertyId, cases: fc.Arbitrary<ClientCase>, options: Options = {}): Focus => ({
  property,
  row: undefined,
  cases,
  visits: [],
  weight: 1,
  ...options,
});
/** Cases of which each is made. */
export const visiting = (property: PropertyId, visits: readonly ClientCase[], options: Options = {}): Focus => ({
  property,
  row: undefined,
  cases: fc.constantFrom(...visits),
  visits,
  weight: 0,
  ...options,
});

/** Cases that are made only where many are asked for, and not before: they are large. */
export const visitingLater = (
  property: PropertyId,
  fromRuns: number,
  make: () => ClientCase,
  options: Options,
): Focus => {
  let made: ClientCase | undefined;
  const one = () => {
    made ??= make();
    return made;
  };
  return drawing(property, fc.constant(undefined).map(one), { ...options, fromRuns, weight: 1 / fromRuns });
};

/** What the caller asks varies; the answer is the plain one. */
export const asking = (property: PropertyId, call: fc.Arbitrary<ClientCall>, options?: Options): Focus =>
  drawing(
    property,
    call.map((one) => caseOf(one, [plainSuccess])),
    options,
  );
/** The call is the plain one; what the server answers varies. */
export const answering = (property: PropertyId, reply: fc.Arbitrary<ServerReply>, options?: Options): Focus =>
  drawing(
    property,
    reply.map((one) => caseOf(plainCall, [one])),
    options,
  );
/** Each of these calls, and each of these answers. */
export const askingEach = (property: PropertyId, all: readonly ClientCall[], options?: Options): Focus =>
  visiting(
    property,
    all.map((one) => caseOf(one, [plainSuccess])),
    options,
  );
export const answeringEach = (
  property: PropertyId,
  all: readonly ServerReply[],
  options?: Options,
  more: Partial<ClientCase> = {},
): Focus =>
  visiting(
    property,
    all.map((one) => caseOf(plainCall, [one], more)),
    options,
  );
export const askingRows = <Row extends string>(
  property: PropertyId,
  rows: readonly Row[],
  call: (row: Row) => fc.Arbitrary<ClientCall>,
  options: Options,
): Focus[] => rows.map((row) => asking(property, call(row), { ...options, row }));

/** Few cases: what they show hardly hangs on what is drawn. */
export const rare = { weight: 0.3 };
export const row = (name: string): { row: string } => ({ row: name });
/** Nobody is waited for longer than a moment. */
export const patienceMs = 3000;
export const patiently = { patienceMs };
/** A call that is taken, and an answer to the plainest call. */
export const taken = (call: ClientCall): ClientCase => caseOf(call, [plainSuccess]);
export const given = (reply: ServerReply): ClientCase => caseOf(plainCall, [reply]);
/** The plainest call where something beside it varies. */
export const plainly = (more: Partial<ClientCase>): ClientCase[] => [caseOf(plainCall, [plainSuccess], more)];
/** A reply after which a client may wait, and then try again with success. */
export const limited = (reply: ServerReply, more: Partial<ClientCase> = {}): ClientCase[] => [
  caseOf(plainCall, [reply, plainSuccess], more),
];
/** A row for each way to authenticate. */
export const credentialRows = (focusFor: (auth: Credential) => Focus): Focus[] => [
  { ...focusFor(token), row: "token" },
  { ...focusFor(keyAndEmail), row: "key_email", auth: "key_email" },
];
