import { wildRequest } from "../arbitraries/wild.ts";
import type { Answer, Exchange, WorkerPort } from "../contract/api.ts";
import { errorItem } from "../contract/envelope.ts";
import { inspect } from "../contract/inspect.ts";
import { at, isObject, type JsonObject } from "../contract/json.ts";
import { type Finding, finding, type Invariant } from "./seen/invariant.ts";
import { shownOf, statusOf } from "./words/broken.ts";
import { claim } from "./words/claim.ts";
import { holds } from "./words/verdicts.ts";

const versionCalls: readonly string[] = ["createVersion", "getVersion", "listVersions"];

/** `errors` and `messages` must be there; null stands for empty on some targets. */
const isListOrNull = (body: JsonObject, key: string) => Array.isArray(body[key]) || body[key] === null;
const isEmptyOrNull = (value: unknown) =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);

function itemFindings(body: JsonObject): Finding[] {
  const items = ["errors", "messages"].flatMap((key) => {
    const list = body[key];
    return Array.isArray(list) ? list.map((item, i) => ({ item, pointer: at(`/${key}`, i) })) : [];
  });
  return items.map(({ item, pointer }) => {
    const [first] = inspect(errorItem, item, pointer).violations;
    const code = isObject(item) ? item.code : undefined;
    const broken =
      first ??
      (Number.isInteger(code) ? undefined : { pointer: at(pointer, "code"), expected: "an integer", actual: code });
    return finding("envelope.items", !broken, broken?.expected ?? "", broken?.actual, {
      pointer: broken?.pointer ?? pointer,
    });
  });
}

function acceptedFindings({ call }: Exchange, status: number, body: JsonObject): Finding[] {
  const isResult = call.kind === "listVersions" ? Array.isArray(body.result) : isObject(body.result);
  return [
    finding("envelope.status", status === 200, "status 200", status),
    finding("envelope.success-true", body.success === true, "success true", body.success, { pointer: "/success" }),
    finding("envelope.result", isResult, "the result that the call asks for", body.result, { pointer: "/result" }),
    finding(
      "envelope.no-errors-on-success",
      !Array.isArray(body.errors) || body.errors.length === 0,
      "no errors",
      body.errors,
      {
        pointer: "/errors",
      },
    ),
  ];
}

/** An error says something. */
const hasMessage = (error: unknown) => !isObject(error) || typeof error.message !== "string" || error.message !== "";

const refusedFindings = (body: JsonObject): Finding[] => [
  finding("envelope.success-false", body.success === false, "success false", body.success, { pointer: "/success" }),
  finding(
    "envelope.failure-errors",
    Array.isArray(body.errors) && body.errors.length > 0 && body.errors.every(hasMessage),
    "at least one error, with a message",
    body.errors,
    {
      pointer: "/errors",
    },
  ),
  finding("envelope.failure-result-null", isEmptyOrNull(body.result), "result null or absent", body.result, {
    pointer: "/result",
  }),
];

function bodyFindings(exchange: Exchange, answer: Answer): Finding[] {
  const { json: body, status } = answer;
  const isJson = finding("envelope.json", isObject(body), "one JSON object", answer.text.slice(0, 300));
  if (!isObject(body)) return [isJson];
  return [
    isJson,
    finding(
      "envelope.content-type",
      /^application\/json\b/i.test(answer.contentType),
      "application/json",
      answer.contentType,
    ),
    finding("envelope.errors-list", isListOrNull(body, "errors"), "a list", body.errors, { pointer: "/errors" }),
    finding("envelope.messages-list", isListOrNull(body, "messages"), "a list", body.messages, {
      pointer: "/messages",
    }),
    ...itemFindings(body),
    ...(status < 300 ? acceptedFindings(exchange, status, body) : refusedFindings(body)),
  ];
}

export const envelopeInvariant: Invariant = {
  ids: [
    "envelope.status",
    "envelope.json",
    "envelope.content-type",
    "envelope.success-true",
    "envelope.errors-list",
    "envelope.messages-list",
    "envelope.items",
    "envelope.no-errors-on-success",
    "envelope.result",
    "envelope.success-false",
    "envelope.failure-errors",
    "envelope.failure-result-null",
  ],
  judge: ({ exchange }) => {
    const { call, answer } = exchange;
    return versionCalls.includes(call.kind) && answer.status < 500 ? bodyFindings(exchange, answer) : [];
  },
};

/** Any body of the documented types is answered with an envelope, and with no 5xx. */
export async function answersWild(worker: WorkerPort, request: unknown): Promise<void> {
  const { exchange } = await worker.create({}, { sending: { text: JSON.stringify(request) }, contentUnjudged: true });
  const isEnvelope = statusOf(exchange) < 500 && isObject(exchange.answer.json);
  holds(isEnvelope, "an envelope and no 5xx", shownOf(exchange), { id: "envelope.wild-answered" });
}

export const envelopeClaims = [claim("envelope.wild-answered", {}, (world) => [wildRequest(world)], answersWild)];
