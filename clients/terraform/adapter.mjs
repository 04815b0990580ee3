// The gate's adapter for the Terraform provider: it starts the provider's own program, as Terraform does, and asks it for one
// cloudflare_worker_version from its configuration to its state. TERRAFORM_PROVIDER names the program, else the one is taken
// that `terraform init` has put here.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials, loadPackageDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { decode, ExtensionCodec } from "@msgpack/msgpack";

const resource = "cloudflare_worker_version";
/** Attributes that hold JSON as text: jsonencode() of the value. */
const jsonText = new Set(["json", "algorithm", "key_jwk"]);

function findProvider() {
  if (process.env.TERRAFORM_PROVIDER) return process.env.TERRAFORM_PROVIDER;
  const folder = ".terraform/providers";
  const found = readdirSync(folder, { recursive: true }).filter((name) =>
    /\/terraform-provider-cloudflare[^/]*$/.test(name),
  );
  if (found.length === 0) throw new Error("no provider: terraform init puts it here, or TERRAFORM_PROVIDER names it");
  return join(folder, found.sort().at(-1));
}

/** Starts the provider, and connects to the socket that its first line names. */
async function connect() {
  const magic = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
  const env = { ...process.env, TF_PLUGIN_MAGIC_COOKIE: magic, PLUGIN_PROTOCOL_VERSIONS: "6" };
  const child = spawn(findProvider(), [], { env, stdio: ["ignore", "pipe", "ignore"] });
  process.on("exit", () => child.kill());
  const [line] = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (first) => resolve([first]));
    child.once("error", reject).once("exit", (code) => reject(new Error(`the provider ended with ${code}`)));
  });
  const [, , network, address] = line.split("|");
  const definition = loadSync("provider.proto", { keepCase: true, defaults: true, longs: Number });
  const { Provider } = loadPackageDefinition(definition).tfplugin6;
  const target = network === "unix" ? `unix:${address}` : address;
  const limits = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
  const stub = new Provider(target, credentials.createInsecure(), limits);
  return (method, request) =>
    new Promise((resolve, reject) =>
      stub[method](request, (error, answer) => (error ? reject(error) : resolve(answer))),
    );
}

class NotExpressible extends Error {}
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** A value in the form of an attribute: every key of an object that the schema has, absent ones null. */
function valueFor({ name, type, nested_type: nested }, value, at) {
  if (value === null) throw new NotExpressible(`${at} cannot be null: null is absent`);
  if (nested) {
    const [single, list] = [
      () => objectFor(nested.attributes, value, at),
      () => value.map((one, i) => objectFor(nested.attributes, one, `${at}.${i}`)),
    ];
    if (nested.nesting === 1) return single();
    if (!Array.isArray(value)) throw new NotExpressible(`${at} is a list`);
    return list();
  }
  const kind = JSON.parse(Buffer.from(type).toString());
  if (jsonText.has(name)) return JSON.stringify(value);
  if (kind === "dynamic") {
    const tuple = Array.isArray(value) ? ["tuple", value.map(() => "string")] : "bool";
    return { type: tuple, value };
  }
  const isList = Array.isArray(kind);
  if (isList !== Array.isArray(value) || isObject(value)) throw new NotExpressible(`${at} is ${JSON.stringify(kind)}`);
  if (!isList && typeof value !== { string: "string", number: "number", bool: "boolean" }[kind])
    throw new NotExpressible(`${at} is ${kind}`);
  return value;
}

function objectFor(attributes, value, at) {
  if (!isObject(value)) throw new NotExpressible(`${at} is an object`);
  const byName = new Map(attributes.map((one) => [one.name, one]));
  const given = Object.entries(value).map(([key, inner]) => {
    const name = key.replace("/", "_");
    const attribute = byName.get(name);
    if (!attribute || !(attribute.required || attribute.optional))
      throw new NotExpressible(`no attribute gives ${at}.${key}`);
    return [name, valueFor(attribute, inner, `${at}.${key}`)];
  });
  return Object.fromEntries([...attributes.map(({ name }) => [name, null]), ...given]);
}

