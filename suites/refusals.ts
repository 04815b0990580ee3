import fc from "fast-check";
import { type Names, names } from "../arbitraries/migrations.ts";
import { type Twin, twinOf } from "../arbitraries/twins.ts";
import { mustDeploy, plainVersion } from "../arbitraries/version.ts";
import type { World } from "../arbitraries/world.ts";
import type { Exchange, WorkerPort } from "../contract/api.ts";
import { kindOf } from "../contract/bindings.ts";
import {
  type Change,
  faultOf,
  type RequestFault,
  requestFaults,
  type Sending,
  silences,
} from "../contract/faults/index.ts";
import { isBlank, isObject, type JsonObject, sameJson, stepsTo, toJson, valueAt } from "../contract/json.ts";
import { Refutation, Unjudged } from "../contract/refutation.ts";
import type { Version, VersionRequest } from "../contract/version.ts";
import { requestField } from "../contract/version.ts";
import { noResource } from "./bindings.ts";
import { type Claim, type ClaimOptions, claim, claimRows, traffic } from "./claim.ts";
import { finding, type Invariant } from "./invariant.ts";
import { prepare } from "./migrations.ts";
import { given, holds, isAccepted, listed, made } from "./words.ts";

type Input = Twin | Names;
const isNames = (input: Input): input is Names => !("request" in input);

/** What a twin is made from: the request itself or, for migrations, names for classes and tags. */
const inputOf = (fault: RequestFault, world: World): fc.Arbitrary<Input> =>
  fault.subject.of === "migrations" ? names() : twinOf(fault, world);

/** Makes what must be there before the twin. How many versions that took, and the twin. */
async function stage(
  worker: WorkerPort,
  { subject }: RequestFault,
  input: Input,
): Promise<{ request: VersionRequest; versions: number }> {
  if (isNames(input)) {
    if (subject.of !== "migrations") throw new Error("only migrations are made from names");
    const request = await prepare(worker, subject.list, subject.form, input);
    return { request, versions: ["deleted_classes", "renamed_classes"].includes(subject.list) ? 1 : 0 };
  }
  if (input.before) made(await worker.create(input.before));
  return { request: input.request, versions: input.before ? 1 : 0 };
}

/** The valid twin is accepted: without that, a refusal of its broken form says nothing. */
async function positive(worker: WorkerPort, request: VersionRequest): Promise<void> {
  const reply = await worker.create(request, {
    contentUnjudged: true,
    ...(mustDeploy(request) ? { deploy: true } : {}),
  });
  const isPart = request.bindings?.some(({ type }) => kindOf(type)?.setup === "part");
  if (isPart) given(isAccepted(reply), "the target takes no service-worker syntax");
  made(reply);
}

/** Stages a fault on the Worker, and shows that its twin is accepted: there, or where that uses it up, on another one. */
async function staged(worker: WorkerPort, fault: RequestFault, input: Input) {
  const own = await stage(worker, fault, input);
  if (!mustDeploy(own.request)) {
    await positive(worker, own.request);
    return { ...own, versions: own.versions + 1 };
  }
  const other = await worker.sibling();
  await positive(other, (await stage(other, fault, input)).request);
  return own;
}

const isOk = ({ answer }: Exchange) => answer.status >= 200 && answer.status < 300;
const statusOf = ({ answer }: Exchange) => answer.status;
const shownOf = ({ answer }: Exchange) => ({ status: answer.status, body: answer.json ?? answer.text.slice(0, 300) });

/** The request as it went over the wire, for a reader. */
function inputShown({ text, ...rest }: Sending): unknown {
  const body = text === undefined ? "no body" : jsonOr(text);
  return Object.keys(rest).length === 0 ? body : { ...rest, body };
}
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A refused or accepted create with something broken about it. */
async function sendBroken(
  worker: WorkerPort,
  { id: fault }: RequestFault,
  request: VersionRequest,
  sending: Sending,
  deploy?: boolean,
): Promise<{ exchange: Exchange; result?: Version }> {
  // What a gateway may answer in the API's place need not look as the API's answers do.
  if (sending.account !== undefined || sending.headers !== undefined) {
    const { text, ...rest } = sending;
    return { exchange: await worker.send({ ...rest, fault, ...(text === undefined ? {} : { body: text }) }) };
  }
  return worker.create(request, { sending, fault, contentUnjudged: true, ...(deploy === undefined ? {} : { deploy }) });
}

