// A client over fetch, right but for what its first argument says; in mode spawn it answers one line and ends.
import { createInterface } from "node:readline";

const [how = "right", mode = "stream"] = process.argv.slice(2);

async function outcomeOf({ base_url, auth, call }) {
  const { account_id, worker_id, query, body } = call;
  if (worker_id === "." || worker_id === "..")
    return { outcome: "client_error", phase: "before_send", message: "no name" };
  const deploy = query.deploy === undefined || how === "forgets-deploy" ? "" : `?deploy=${query.deploy}`;
  const path = `/accounts/${account_id}/workers/workers/${encodeURIComponent(worker_id)}/versions${deploy}`;
  const headers = { authorization: `Bearer ${auth.token}`, "content-type": "application/json" };
  if (how === "forgets-queues") for (const one of body.bindings ?? []) if (one.type === "queue") delete one.queue_name;
  const text = how === "composes" ? JSON.stringify(body).normalize("NFC") : JSON.stringify(body);
  const response = await fetch(base_url + path, { method: "POST", headers, body: text, redirect: "manual" });
  const envelope = await response.json().catch(() => undefined);
  const result = envelope?.result;
  const ok = response.ok && envelope?.success !== false && result instanceof Object && !Array.isArray(result);
  if (ok) return { outcome: "version", version: result, messages: envelope.messages };
  if (response.ok && envelope?.success !== false)
    return { outcome: "client_error", phase: "decode", message: "no version" };
  return { outcome: "api_error", status: response.status, errors: envelope?.errors ?? [] };
}

for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line);
  if (how === "hangs") continue;
  if (how === "hangs-on-deploy" && job.call.query.deploy !== undefined) continue;
  if (how === "crashes-on-deploy" && job.call.query.deploy !== undefined) throw new Error("the adapter is broken");
  if (how === "crashes") throw new Error("the adapter is broken");
  if (how === "nonsense") console.log("this is no JSON");
  if (how === "other-case") console.log(JSON.stringify({ case: "another", outcome: "version", version: {} }));
  if (how === "no-outcome") console.log(JSON.stringify({ case: job.case, outcome: "perhaps" }));
  if (how === "cannot")
    console.log(JSON.stringify({ case: job.case, outcome: "not_expressible", why: "it has no flags" }));
  if (how === "twice") console.log(JSON.stringify({ case: job.case, outcome: "version", version: {} }));
  if (["nonsense", "other-case", "no-outcome", "cannot"].includes(how)) continue;
  const outcome = await outcomeOf(job).catch((error) => ({
    outcome: "client_error",
    phase: "transport",
    message: String(error),
  }));
  console.log(JSON.stringify({ case: job.case, ...outcome }));
  if (mode === "spawn") process.exit();
}
