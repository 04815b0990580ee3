import { isObject, type JsonObject } from "../../contract/json.ts";
import type { Source } from "../../contract/source.ts";
import type { MockOptions } from "../../mock/app.ts";
import type { Behaviour, MockCall, MockReply, Shown } from "../../mock/behaviour.ts";
import { listIn, showing } from "../../mock/faults/fault.ts";
import { Refusal } from "../../mock/refusal.ts";

/** How a request is answered. */
export type Answers = (request: Request) => Promise<Response>;

/** How the mock is made to show a freedom. */
export interface Shape extends Omit<MockOptions, "seed" | "behaviour"> {
  behaviour?: Behaviour;
  /** What stands between the mock and whoever calls it. */
  wire?: (answers: Answers) => Answers;
  /** How long reads may lag behind writes. */
  lagMs?: number;
}

/** A freedom that the page leaves: a target that conforms and differs from the mock. */
export interface Variant {
  /** What the target does; completes "the target …". */
  text: string;
  /** What leaves it open. */
  source: Source;
  /** Made anew for each run, since some count. */
  make: () => Shape;
}

export const variant = (source: Source, text: string, behaviour: Behaviour | (() => Behaviour)): Variant => ({
  text,
  source,
  make: () => ({ behaviour: typeof behaviour === "function" ? behaviour() : behaviour }),
});
/** One that is shown by other means than the mock's hooks. */
export const shaped = (source: Source, text: string, make: () => Shape): Variant => ({ source, text, make });

/** Changes versions as they are shown, everywhere or in one place. */
export const shows = (change: (version: JsonObject, at: Shown) => void, where?: Shown["where"]): Behaviour =>
  showing((version, at) => void change(version, at), where);

/** Changes every binding as it is shown. */
export const bindings = (change: (binding: JsonObject, at: Shown) => void, where?: Shown["where"]): Behaviour =>
  shows((version, at) => {
    for (const one of listIn(version, "bindings")) change(one, at);
  }, where);
/** Changes the bindings of one kind. */
export const kind = (type: string, change: (binding: JsonObject, at: Shown) => void, where?: Shown["where"]) =>
  bindings((one, at) => {
    if (one.type === type) change(one, at);
  }, where);

/** Changes every envelope, of all calls or of some. */
export const bodies = (
  change: (body: JsonObject, reply: MockReply) => void,
  when: (reply: MockReply, call: MockCall) => boolean = () => true,
): Behaviour => ({
  answer: (call, reply) => {
    if (!isObject(reply.body) || !when(reply, call)) return reply;
    const copy = { ...reply, body: { ...reply.body } };
    change(copy.body, copy);
    return copy;
  },
});
export const accepted = ({ status }: MockReply): boolean => status < 300;
export const refused = ({ status }: MockReply): boolean => status >= 400;
export const onCall =
  (name: MockCall) =>
  (reply: MockReply, call: MockCall): boolean =>
    call === name && accepted(reply);

/** Changes each entry of `errors`. */
export const errors = (change: (error: JsonObject) => JsonObject): Behaviour =>
  bodies((body) => {
    if (Array.isArray(body.errors)) body.errors = body.errors.filter(isObject).map(change);
  }, refused);

/** Refuses what a test finds, as `code` says. */
export const refuses = (
  when: (...args: Parameters<NonNullable<Behaviour["refuse"]>>) => unknown,
  code = 10021,
  status = 400,
): Behaviour => ({
  refuse: (...args) => (when(...args) ? new Refusal(status, code, "this target does not take it") : undefined),
});

const routes: Partial<Record<MockCall, RegExp>> = {
  listDeployments: /^GET .*\/deployments$/,
  createDeployment: /^POST .*\/deployments$/,
  getWorker: /^GET .*\/workers\/workers\/[^/]+$/,
  deleteVersion: /^DELETE .*\/versions\/[^/]+$/,
};
/** A neighbour that the target does not have. */
export const without = (source: Source, text: string, call: MockCall, status = 404): Variant =>
  shaped(source, text, () => ({
    wire: (answers) => async (request) => {
      const isIt = routes[call]?.test(`${request.method} ${new URL(request.url).pathname}`);
      const body = { success: false, errors: [{ code: 7003, message: "No route" }], messages: [], result: null };
      return isIt ? Response.json(body, { status }) : answers(request);
    },
  }));

/** Changes the text of every answer. */
export const texts =
  (change: (text: string) => string, headers: Readonly<Record<string, string>> = {}) =>
  (answers: Answers): Answers =>
  async (request) => {
    const response = await answers(request);
    const text = await response.text();
    const all = new Headers(response.headers);
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    const body = response.status === 204 ? null : change(text);
    return new Response(body, { status: response.status, headers: all });
  };
