import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { byteLength, isObject } from "../../contract/json.ts";
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

/** The placeholders that stand in words. */
const namedIn = (words: readonly string[]): string[] =>
  words.flatMap((word) => [...word.matchAll(/(?<!\$)\{([A-Za-z_-]+)\}/g)].map(([, name = ""]) => name));

/** Refuses a template that cannot lead to the gate, before any call. */
export function checkTemplate({ command, deploy, env, stdin = "", large = [] }: Manifest): void {
  const beside = [...(deploy?.true ?? []), ...(deploy?.false ?? []), ...Object.values(env)];
  const named = namedIn([...command, ...beside, ...large, stdin]);
  const wrong = named.find((name) => !placeholders.some((one) => one === name));
  const all = placeholders.map((one) => `{${one}}`).join(", ");
  if (wrong !== undefined)
    throw new CannotRun(`{${wrong}} is no placeholder${meant(wrong, placeholders)}`, `a template knows ${all}`);
  for (const words of [command, ...(large.length > 0 ? [large] : [])]) checkReach([...words, ...beside]);
  if (namedIn(large).includes("body"))
    throw new CannotRun(
      '"large" of the manifest holds {body}: it is for bodies that no argument can hold',
      'put {body_file} there, or {body} into "stdin"',
    );
}

/** Words without the base URL lead elsewhere. */
function checkReach(words: readonly string[]): void {
  if (!namedIn(words).includes("base_url"))
    throw new CannotRun(
      "the template has no {base_url}: its requests would not reach the gate",
      'put it into "command" or into "env" of the manifest, such as "CLOUDFLARE_BASE_URL": "{base_url}"',
    );
}

const cannot = (why: string): Reaction => ({ outcome: { outcome: "not_expressible", why }, said: "" });

/** Linux takes 128 KiB for an argument or a variable; some room is left for what stands around the body. */
const mostBytes = 120 * 1024;
const isTooLong = (text: string): boolean => byteLength(text) > mostBytes;
const tooLong = (bytes: number): string =>
  `the body makes an argument of ${bytes} bytes, and no argument of a command can be over 128 KiB: ` +
  'give the manifest "stdin": "{body}" in place of {body} in "command", or "large", a command with {body_file}';

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

  #deployWords(asked: boolean | undefined): readonly string[] | undefined {
    const { deploy } = this.#manifest;
    if (asked === undefined) return [];
    return asked ? deploy?.true : deploy?.false;
  }

  /** The command of a call, filled in, or why there is none. */
  #commandOf({ call: { query } }: Job, values: Record<string, string>): string[] | { why: string } {
    const { command, large } = this.#manifest;
    const more = this.#deployWords(query.deploy);
    if (!more) return { why: `the template has no words for deploy=${query.deploy}` };
    const [usual, other] = [command, large].map(
      (words) => words && [...words, ...more].map((one) => filled(one, values)),
    );
    const found = usual?.some(isTooLong) ? other : usual;
    return found ?? { why: tooLong(Math.max(...(usual ?? []).map(byteLength))) };
  }

  async call(job: Job, environment: Environment): Promise<Reaction> {
    const folder = await mkdtemp(join(tmpdir(), "wvc-gate-"));
    try {
      const file = join(folder, "body.json");
      const values = valuesOf(job, file);
      const command = this.#commandOf(job, values);
      if ("why" in command) return cannot(command.why);
      await writeFile(file, values.body ?? "");
      const env = Object.fromEntries(
        Object.entries(this.#manifest.env).map(([name, value]) => [name, filled(value, values)]),
      );
      const long = Object.values(env).find(isTooLong);
      if (long !== undefined) return cannot(tooLong(byteLength(long)));
      const stdin = filled(this.#manifest.stdin ?? "", values);
      // What the manifest hands over is the caller's own choice: no other variable of the environment wins over it.
      const all = { ...this.#env, CLOUDFLARE_BASE_URL: job.base_url, ...environment, ...env };
      const done = await new Started({ command, folder: this.#folder, env: all }).ask(stdin, job.deadline_ms);
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
