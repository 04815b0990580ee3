import { z } from "zod";
import { CannotRun } from "./errors.ts";

export const profiles = { quick: 4, default: 25, nightly: 200 } as const;
export const formats = ["json", "html", "md", "txt", "har"] as const;
/** What is written unless --format says otherwise. */
const usualFormats: (typeof formats)[number][] = ["json", "html", "md", "txt"];

const whole = (minimum: number) => z.coerce.number().int().min(minimum);
const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (typeof value === "string" ? value.split(",").map((one) => one.trim()) : value),
    z.array(item),
  );

/** Every setting of a run: its flag is `--name`, its environment variable `CONFORMANCE_NAME`. */
const settingsSchema = z.object({
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  accountId: z
    .string()
    .regex(/^[\w-]{1,32}$/, "must be the account's id: 32 hex digits, as the API's paths have them")
    .optional(),
  profile: z.enum(["quick", "default", "nightly"]).default("default"),
  only: listOf(z.string().min(1)).default([]),
  seed: z.coerce.number().int().min(-0x80000000).max(0x7fffffff).default(1),
  path: z
    .string()
    .regex(/^\d+(:\d+)*$/, "must be a path that a failure gave, such as 0:1:2")
    .optional(),
  runs: whole(1).optional(),
  maxRequests: whole(1).optional(),
  resources: z.string().min(1).optional(),
  out: z.string().min(1).default("conformance-report"),
  format: listOf(z.enum(formats)).default(usualFormats),
  bail: whole(1).optional(),
  timeout: whole(1).default(30),
  fault: listOf(z.string().min(1)).default([]),
});
export type Settings = z.infer<typeof settingsSchema>;
export type SettingName = keyof Settings;
export const settingNames = Object.keys(settingsSchema.shape) as SettingName[];

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
export const flagOf = (name: string): string => `--${kebab(name)}`;
const variableOf = (name: string) => `CONFORMANCE_${kebab(name).replaceAll("-", "_").toUpperCase()}`;
/** The target's own variables, as the API's clients have them. */
const alsoNamed: Partial<Record<SettingName, string>> = {
  baseUrl: "CLOUDFLARE_BASE_URL",
  accountId: "CLOUDFLARE_ACCOUNT_ID",
};

type Environment = Readonly<Record<string, string | undefined>>;

function fromEnvironment(env: Environment): Partial<Record<SettingName, { value: string; from: string }>> {
  const known = new Set(settingNames.map(variableOf));
  const stray = Object.keys(env).find((name) => name.startsWith("CONFORMANCE_") && !known.has(name));
  if (stray) throw new CannotRun(`${stray} is no setting`, `known variables: ${[...known].join(", ")}`);
  return Object.fromEntries(
    settingNames.flatMap((name) => {
      const from = [variableOf(name), alsoNamed[name]].find((one) => one !== undefined && env[one]);
      const value = from === undefined ? undefined : env[from];
      return from !== undefined && value ? [[name, { value, from }]] : [];
    }),
  );
}

/** Settings from flags and environment; flags win. An error names the flag or variable, the value and what it may be. */
export function readSettings(flags: Partial<Record<SettingName, unknown>>, env: Environment): Settings {
  const variables = fromEnvironment(env);
  const merged = Object.fromEntries(settingNames.map((name) => [name, flags[name] ?? variables[name]?.value]));
  const parsed = settingsSchema.safeParse(merged);
  if (parsed.success) return checked(parsed.data);
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0]) as SettingName;
  const source = flags[name] === undefined ? (variables[name]?.from ?? variableOf(name)) : flagOf(name);
  throw new CannotRun(`${source} ${JSON.stringify(merged[name])}: ${issue?.message}`, "see --help");
}

function checked(settings: Settings): Settings {
  if (settings.path !== undefined && settings.only.length !== 1) {
    throw new CannotRun("--path needs exactly one --only", "take both from the replay line of a failure");
  }
  if (settings.baseUrl === undefined) return settings;
  if (settings.fault.length > 0)
    throw new CannotRun("--fault is for the embedded mock, not for --base-url", "start `mock --fault` instead");
  if (settings.accountId === undefined) {
    throw new CannotRun(
      "--base-url needs --account-id (or CLOUDFLARE_ACCOUNT_ID)",
      "32 hex digits, as the API's paths have them",
    );
  }
  return settings;
}

/** The credentials' headers; they come from the environment only, never by flag. */
export function credentials(env: Environment): Record<string, string> {
  const { CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_API_KEY: key, CLOUDFLARE_EMAIL: email } = env;
  const bad = [token, key, email].find((one) => one !== undefined && /[\r\n\0]|[^\x20-\x7e]/.test(one));
  if (bad !== undefined)
    throw new CannotRun("the credentials in the environment hold characters that no header may hold");
  if (token) return { authorization: `Bearer ${token}` };
  if (key && email) return { "x-auth-key": key, "x-auth-email": email };
  throw new CannotRun("no credentials", "set CLOUDFLARE_API_TOKEN, or CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL");
}