const namesIn = (version: Version | undefined): unknown[] =>
  Array.isArray(version?.bindings) ? version.bindings.map((one) => (isObject(one) ? one.name : undefined)) : [];

/** Fields whose shapes hang together: a pointer to any part of them is right. */
const wholes = ["placement", "migrations"];

/** Whether a pointer of an error blames the broken place or what holds it; one in no known form proves nothing. */
function pointsRight(pointer: string, { pointer: place, within, also = [] }: RequestFault): boolean {
  const steps = stepsTo(pointer.replace(/^#/, "").replace(/^(?!\/)/, "/")).filter((step) => step !== "");
  const [first] = steps;
  if (first === undefined || !Object.hasOwn(requestField.fields, first)) return true;
  const agrees = (other: string, below: boolean) => {
    const right = stepsTo(other);
    if (wholes.includes(first)) return right[0] === first;
    if (steps.length > right.length && !below) return false;
    return steps.every((step, i) => right[i] === undefined || step === right[i] || /^\d+$/.test(right[i]));
  };
  return agrees(place, within ?? false) || also.some((one) => agrees(one, true));
}

const pointersIn = ({ answer }: Exchange): string[] => {
  const errors = isObject(answer.json) && Array.isArray(answer.json.errors) ? answer.json.errors : [];
  return errors.flatMap((one) => {
    const pointer = isObject(one) && isObject(one.source) ? one.source.pointer : undefined;
    return typeof pointer === "string" ? [pointer] : [];
  });
};

/** What is wrong with a request, in words. */
const broken = ({ text, pointer }: RequestFault, { what }: Change) => `${text} (${what}${pointer && ` at ${pointer}`})`;

/** Broken requests are refused as a client's error, and blame the right place if any. */
export const refusalInvariant: Invariant = {
  ids: ["refusal.client-error", "refusal.pointer"],
  judge: ({ exchange }) => {
    const fault = exchange.call.fault === undefined ? undefined : faultOf(exchange.call.fault);
    if (!fault || isOk(exchange)) return [];
    const status = statusOf(exchange);
    const isClientError = status >= 400 && status < 500;
    const pointers = pointersIn(exchange);
    const wrong = pointers.find((pointer) => !pointsRight(pointer, fault));
    const place = fault.pointer === "" ? "the body" : fault.pointer;
    return [
      finding("refusal.client-error", isClientError, `a 4xx status for ${fault.text}`, shownOf(exchange)),
      ...(isClientError && fault.requirement
        ? [finding("refusal.pointer", wrong === undefined, `a pointer to ${place}, or to what holds it`, wrong)]
        : []),
    ];
  },
};

/** A broken request is refused, or leaves out what cannot be. */
function judge(
  fault: RequestFault,
  change: Change,
  sending: Sending,
  { exchange, result }: { exchange: Exchange; result?: Version },
): void {
  if (!isOk(exchange)) return;
  if (fault.mayDrop !== undefined && result && !namesIn(result).includes(fault.mayDrop)) return;
  throw new Refutation(`a refusal of a request with ${broken(fault, change)}`, shownOf(exchange), {
    input: inputShown(sending),
  });
}

const versionIds = async (worker: WorkerPort): Promise<string[]> =>
  listed(await worker.list({ perPage: 100 }))
    .versions.map(({ id }) => id)
    .sort();

/** Refused creates leave no version behind. */
async function leftNothing(worker: WorkerPort, before: readonly string[]): Promise<void> {
  await worker.eventually(async () => {
    const after = await versionIds(worker);
    holds(sameJson(after, before), `the versions as they were: ${before.join(", ")}`, after, {
      id: "deploy.refused-moves-nothing",
    });
  });
}

const optionsOf = ({ subject }: RequestFault): ClaimOptions => ({
  weight: 0.08,
  drives: refusalInvariant.ids,
  ...(subject.of === "binding" ? { unavailable: noResource(subject.kind) } : {}),
});

const faultClaims = (): Claim[] =>
  requestFaults
    .filter(({ requirement }) => requirement !== "refusal.credentials")
    .flatMap((fault) =>
      claimRows(
        fault.requirement,
        [fault.id],
        optionsOf(fault),
        (_row, world) => [inputOf(fault, world), fc.constantFrom(undefined, true)],
        () => async (worker, input, deploy) => {
          const { request, versions } = await staged(worker, fault, input);
          const before = await worker.eventually(async () => {
            const ids = await versionIds(worker);
            holds(ids.length >= versions, `${versions} versions`, ids, { id: "read-back.list-finds" });
            return ids;
          });

          for (const change of fault.changes) {
            const sending = change.send(toJson(request) as JsonObject);
            judge(
              fault,
              change,
              sending,
              await sendBroken(worker, fault, request, sending, mustDeploy(request) || deploy),
            );
          }

          await leftNothing(worker, before);
        },
      ),
    );

/** What a target does with a request about which the page is silent, in words that two runs can be compared by. */
async function didWith(
  worker: WorkerPort,
  fault: RequestFault,
  sending: Sending,
  request: VersionRequest,
): Promise<string> {
  const { exchange, result } = await sendBroken(worker, fault, request, sending);
  const status = statusOf(exchange);
  if (status >= 400 && status < 500) return `refuses it with ${status}${codesIn(exchange)}`;
  if (!isOk(exchange)) throw new Unjudged("untested", `status ${status}`);
  const asksToDeploy = fault.id.startsWith("deploy:") || fault.id === "body:deploy";
  if (asksToDeploy) return `accepts it and deploys ${await isDeployed(worker)}`;
  return `accepts it${fault.pointer === "" ? "" : shownAs(valueAt(result, fault.pointer), valueAt(jsonOr(sending.text ?? ""), fault.pointer))}`;
}
const codesIn = ({ answer }: Exchange): string => {
  const errors = isObject(answer.json) && Array.isArray(answer.json.errors) ? answer.json.errors : [];
  const codes = errors.filter(isObject).map(({ code }) => String(code));
  return codes.length > 0 ? `, code ${[...new Set(codes)].join(", ")}` : "";
};
async function isDeployed(worker: WorkerPort): Promise<string> {
  const { result } = await worker.deployments();
  if (result === undefined) return "what nobody can see";
  return result.length > 0 ? "the version" : "nothing";
}
function shownAs(shown: unknown, sent: unknown): string {
  if (sameJson(shown, sent)) return " and shows it";
  return isBlank(shown) ? " and leaves it out" : " and shows something else";
}

const silenceClaims = (): Claim[] =>
  silences.map((fault) =>
    traffic(
      `silence.${fault.id}`,
      { ...optionsOf(fault), weight: 0, drives: ["refusal.client-error"] },
      (world) => [inputOf(fault, world)],
      async (worker, input) => {
        const { request } = await stage(worker, fault, input);
        const [change] = fault.changes;
        const sending = change?.send(toJson(request) as JsonObject);
        if (sending) worker.note(fault, await didWith(worker, fault, sending, request));
      },
    ),
  );

const credentialFaults = requestFaults.filter(({ requirement }) => requirement === "refusal.credentials");

export const refusalClaims: readonly Claim[] = [
  ...faultClaims(),
  claim(
    "refusal.credentials",
    { weight: 0, drives: ["refusal.client-error"] },
    () => [],
    async (worker) => {
      const before = await versionIds(worker);
      const taken: string[] = [];
      for (const fault of credentialFaults) {
        for (const { what, send } of fault.changes) {
          const { exchange } = await sendBroken(
            worker,
            fault,
            plainVersion(),
            send(toJson(plainVersion()) as JsonObject),
          );
          if (isOk(exchange)) taken.push(what);
        }
      }
      // Without a way to tell a wrong token from a right one, an emulator may take any, or ask for none.
      if (taken.includes("a wrong token")) throw new Unjudged("inapplicable", "the target takes any token");
      holds(taken.length === 0, "a refusal of each of them, as of a wrong token", `${taken.join(", ")}: accepted`);
      await leftNothing(worker, before);
    },
  ),
  ...silenceClaims(),
];
