import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isObject } from "../../contract/json.ts";
import { CannotRun } from "../../harness/shared/errors.ts";
import { meant } from "../../harness/shared/nearest.ts";
import type { Job, Manifest, Outcome } from "../contract/protocol.ts";
import { tryJson, writeJson } from "../wire/json.ts";
import { type Adapter, AdapterError, type Reaction, severalAtOnce } from "./adapter.ts";
import { cleanEnvironment, type Done, type Environment, Started, tail } from "./program.ts";

/** What `{name}` stands for in a template. */
const valuesOf = ({ base_url, auth, call }: Job, bodyFile: string): Record<string, string> => ({
  base_url,
  account_id: call.account_id,
  worker_id: call.worker_id,
  body: writeJson(call.body),
  body_file: bodyFile,
  token: "token" in auth ? auth.token : "",
  api_key: "token" in auth ? "" : auth.api_key,
  api_email: "token" in auth ? "" : auth.api_email,
});
export const placeholders = [
  "base_url",
  "account_id",
  "worker_id",
  "body",
  "body_file",
  "token",
  "api_key",
  "api_email",
] as const;

const filled = (text: string, values: Record<string, string>): string =>
  text.replaceAll(/\{([a-z_]+)\}/g, (whole, name: string) => values[name] ?? whole);

/** What a command printed: the envelope with its messages, or the version alone. */
function printed(stdout: string): { version: unknown; messages?: { message?: unknown }[] } {
  const json = tryJson(stdout.trim());
  if (!isObject(json) || !isObject(json.result)) return { version: json ?? null };
  return { version: json.result, messages: Array.isArray(json.messages) ? json.messages.filter(isObject) : [] };
}

/** Refuses a template that cannot lead to the gate, before any call. */
export function checkTemplate({ command, deploy, env }: Manifest): void {
  const words = [...command, ...(deploy?.true ?? []), ...(deploy?.false ?? []), ...Object.values(env)];
  const named = words.flatMap((word) => [...word.matchAll(/(?<!\$)\{([A-Za-z_-]+)\}/g)].map(([, name = ""]) => name));
  const wrong = named.find((name) => !placeholders.some((one) => one === name));
  const all = placeholders.map((one) => `{${one}}`).join(", ");
  if (wrong !== undefined)
    throw new CannotRun(`{${wrong}} is no placeholder${meant(wrong, placeholders)}`, `a template knows ${all}`);
  if (!named.includes("base_url"))
    throw new CannotRun(
      "the template has no {base_url}: its requests would not reach the gate",
      'put it into "command" or into "env" of the manifest, such as "CLOUDFLARE_BASE_URL": "{base_url}"',
    );
}

const cannot = (why: string): Reaction => ({ outcome: { outcome: "not_expressible", why }, said: "" });

/** A command line whose words are filled in for each call: nothing has to be written for it. */
export class TemplateAdapter implements Adapter {
  readonly atOnce = severalAtOnce;
  readonly #manifest: Manifest;
  readonly #folder: string;
  readonly #env: Environment;

  constructor(manifest: Manifest, folder: string, env: Environment) {
    this.#manifest = manifest;
    this.#folder = folder;
    this.#env = cleanEnvironment(env);
  }

  #words({ call }: Job): readonly string[] | undefined {
    const { command, deploy } = this.#manifest;
    if (call.query.deploy === undefined) return command;
    const more = call.query.deploy ? deploy?.true : deploy?.false;
    return more && [...command, ...more];
  }

  async call(job: Job, environment: Environment): Promise<Reaction> {
    const words = this.#words(job);
    if (!words) return cannot(`the template has no words for deploy=${job.call.query.deploy}`);
    const folder = await mkdtemp(join(tmpdir(), "wvc-gate-"));
    try {
      const file = join(folder, "body.json");
      await writeFile(file, writeJson(job.call.body));
      const values = valuesOf(job, file);
      const env = Object.fromEntries(
        Object.entries(this.#manifest.env).map(([name, value]) => [name, filled(value, values)]),
      );
      const command = words.map((word) => filled(word, values));
      const all = { ...this.#env, CLOUDFLARE_BASE_URL: job.base_url, ...env, ...environment };
      const done = await new Started({ command, folder: this.#folder, env: all }).ask("", job.deadline_ms);
      const said = done.stdout + done.stderr;
      return { outcome: done.ended ? this.#outcome(done) : undefined, said };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  #outcome({ stdout, stderr, code }: Done): Outcome {
    if (code === null || code === 127)
      throw new AdapterError(`the command ended with ${code ?? "a signal"}: ${tail(stderr)}`);
    if (code !== 0) return { outcome: "failed", text: `${stdout}\n${stderr}`.slice(-20_000) };
    if (this.#manifest.decode === "none") return { outcome: "version", version: null };
    return { outcome: "version", ...printed(stdout) };
  }

  async close(): Promise<void> {}
}
