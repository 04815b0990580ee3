import { tokenMark } from "../../arbitraries/text.ts";
import type { AddressedBy, Page, Reply, WorkerPort } from "../../contract/api.ts";
import { type Binding, kindOf, missingResourceCodes, planCodes } from "../../contract/bindings.ts";
import { declared } from "../../contract/features.ts";
import { isObject, sameJson } from "../../contract/json.ts";
import type { Deployment } from "../../contract/neighbours.ts";
import { Lacking, Refutation, Unjudged } from "../../contract/refutation.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { Version } from "../../contract/version.ts";

/** The requirement, or the row of one, that a judgement is about: whoever judges says which sentence. */
export interface Where {
  id: RequirementId;
  row?: string;
  pointer?: string;
  input?: unknown;
  /** Requirements whose failure explains this one. */
  after?: readonly string[];
}

const statusOf = (reply: Reply<unknown>) => reply.exchange.answer.status;
export const isAccepted = (reply: Reply<unknown>) => statusOf(reply) >= 200 && statusOf(reply) < 300;
export const isRefused = (reply: Reply<unknown>) => statusOf(reply) >= 400 && statusOf(reply) < 500;

/** The codes in `errors[]`, as far as they are numbers. */
function codesOf(reply: Reply<unknown>): number[] {
  const { json } = reply.exchange.answer;
  const errors = isObject(json) && Array.isArray(json.errors) ? json.errors : [];
  return errors.filter(isObject).flatMap((one) => (typeof one.code === "number" ? [one.code] : []));
}

/** What a reader needs of an answer: the status and the body, which stays short in reports. */
const shown = (reply: Reply<unknown>) => ({
  status: statusOf(reply),
  body: reply.exchange.answer.json ?? reply.exchange.answer.text.slice(0, 300),
});

/** Whether a binding names something that the suite made up: an emulator takes it, a stricter target need not. */
const isMadeUp = ({ type, ...fields }: Binding): boolean =>
  kindOf(type)?.setup === "resource" ||
  (type === "workflow" && fields.class_name === undefined) ||
  ["namespace_id", "dispatch_namespace", "environment"].some(
    (name) => kindOf(type)?.setup === "worker" && name in fields,
  );

/** "A class of a migration can only be bound when it is provisioned": seen live with deploy=false (facts A-05). */
const notProvisionedCodes: readonly number[] = [100_123, 10_123];

/** The compatibility date is later than the day that it is where the target is. */
function isAhead({ exchange: { call, answer } }: Reply<unknown>): boolean {
  const day = answer.serverDate === undefined ? undefined : new Date(answer.serverDate).toISOString().slice(0, 10);
  return day !== undefined && (call.request?.compatibility_date ?? "") > day;
}

/** A refusal that says nothing about the requirement: the plan forbids it, or a made-up resource does not exist. */
function excuse(reply: Reply<unknown>): void {
  if (isRefused(reply) && isAhead(reply))
    throw new Unjudged("untested", "by the target's own clock, as its Date header has it, that date is in the future");
  const codes = codesOf(reply);
  if (!isRefused(reply) || codes.length === 0) return;
  if (codes.every((code) => planCodes.includes(code))) {
    throw new Unjudged("inapplicable", `the target's plan does not allow it (code ${codes.join(", ")})`);
  }
  const { request, deploy } = reply.exchange.call;
  if (request?.migrations && deploy !== true && codes.every((code) => notProvisionedCodes.includes(code))) {
    throw new Unjudged("inapplicable", `the target takes migrations only with deploy=true (code ${codes.join(", ")})`);
  }
  const { bindings = [], assets } = request ?? {};
  if (assets?.jwt?.includes(tokenMark))
    throw new Unjudged("untested", "the target wants a token of an upload; see --resources");
  if (bindings.some(isMadeUp) && codes.every((code) => missingResourceCodes.includes(code))) {
    throw new Unjudged(
      "untested",
      `the target wants a resource that exists (code ${codes.join(", ")}); see --resources`,
    );
  }
}

function usable<T>(reply: Reply<T>): T {
  if (reply.result === undefined) throw new Unjudged("untested", "the answer carries no usable result");
  return reply.result;
}

/** The request is accepted: that is the claim. */
export function accepted<T>(reply: Reply<T>, where: Where): T {
  if (!isAccepted(reply)) {
    excuse(reply);
    const { request } = reply.exchange.call;
    throw new Refutation("the request to be accepted", shown(reply), { ...where, ...(request ? { request } : {}) });
  }
  return usable(reply);
}

/** A judge of whether a create is accepted. */
export interface Acceptance {
  (reply: Reply<Version>): Version;
  readonly id: RequirementId;
}
export const acceptance = (where: Where): Acceptance =>
  Object.assign((reply: Reply<Version>) => accepted(reply, where), { id: where.id });

const valid = { id: "version.accepts-valid" } as const;
/** A valid version is accepted: mostly the premise of a claim about something else. */
export const made = acceptance(valid);

/** Beside other creates one may be refused, but not be answered as the target's own error. */
export function takenOrRefused(reply: Reply<Version>): Reply<Version> {
  holds(statusOf(reply) !== 500, "the create to be accepted, or refused, beside others", shown(reply), valid);
  return reply;
}