/** A state as the API spells a version: what is null or not known is absent. */
function versionOf(state) {
  // A value of any type stands beside its type.
  if (Array.isArray(state) && state[0] instanceof Uint8Array) return state[1];
  if (Array.isArray(state)) return state.map(versionOf);
  if (!isObject(state)) return state;
  return Object.fromEntries(
    Object.entries(state)
      .filter(([key, value]) => value !== null && value !== undefined && !["account_id", "worker_id"].includes(key))
      .map(([key, value]) => [
        key.replace(/^workers_/, "workers/"),
        jsonText.has(key) ? JSON.parse(value) : versionOf(value),
      ]),
  );
}

/** What is not known yet is an extension of type 0: Terraform takes no state that still holds one. */
class Unknown {}
const extensionCodec = new ExtensionCodec();
extensionCodec.register({ type: 0, encode: () => null, decode: () => new Unknown() });
function unknownIn(state, at = "") {
  if (state instanceof Unknown) return [at];
  if (typeof state !== "object" || state === null) return [];
  return Object.entries(state).flatMap(([key, value]) => unknownIn(value, at === "" ? key : `${at}.${key}`));
}
const json = (value) => ({ json: Buffer.from(JSON.stringify(value)) });
const errorsIn = ({ diagnostics }) =>
  diagnostics.filter(({ severity }) => severity === 1).map(({ summary, detail }) => `${summary}: ${detail}`);

const ask = await connect();
const { provider, resource_schemas } = await ask("GetProviderSchema", {});
const { attributes } = resource_schemas[resource].block;

async function outcomeOf({ base_url, auth, call: { account_id, worker_id, query, body } }) {
  if (query.deploy !== undefined) return { outcome: "not_expressible", why: "the resource has no deploy" };
  const own = {
    base_url,
    ...(auth.token ? { api_token: auth.token } : { api_key: auth.api_key, email: auth.api_email }),
  };
  let asked;
  try {
    asked = objectFor(attributes, { account_id, worker_id, ...body }, "version");
  } catch (error) {
    if (!(error instanceof NotExpressible)) throw error;
    return { outcome: "not_expressible", why: error.message };
  }
  const config = json(asked);
  const refused = errorsIn(await ask("ValidateResourceConfig", { type_name: resource, config }));
  if (refused.length > 0) return { outcome: "client_error", phase: "before_send", message: refused.join("\n") };
  const settings = Object.fromEntries(provider.block.attributes.map(({ name }) => [name, own[name] ?? null]));
  await ask("ConfigureProvider", { terraform_version: "1.11.4", config: json(settings) });
  const prior_state = json(null);
  const plan = await ask("PlanResourceChange", {
    type_name: resource,
    prior_state,
    proposed_new_state: config,
    config,
  });
  if (errorsIn(plan).length > 0)
    return { outcome: "client_error", phase: "before_send", message: errorsIn(plan).join("\n") };
  const { planned_state, planned_private } = plan;
  const applied = await ask("ApplyResourceChange", {
    type_name: resource,
    prior_state,
    planned_state,
    planned_private,
    config,
  });
  if (errorsIn(applied).length > 0) return { outcome: "failed", text: errorsIn(applied).join("\n") };
  const state = decode(applied.new_state.msgpack, { extensionCodec });
  const unknown = unknownIn(state);
  if (unknown.length > 0)
    return {
      outcome: "client_error",
      phase: "decode",
      message: `still unknown after the apply: ${unknown.join(", ")}`,
    };
  return { outcome: "version", version: versionOf(state) };
}

/** An integer that JSON.parse rounds. */
const roundedIn = (line) =>
  (line.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/(?<![\d.])-?\d{16,}/g) ?? []).find(
    (digits) => BigInt(digits) !== BigInt(Number(digits)),
  );

for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line);
  const rounded = roundedIn(line);
  const outcome = rounded
    ? { outcome: "not_expressible", why: `the adapter's own language has no ${rounded}` }
    : await outcomeOf(job);
  console.log(JSON.stringify({ case: job.case, ...outcome }));
}
process.exit();
