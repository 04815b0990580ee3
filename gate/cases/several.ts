import { plainResult, success } from "../../arbitraries/answers.ts";
import { plainCall } from "../../arbitraries/calls.ts";
import { shownOf } from "../../arbitraries/echoes.ts";
import * as broken from "../../arbitraries/failures.ts";
import { plainBase } from "../../arbitraries/surroundings.ts";
import type { ClientCase, ServerReply } from "../../contract/client.ts";
import type { JsonObject } from "../../contract/json.ts";
import { caseOf, type Focus, visiting } from "./focus.ts";

interface Caller {
  account_id: string;
  worker_id: string;
  token: string;
  deploy?: boolean;
  body: JsonObject;
  id: string;
  number: number;
  messages: JsonObject[];
}
/** Two callers of one client that have nothing in common, the second with less to say: what it gets of the first shows. */
const one: Caller = {
  account_id: "11111111111111111111111111111111",
  worker_id: "first-worker",
  token: "wvc-token-first",
  deploy: true,
  body: {
    main_module: "first.js",
    compatibility_flags: ["first_flag"],
    bindings: [
      { name: "FIRST", type: "plain_text", text: "first" },
      { name: "JSON", type: "json", json: { first: true } },
    ],
    annotations: { "workers/tag": "first" },
  },
  id: "11111111-1111-4111-8111-111111111111",
  number: 11,
  messages: [{ code: 11_111, message: "first" }],
};
const other: Caller = {
  account_id: "22222222222222222222222222222222",
  worker_id: "second-worker",
  token: "wvc-token-second",
  body: { main_module: "second.js", bindings: [{ name: "SECOND", type: "plain_text", text: "second" }] },
  id: "22222222-2222-4222-8222-222222222222",
  number: 22,
  messages: [{ code: 22_222, message: "second" }],
};

const taken = ({ body, id, number, messages }: Caller): ServerReply =>
  success({ ...plainResult, id, number, ...shownOf(body) }, messages);
function callOf(caller: Caller, replies = [taken(caller)], more: Partial<ClientCase> = {}): ClientCase {
  const { account_id, worker_id, token, deploy, body } = caller;
  const query = deploy === undefined ? {} : { deploy };
  return caseOf({ ...plainCall, account_id, worker_id, query, body }, replies, {
    auth: { token },
    base: plainBase,
    ...more,
  });
}

const patienceMs = 3000;
const firstError: JsonObject = { code: 11_111, message: "first" };
const secondError: JsonObject = { code: 22_222, message: "second" };
/** How the call before went: well, or not at all. */
const before: readonly ServerReply[] = [
  taken(one),
  { ...taken(one), hangsUp: true },
  broken.refusal(400, [firstError]),
  broken.refusal(507, [firstError]),
  ...broken.faultReplies,
  ...broken.edgeReplies.slice(0, 1),
  { ...taken(one), cutAt: 40 },
  { ...taken(one), reset: true },
];
/** The other caller's call with this answer, after one of its own that went well and those of the first caller with these. */
const afterwards = (answer: ServerReply, ...replies: ServerReply[]): ClientCase =>
  callOf(other, [answer], {
    patienceMs,
    earlier: [callOf(other), ...replies.map((reply) => callOf(one, [reply], { patienceMs }))],
  });

const fault = broken.faultReplies[0] ?? taken(one);
const slowly = (caller: Caller, delayMs: number) => callOf(caller, [{ ...taken(caller), delayMs }]);

/** Calls of one client that follow each other, or overlap. */
export const several: readonly Focus[] = [
  visiting("calls.idempotency-key", [
    callOf(other, [taken(other)], { earlier: [callOf(one)] }),
    callOf(other, [fault, taken(other)], { patienceMs, earlier: [callOf(one, [fault, taken(one)], { patienceMs })] }),
  ]),
  visiting(
    "calls.clean-after",
    [
      ...before.map((reply) => afterwards(taken(other), reply)),
      // What is refused itself shows what is left of the errors before; of those before that, nothing is left in a refusal without any.
      ...[400, 507].map((status) =>
        afterwards(broken.refusal(400, [secondError]), broken.refusal(400, []), broken.refusal(status, [firstError])),
      ),
    ],
    { owns: true },
  ),
  visiting(
    "calls.apart",
    [
      { ...slowly(other, 20), beside: slowly(one, 60) },
      { ...slowly(one, 20), beside: slowly(other, 60) },
    ].map((both) => ({ ...both, earlier: [callOf(one), callOf(other)] })),
    { owns: true },
  ),
];
