// The gate's adapter for openapi-fetch, a client for any OpenAPI: the path is all that it is told of this one.
import { createInterface } from "node:readline";
import createClient from "openapi-fetch";

const path = "/accounts/{account_id}/workers/workers/{worker_id}/versions";

async function outcomeOf({ base_url, auth, call: { account_id, worker_id, query, body } }) {
  const headers = auth.token
    ? { Authorization: `Bearer ${auth.token}` }
    : { "X-Auth-Key": auth.api_key, "X-Auth-Email": auth.api_email };
  const client = createClient({ baseUrl: base_url, headers });
  try {
    const options = { params: { path: { account_id, worker_id }, query }, body };
    const { data, error, response } = await client.POST(path, options);
    if (error !== undefined || data?.success === false)
      return { outcome: "api_error", status: response.status, errors: (error ?? data)?.errors ?? [] };
    if (!data?.result || Array.isArray(data.result))
      return { outcome: "client_error", phase: "decode", message: "a success without a version" };
    return { outcome: "version", version: data.result, messages: data.messages };
  } catch (error) {
    return { outcome: "client_error", message: String(error) };
  }
}

/** An integer that JSON.parse rounds: no caller in JavaScript can ask for it. */
const roundedIn = (line) =>
  (line.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/(?<![\d.])-?\d{16,}/g) ?? []).find(
    (digits) => BigInt(digits) !== BigInt(Number(digits)),
  );

// Several calls at once: each answer has the id of its job.
createInterface({ input: process.stdin }).on("line", async (line) => {
  const job = JSON.parse(line);
  const rounded = roundedIn(line);
  const outcome = rounded
    ? { outcome: "not_expressible", why: `a number of JavaScript cannot be ${rounded}` }
    : await outcomeOf(job);
  console.log(JSON.stringify({ id: job.id, case: job.case, ...outcome }));
});