/** The request is refused with a 4xx. */
export const refused = (reply: Reply<unknown>, where: Where): void =>
  holds(isRefused(reply), "a refusal with a 4xx status", shown(reply), where);

/** The thing does not exist: refused with 404. */
export const missing = (reply: Reply<unknown>, where: Where): void =>
  holds(statusOf(reply) === 404, "a refusal with status 404", shown(reply), where);

/** A read of a version that exists finds it; what was done to the Worker before may explain that it does not. */
export const found = (reply: Reply<Version>, after: readonly RequirementId[] = []): Version =>
  accepted(reply, { id: "read-back.get-finds", after });

const finds = { id: "read-back.list-finds" } as const;
/** A read of the list works. */
export const listed = (reply: Reply<Page>): Page => accepted(reply, finds);
/** The list shows each version that there is, and no other: ids, in one order. */
export const listsExactly = sameness("the versions", finds);
/** The list shows that many versions, or more. */
export const listsAtLeast = (count: number, ids: readonly string[]): void =>
  holds(ids.length >= count, `${count} versions or more`, ids, finds);

/** Pages that a list may have; a list without end is no list. */
const mostPages = 50;

/** Sizes of pages to ask for: a target may refuse the larger ones. */
const sizes = [100, 50, 20, 10] as const;
/** The first page, as large as the target gives it, and its size. */
async function firstPage(worker: WorkerPort, by?: AddressedBy): Promise<{ page: Page; perPage: number }> {
  for (const perPage of sizes) {
    const reply = await worker.list({ perPage, by });
    if (!isRefused(reply) || perPage === sizes.at(-1)) return { page: listed(reply), perPage };
  }
  throw new Error("there is a last size");
}

/** A list without paging is whole, or nothing can be said of what it does not show. */
function whole(all: Version[], { info }: Page): Version[] {
  if (typeof info.total_count === "number" && all.length < info.total_count) throw new Lacking(declared("paging"));
  return all;
}

/** Every version that the list shows: a target may give fewer on a page than it is asked for, or all on each. */
export async function listedAll(worker: WorkerPort, by?: AddressedBy): Promise<Version[]> {
  const first = await firstPage(worker, by);
  const all = [...first.page.versions];
  if (worker.lacks("paging")) return whole(all, first.page);
  let { versions, info } = first.page;
  for (let page = 2; page <= mostPages && versions.length > 0; page += 1) {
    const total = info.total_count;
    if (typeof total === "number" && all.length >= total) break;
    const reply = await worker.list({ perPage: first.perPage, page, by });
    // Where nobody says how many there are, a page beyond the last one may be refused.
    if (typeof total !== "number" && isRefused(reply)) break;
    ({ versions, info } = listed(reply));
    versions = versions.filter(({ id }) => !all.some((one) => one.id === id));
    all.push(...versions);
  }
  return all;
}
/** The ids of versions, in one order. */
export const idsOf = (versions: readonly Version[]): string[] => versions.map(({ id }) => id).sort();

/** The deployments of a Worker; a target without this neighbour cannot be judged on it. */
export function deploymentsOf(reply: Reply<Deployment[]>): Deployment[] {
  if (reply.result === undefined) {
    throw new Unjudged("inapplicable", `the target lists no deployments (status ${statusOf(reply)})`);
  }
  return reply.result;
}

/** A call of a neighbour that a story needs but the page does not describe. */
export function neighbour<T>(reply: Reply<T>, what: string): T {
  if (!isAccepted(reply)) throw new Unjudged("inapplicable", `the target refuses ${what} (status ${statusOf(reply)})`);
  return usable(reply);
}

/** Reads what is there to be read: a target without the call for it shows nothing, and the rest is judged. */
export async function ifThere<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Lacking) return undefined;
    throw error;
  }
}

/** The story goes on only if its premise holds; otherwise another requirement has the say. */
export function given(premise: boolean, what: string): void {
  if (!premise) throw new Unjudged("untested", `not judged, since ${what}`);
}

/** Of several deletes one was done: a target that deletes no versions is not judged on it. */
export const someDeleted = (replies: readonly Reply<unknown>[]): void =>
  given(replies.some(isAccepted), "the target deletes no versions");

/** Versions of two Workers can be told apart. */
export const areApart = (own: readonly Version[], others: readonly Version[]): void =>
  given(!own.some(({ id }) => others.some((one) => one.id === id)), "two versions share an id");

/** Waits for a premise that may lag; where it never comes true, the story is not judged. */
export async function premise(worker: WorkerPort, otherwise: string, isTrue: () => Promise<boolean>): Promise<void> {
  await worker.eventually(async () => given(await isTrue(), otherwise));
}

/** What is said is so; otherwise the requirement is refuted. */
export function holds(truth: boolean, expected: string, actual: unknown, where: Where): void {
  if (!truth) throw new Refutation(expected, actual, where);
}

/** A judge of what must be the same: it is given what is expected and what is seen. */
export interface Sameness {
  (expected: unknown, seen: unknown): void;
  readonly id: RequirementId;
}
/** Judges whether the target shows `what` exactly as expected. */
export function sameness(what: string, where: Where): Sameness {
  const judge = (expected: unknown, seen: unknown) =>
    holds(sameJson(expected, seen), `${what} ${JSON.stringify(expected)}`, seen, where);
  return Object.assign(judge, { id: where.id });
}
