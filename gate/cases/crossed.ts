import type fc from "fast-check";
import { plainResult, success } from "../../arbitraries/answers.ts";
import * as calls from "../../arbitraries/calls.ts";
import { pairwise } from "../../arbitraries/combinations.ts";
import { ambient, decoys, keyAndEmail, token } from "../../arbitraries/credentials.ts";
import { shownOf } from "../../arbitraries/echoes.ts";
import * as broken from "../../arbitraries/failures.ts";
import { framings } from "../../arbitraries/framing.ts";
import * as people from "../../arbitraries/people-calls.ts";
import { surrounded } from "../../arbitraries/surroundings.ts";
import type { ClientCall, ServerReply } from "../../contract/client.ts";
import type { JsonObject } from "../../contract/json.ts";
import { caseOf, type Focus } from "./focus.ts";

/** What the caller asks for. */
const bodies = {
  any: calls.anyCall,
  settings: calls.settingsCall,
  steps: calls.stepsCall,
  objects: calls.durableObjectCall,
  kinds: calls.everyKindCall,
  annotations: people.annotatedCall,
  assets: calls.assetsCall,
} as const satisfies Record<string, () => fc.Arbitrary<ClientCall>>;

const environments = { none: {}, token: ambient.token, key: ambient.keyAndEmail, decoys } as const;

const said = (call: ClientCall, messages: JsonObject[] = []) =>
  success({ ...plainResult, ...shownOf(call.body) }, messages);
const errors: JsonObject[] = [
  { code: 10021, message: "caf\u00e9: no such module", source: { pointer: "/modules/0/name" } },
  { code: 100_402, message: "second", documentation_url: "https://developers.cloudflare.com/workers" },
];
/** How the server takes it, attempt after attempt: an answer shows what was asked for, as a server's does. */
const courses = {
  taken: (call) => [said(call)],
  noted: (call) => [said(call, [{ code: 10_100, message: "a note" }])],
  refused: () => [broken.refusal(400, errors)],
  forbidden: () => [broken.refusal(403, errors.slice(0, 1))],
  unsuccessful: () => [{ ...broken.refusal(200, errors) }],
  edge: () => broken.edgeReplies.slice(0, 1),
  fault: () => broken.faultReplies.slice(0, 1),
  limited: (call) => [broken.rateLimited(0), said(call)],
  "limited twice": (call) => [broken.rateLimited(0), broken.rateLimited(0), said(call)],
  cut: (call) => [{ ...said(call), cutAt: 40 }],
} as const satisfies Record<string, (call: ClientCall) => readonly ServerReply[]>;

const names = <Table extends object>(table: Table) => Object.keys(table) as (keyof Table)[];
type Row = {
  body: keyof typeof bodies;
  deploy: "absent" | "true" | "false";
  auth: "token" | "key_email";
  environment: keyof typeof environments;
  course: keyof typeof courses;
  framing: keyof typeof framings;
};
const rows = pairwise<Row>(
  {
    body: names(bodies),
    deploy: ["absent", "true", "false"],
    auth: ["token", "key_email"],
    environment: names(environments),
    course: names(courses),
    framing: names(framings),
  },
  // What is cut short is cut short however it is framed.
  ({ course, framing }) => course !== "cut" || framing === undefined || framing === "plain",
);

const patienceMs = 3000;
function focusOf({ body, deploy, auth, environment, course, framing }: Row, i: number): Focus {
  const cases = bodies[body]().map((call) => {
    const whole = { ...call, query: deploy === "absent" ? {} : { deploy: deploy === "true" } };
    const replies = courses[course](whole).map((one) => framings[framing](one));
    const more = { auth: auth === "token" ? token : keyAndEmail, environment: environments[environment], patienceMs };
    const plainly = framing === "plain" ? [] : [caseOf(whole, courses[course](whole), more)];
    return caseOf(whole, replies, { ...more, ...(plainly.length > 0 ? { earlier: plainly } : {}) });
  });
  return {
    property: undefined,
    row: String(i + 1),
    cases: surrounded(cases),
    visits: [],
    weight: 1 / 12,
    ...(auth === "key_email" ? { auth } : {}),
  };
}

/** Calls in which everything comes together, in pairs: each finding is of the property that its place says. */
export const crossed: readonly Focus[] = rows.map(focusOf);
