// The gate's adapter for @distilled.cloud/cloudflare: its own spelling is camelCase.
import { createInterface } from "node:readline";
import { fromApiKey, fromApiToken, HTTP_STATUS_MAP } from "@distilled.cloud/cloudflare";
import * as Workers from "@distilled.cloud/cloudflare/workers";
import { Cause, Effect, Exit, Layer } from "effect";
import * as FetchHttpClient from "effect/unstable/http/FetchHttpClient";

/** Values that are the caller's own: no key in them is renamed. */
const free = new Set(["json", "algorithm", "keyJwk", "key_jwk"]);
const camel = (key) => key.replace(/[/_]([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const snake = (key) =>
  key
    .replace(/^workers(Message|Tag|TriggeredBy)$/, (_, word) => `workers/${snake(word).slice(1)}`)
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
function renamed(value, rename) {
  if (Array.isArray(value)) return value.map((one) => renamed(one, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [rename(key), free.has(key) ? inner : renamed(inner, rename)]),
  );
}

async function outcomeOf({ base_url, auth, call }) {
  const credentials = auth.token
    ? fromApiToken({ apiToken: auth.token, apiBaseUrl: base_url })
    : fromApiKey({ apiKey: auth.api_key, email: auth.api_email, apiBaseUrl: base_url });
  const asked = { accountId: call.account_id, workerId: call.worker_id, ...call.query, ...renamed(call.body, camel) };
  const program = Workers.createBetaWorkerVersion(asked).pipe(
    Effect.provide(Layer.merge(credentials, FetchHttpClient.layer)),
  );
  const exit = await Effect.runPromiseExit(program);
  if (Exit.isSuccess(exit)) return { outcome: "version", version: renamed(exit.value, snake) };
  const error = Cause.squash(exit.cause);
  const tag = error._tag ?? error.name;
  const [known] = Object.entries(HTTP_STATUS_MAP).find(([, type]) => error instanceof type) ?? [];
  const status = error.status ?? (known === undefined ? undefined : Number(known));
  const errors = tag === "CloudflareHttpError" ? [] : [{ code: error.code, message: error.message }];
  if (status !== undefined || error.code !== undefined) return { outcome: "api_error", status, errors, tag };
  return { outcome: "client_error", message: String(error), tag };
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
