import { isObject, type JsonObject } from "../../contract/json.ts";
import type { Mock } from "../../mock/app.ts";

/** A bug in what everything rests on, as a proxy in front of the mock: what it changes of each call. */
interface Blunt {
  /** Of the address of a create. */
  create?: (url: URL) => void;
  /** Of the body of a create. */
  body?: (body: JsonObject) => void;
  /** Of every version that is shown. */
  version?: (version: JsonObject) => void;
  /** Of the body of every answer; another one, if it gives one. */
  answer?: (body: JsonObject, call: { isList: boolean; status: number }) => unknown;
  status?: (status: number) => number;
  /** Answers in place of the mock. */
  instead?: (call: string) => unknown;
}

const isVersion = (value: unknown): value is JsonObject => isObject(value) && "number" in value;
const shownIn = ({ result }: JsonObject) => (Array.isArray(result) ? result : [result]).filter(isVersion);
const without = (key: string): Blunt => ({ body: (body) => void delete body[key] });
const done = { success: true, errors: [], messages: [], result: null };
const notFound = { success: false, errors: [{ code: 10_007, message: "not found" }], messages: [], result: null };
const isOfOne = (call: string, method: string) => new RegExp(`^${method} .*/versions/[^/]+$`).test(call);

export const blunt: Readonly<Record<string, Blunt>> = {
  "deploy is ignored": { create: (url) => url.searchParams.delete("deploy") },
  "everything is deployed": { create: (url) => url.searchParams.set("deploy", "true") },
  "a delete does nothing": { instead: (call) => (isOfOne(call, "DELETE") ? done : undefined) },
  "no version is found": { instead: (call) => (isOfOne(call, "GET") ? notFound : undefined) },
  "all ids are alike": { version: (one) => void Object.assign(one, { id: "11111111-1111-4111-8111-111111111111" }) },
  "all numbers are 1": { version: (one) => void Object.assign(one, { number: 1 }) },
  "numbers are texts": { version: (one) => void Object.assign(one, { number: String(one.number) }) },
  "all times are now": { version: (one) => void Object.assign(one, { created_on: new Date().toISOString() }) },
  "bindings get lost": without("bindings"),
  "annotations get lost": without("annotations"),
  "placement gets lost": without("placement"),
  "limits get lost": without("limits"),
  "migrations get lost": without("migrations"),
  "assets get lost": without("assets"),
  "nothing is inherited": {
    body: (body) => {
      if (Array.isArray(body.bindings))
        body.bindings = body.bindings.filter((one) => !isObject(one) || one.type !== "inherit");
    },
  },
  "the list is empty": { answer: (body, { isList }) => void (isList && Object.assign(body, { result: [] })) },
  "the list has the newest alone": {
    answer: (body, { isList }) => {
      if (isList && Array.isArray(body.result)) body.result = body.result.slice(0, 1);
    },
  },
  "a refusal comes as 200": { status: (status) => (status >= 400 && status < 500 ? 200 : status) },
  "a refusal comes as 500": { status: (status) => (status >= 400 && status < 500 ? 500 : status) },
  "a refusal is a page": { answer: (_body, { status }) => (status >= 400 ? "<html>" : undefined) },
};

/** The mock with the bug. */
export function bluntly(mock: Mock, bug: Blunt): Mock {
  const fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const call = `${request.method} ${url.pathname}`;
    const isCreate = /^POST .*\/versions$/.test(call);
    const early = bug.instead?.(call);
    if (early !== undefined) return Response.json(early, { status: early === notFound ? 404 : 200 });
    if (isCreate) bug.create?.(url);
    const sent = request.body === null ? undefined : await request.text();
    const body = isCreate && sent !== undefined ? changed(sent, (json) => bug.body?.(json)) : sent;
    const headers = new Headers(request.headers);
    headers.delete("content-length");
    const init = { method: request.method, headers, ...(body === undefined ? {} : { body }) };
    const answer = await mock.fetch(new Request(url, init));
    const about = { isList: /^GET .*\/versions$/.test(call), status: answer.status };
    const text = changed(await answer.text(), (json) => {
      for (const one of shownIn(json)) bug.version?.(one);
      return bug.answer?.(json, about);
    });
    const status = bug.status?.(answer.status) ?? answer.status;
    return new Response(text === "" ? null : text, { status, headers: answer.headers });
  };
  return { ...mock, fetch };
}

/** A JSON object as it is changed, or what stands in its place. */
function changed(text: string, change: (json: JsonObject) => unknown): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return text;
  }
  if (!isObject(json)) return text;
  const other = change(json);
  return typeof other === "string" ? other : JSON.stringify(json);
}
