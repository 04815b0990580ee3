// The gate's adapter for the npm package `cloudflare`: node adapter.mjs <folder in node_modules>.
import { createInterface } from "node:readline";

const { default: Cloudflare } = await import(process.argv[2] ?? "cloudflare");

async function outcomeOf({ base_url, auth, call: { worker_id, account_id, query, body } }) {
  const options = { baseURL: base_url, apiToken: auth.token, apiKey: auth.api_key, apiEmail: auth.api_email };
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  try {
    const { versions } = new Cloudflare(given).workers.beta.workers;
    return { outcome: "version", version: await versions.create(worker_id, { account_id, ...query, ...body }) };
  } catch (error) {
    if (error.status) return { outcome: "api_error", status: error.status, errors: error.errors, tag: error.name };
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
