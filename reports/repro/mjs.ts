import { compared, flatten, isVolatile, timeToken, token } from "./kernel.ts";
import { type PackPlan, standIn } from "./plan.ts";

/** Text that stands in a comment of a program. */
export const commentText = (text: string): string => text.replace(/[\r\n\u2028\u2029]+/g, " ").slice(0, 400);

const tries = 150;

/** `repro.mjs`: makes the calls again with Node alone. */
export function reproMjs(plan: PackPlan, title: string, hint: string): string {
  const kernel = [flatten, isVolatile, timeToken, token, compared].map(String).join("\n\n");
  return `#!/usr/bin/env node
// ${commentText(title)}
// ${commentText(hint)}
// Exit codes: 1 the target answers as it did (the bug is there), 0 it does not, 2 it could not be tried.
const plan = ${JSON.stringify(plan, undefined, 1)};
const base = (process.env.CLOUDFLARE_BASE_URL ?? plan.baseUrl).replace(/\\/+$/, "");
const account = process.env.CLOUDFLARE_ACCOUNT_ID ?? plan.account;
const token_ = process.env.CLOUDFLARE_API_TOKEN ?? (plan.account === "" ? "" : "any-token");
const give = (text) => { console.error(text + "\\n" + ${JSON.stringify(commentText(hint))}); process.exit(2); };
if (account === "") give("set CLOUDFLARE_ACCOUNT_ID to the account: export CLOUDFLARE_ACCOUNT_ID=…");
if (token_ === "") give("set CLOUDFLARE_API_TOKEN to a token that the target takes: export CLOUDFLARE_API_TOKEN=…");

const __name = (f) => f;
${kernel}

const run = Date.now().toString(36) + process.pid.toString(36);
const made = [];

async function send(call, fill) {
  const headers = { accept: "application/json", authorization: "Bearer " + token_ };
  const body = call.bytes !== undefined ? Buffer.from(call.bytes, "base64") : call.text === undefined ? undefined : Buffer.from(fill(call.text, (text) => JSON.stringify(text).slice(1, -1)));
  if (body !== undefined) headers["content-type"] = "application/json";
  for (const [name, value] of Object.entries(call.headers)) { if (value === null) delete headers[name]; else headers[name] = value; }
  const chunks = call.chunked && body ? new ReadableStream({ start(c) { c.enqueue(body); c.close(); } }) : body;
  const url = base + fill(call.path, encodeURIComponent);
  const answer = await fetch(url, { method: call.method, headers, body: chunks, redirect: "manual", ...(call.chunked ? { duplex: "half" } : {}) });
  const text = await answer.text();
  let json = text;
  try { json = JSON.parse(text); } catch {}
  return { status: answer.status, json, type: (answer.headers.get("content-type") ?? "").toLowerCase() };
}

async function attempt(n) {
  const names = Array.from({ length: plan.workers }, (_, i) => "wvc-repro-" + run + "-" + n + "-" + (i + 1));
  const ids = [...names.map((name, i) => [name, "<name " + (i + 1) + ">"]), ["${standIn}", "[secret]"]];
  const answers = [], workers = [];
  const at = (i, pointer) => pointer.split("/").slice(1).reduce((value, step) => value?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], answers[i]?.json);
  const fill = (text, write = (one) => one) => text.replace(/\\{\\{(account|name:(\\d+)|worker:(\\d+)|(\\d+):([^}]*))\\}\\}/g, (all, what, name, worker, call, pointer) =>
    write(String(what === "account" ? account : name ? names[name - 1] : worker ? (workers[worker - 1] ?? all) : (at(call, pointer) ?? all))));
  const one = async (call, i) => {
    answers[i] = await send(call, fill);
    const id = answers[i].json?.result?.id;
    if (call.makes === undefined) return;
    if (typeof id !== "string") give("the target makes no Worker: status " + answers[i].status);
    workers[call.makes - 1] = id;
    made.push(id);
  };
  for (let i = 0; i < plan.calls.length; ) {
    const batch = plan.calls.map((call, k) => [call, k]).filter(([call]) => call.batch === plan.calls[i].batch);
    await Promise.all(batch.map(([call, k]) => one(call, k)));
    i += batch.length;
  }
  return { answers, ids };
}

function asBefore({ answers, ids }) {
  if (plan.isRace) return raced(answers);
  let now = [];
  for (const [i, call] of plan.calls.entries()) {
    const { status, json, type } = answers[i];
    const isSame = i === plan.decides ? status === call.status : Math.floor(status / 100) === Math.floor(call.status / 100);
    if (!isSame) return "call " + (i + 1) + " answers " + status + ", and " + call.status + " before";
    if (plan.place === undefined || i > plan.decides) continue;
    const shown = compared(flatten(json), i === plan.decides ? plan.place : "", ids, Date.now());
    now = plan.place === "" ? [...now, ...["(content-type) " + type, ...shown].map((line) => i + line)] : shown;
    if (i === plan.decides && now.join("\\n") !== plan.wanted.join("\\n"))
      return "at " + (plan.place || "the answer") + " of call " + (i + 1) + " there is now:\\n  " + (now.join("\\n  ") || "nothing") + "\\nand was:\\n  " + (plan.wanted.join("\\n  ") || "nothing");
  }
  return undefined;
}

// Which call of a race comes first is chance: what counts is which numbers were given, and how much is there at the end.
const numbers = (all) => all.map(({ json }) => json?.result?.number).filter((one) => one !== undefined).sort().join();
const lists = (all) => all.map(({ status, json }) => status + ":" + ([json?.result, json?.result?.deployments].find(Array.isArray)?.length ?? "-")).sort().join();
const raced = (answers) => (numbers(answers) + " " + lists(answers) === plan.race ? undefined : "the calls gave " + numbers(answers));

async function clean() {
  for (const id of made.splice(0)) await fetch(base + "/accounts/" + account + "/workers/workers/" + id, { method: "DELETE", headers: { authorization: "Bearer " + token_ } }).catch(() => {});
}

let why;
try {
  for (let n = 1; n <= (plan.isRace ? ${tries} : 1); n += 1) {
    why = asBefore(await attempt(n));
    await clean();
    if (why === undefined) break;
  }
} catch (error) {
  await clean();
  give("could not be tried: " + (error?.cause?.message ?? error?.message ?? error));
}
console.log(why === undefined ? "the bug is there: the target answers as it did" : "the target does not answer as it did: " + why);
process.exit(why === undefined ? 1 : 0);
`;
}
