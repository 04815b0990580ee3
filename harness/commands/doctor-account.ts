import type { Answer } from "../../contract/api.ts";
import { isObject } from "../../contract/json.ts";
import { Unjudged } from "../../contract/refutation.ts";
import type { Check } from "../../reports/doctor.ts";
import { TargetLost } from "../shared/errors.ts";
import type { Target } from "../target/target.ts";

const get = (target: Target, path: string): Promise<Answer> => target.transport.send({ method: "GET", path });
const resultIn = ({ json }: Answer): unknown => (isObject(json) ? json.result : undefined);
const codesIn = ({ json }: Answer): string => {
  const errors = isObject(json) && Array.isArray(json.errors) ? json.errors.filter(isObject) : [];
  return errors.map(({ code }) => `, code ${String(code)}`).join("");
};
const isOk = ({ status }: Answer) => status >= 200 && status < 300;
const isForbidden = ({ status }: Answer) => status === 401 || status === 403;

/** What a run refuses to judge by: "within 2 minutes" of a version's created_on. */
const skewMs = 120_000;

function clockCheck({ serverDate }: Answer): Check {
  if (serverDate === undefined) return { what: "clock", state: "note", text: "the target sends no Date header" };
  const seconds = Math.round((Date.now() - serverDate) / 1000);
  const far = Math.abs(seconds) * 1000 > skewMs;
  const text =
    seconds === 0
      ? "agrees with the target's"
      : `${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} the target's`;
  return { what: "clock", state: far ? "note" : "ok", text, todo: far ? "set this machine's clock" : undefined };
}

/** Whether the token is active: user tokens and account tokens have their own endpoints; other targets have neither. */
async function tokenCheck(target: Target, withToken: boolean): Promise<Check> {
  const what = "token";
  let refusals = 0;
  const paths = ["/user/tokens/verify", `/accounts/${target.accountId}/tokens/verify`];
  for (const path of paths) {
    const answer = await get(target, path);
    const result = resultIn(answer);
    const status = isObject(result) ? result.status : undefined;
    refusals += answer.status === 401 ? 1 : 0;
    if (!isOk(answer) || typeof status !== "string") continue;
    if (status === "active") return { what, state: "ok", text: "active" };
    return { what, state: "fail", text: status, todo: "make a new API token and set CLOUDFLARE_API_TOKEN" };
  }
  if (withToken && refusals > 0)
    return {
      what,
      state: "fail",
      text: "refused (status 401)",
      todo: "set CLOUDFLARE_API_TOKEN to a token of this target",
    };
  return { what, state: "note", text: "the target verifies no tokens (or takes a key and an email)" };
}

/** What stands in the way of reading the account's Workers. */
function listProblem(answer: Answer, isElsewhere: boolean): Check | undefined {
  const what = "account";
  const state = "fail";
  if (isForbidden(answer))
    return {
      what: "permissions",
      state,
      text: `the credentials are refused (status ${answer.status}${codesIn(answer)})`,
      todo: "give the token Workers Scripts Write on this account",
    };
  if (answer.json === undefined) {
    const text = `GET …/workers/workers gives status ${answer.status}, ${answer.contentType || "no content type"}, and no JSON`;
    return { what: "api", state, text, todo: "the base URL ends in /client/v4; check --base-url" };
  }
  if (isOk(answer) || isElsewhere) return undefined;
  const text = `GET …/workers/workers gives status ${answer.status}${codesIn(answer)}`;
  return { what, state, text, todo: "check --account-id: 32 hex digits, as the API's paths have them" };
}

/** Workers that an account may have on the free plan, and those that a run has at once. */
const freeWorkers = 100;
const atOnce = 5;
const ours = /^wvc-/;

function quotaCheck(answer: Answer): Check {
  const result = resultIn(answer);
  const list = Array.isArray(result) ? result.filter(isObject) : [];
  const info = isObject(answer.json) && isObject(answer.json.result_info) ? answer.json.result_info : {};
  const count = typeof info.total_count === "number" ? info.total_count : list.length;
  const isShort = count + atOnce > freeWorkers;
  return {
    what: "quota",
    state: isShort ? "note" : "ok",
    text: `${count} Workers; the free plan has ${freeWorkers}, and a run has at most ${atOnce} at once`,
    todo: isShort ? "delete some, or use a plan with more" : undefined,
  };
}

function leftChecks(answer: Answer): Check[] {
  const result = resultIn(answer);
  const names = (Array.isArray(result) ? result.filter(isObject) : []).map(({ name }) => String(name));
  const left = names.filter((name) => ours.test(name));
  if (left.length === 0) return [];
  return [
    { what: "residue", state: "note", text: `${left.length} Workers of earlier runs are there`, todo: "see `clean`" },
  ];
}

/** Code of a path that leads nowhere. */
const noRoute = "code 7003";
/** A server that is not the real API need not list Workers, as long as it knows what a Worker is. */
async function needsNoList(target: Target): Promise<boolean> {
  if (target.kind === "account") return false;
  const worker = `/accounts/${target.accountId}/workers/workers/wvc-doctor-nobody`;
  const knows = (one: Answer) => one.json !== undefined && !isForbidden(one) && !codesIn(one).includes(noRoute);
  if (knows(await get(target, worker))) return true;
  // A create on a Worker that nobody has makes nothing, and is the one call that every target has.
  return knows(await target.transport.send({ method: "POST", path: `${worker}/versions`, body: "{}" }));
}

async function looks(target: Target, withToken: boolean): Promise<Check[]> {
  const list = await get(target, `/accounts/${target.accountId}/workers/workers?order_by=name&order=asc&per_page=100`);
  const isElsewhere = !isOk(list) && !isForbidden(list) && (await needsNoList(target));
  const problem = listProblem(list, isElsewhere);
  const token = list.json === undefined ? [] : [await tokenCheck(target, withToken)];
  if (problem) return [clockCheck(list), ...token, problem];
  if (!isOk(list)) return [clockCheck(list), ...token, { what: "account", state: "note", text: "lists no Workers" }];
  return [
    clockCheck(list),
    ...token,
    { what: "account", state: "ok", text: "found" },
    {
      what: "permissions",
      state: "ok",
      text: "Workers can be read; that they can be written is seen at the first request of a run",
    },
    quotaCheck(list),
    ...leftChecks(list),
  ];
}

const masked = (text: string, { accountId }: Target) => text.replaceAll(accountId, "{account_id}");

/** What can be seen of the account by reading alone. */
export async function accountChecks(target: Target, withToken: boolean): Promise<Check[]> {
  try {
    return await looks(target, withToken);
  } catch (error) {
    if (!(error instanceof Unjudged) && !(error instanceof TargetLost)) throw error;
    const todo = "check --base-url, and that the target is running";
    return [{ what: "api", state: "fail", text: `cannot be reached: ${masked(error.message, target)}`, todo }];
  }
}
