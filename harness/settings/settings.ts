import { z } from "zod";
import { featureNames } from "../../contract/features.ts";
import { levels } from "../../contract/level.ts";
import { type Revision, revision, revisionIds, revisionNamed, shortName } from "../../contract/revision.ts";
import { listFrom, numberFrom, pathSetting, seedSetting, whole } from "../shared/bounds.ts";
import { CannotRun } from "../shared/errors.ts";
import { meant } from "../shared/nearest.ts";
import { inOurWords } from "../shared/words.ts";

export const profiles = { quick: 4, default: 25, nightly: 200 } as const;
/** What a run over HTTP takes at the most, in seconds, clean-up and first round apart; nightly runs take the time they need. */
export const profileSeconds = { quick: 50, default: 180, nightly: Number.POSITIVE_INFINITY } as const;
export const formats = ["json", "html", "md", "txt", "har", "junit", "ctrf", "badge", "events", "repro"] as const;
/** What is written unless --format says otherwise. */
const usualFormats: (typeof formats)[number][] = ["json", "html", "md", "txt", "repro"];

const noUserInfo = (url: string) => {
  if (!URL.canParse(url)) return true;
  const { username, password } = new URL(url);
  return username === "" && password === "";
};

const apiUrl = z
  .url({ protocol: /^https?$/, error: "must be a URL that begins with http:// or https://" })
  .refine(noUserInfo, "must hold no user name and no password: credentials come from the environment only")
  .refine((url) => !/[?#]/.test(url), "must hold no ? and no #: paths of the API are put behind it");

const accountId = z
  .string()
  .regex(/^[\w-]{1,32}$/, "must be the account's id: 32 hex digits, as the API's paths have them");

/** Whether something is a feature that a target can lack. */
function isFeature(name: string, context: z.RefinementCtx): void {
  if (featureNames.includes(name)) return;
  const message = `nothing that a target can lack is called ${name}${meant(name, featureNames)}`;
  context.addIssue({ code: "custom", message });
}

/** A revision of the contract, by its short name or its id. */
function toRevision(name: string, context: z.RefinementCtx): Revision {
  const known = revisionNamed(name);
  if (known !== undefined) return known;
  const names = revisionIds.map(shortName);
  const message = `no revision of the contract is called ${name}${meant(name, names)}: there are ${names.join(", ")}`;
  context.addIssue({ code: "custom", message });
  return z.NEVER;
}

/**
 * Every setting of a run: its flag is `--name`, its environment variable `CONFORMANCE_NAME`, and its name here is its
 * key in the configuration file. Credentials are none of them: they come from the environment only.
 */
export const settingsSchema = z.strictObject({
  baseUrl: apiUrl.optional().describe("the target's API, ending in /client/v4; without it, the embedded mock"),
  accountId: accountId.optional().describe("the account in the target's paths, 32 hex digits"),
  worker: z
    .string()
    .min(1)
    .optional()
    .describe("a Worker that exists, by name or id, for a target that makes none: it is left as it was found"),
  profile: z.enum(["quick", "default", "nightly"]).default("default").describe("how much to run"),
  level: z
    .enum(levels)
    .default("should")
    .describe("the bar: what breaks below it is a warning, and does not fail the run"),
  contract: z
    .string()
    .transform(toRevision)
    .default(revision)
    .describe("the revision of the contract that is judged by: what is newer is not sent, and is drift in answers"),
  only: z.array(z.string().min(1)).default([]).describe("judges only what starts so: an area, a requirement, a row"),
  failed: z.boolean().default(false).describe("judges only what failed last time, by the report in out"),
  seed: seedSetting.default(1).describe("decides every input"),
  today: z.iso
    .date("must be a day, YYYY-MM-DD")
    .optional()
    .describe("the day of the run, YYYY-MM-DD: no date that is sent is later; without it, today in UTC"),
  path: pathSetting.optional().describe("replays one case of the one prefix in only"),
  runs: whole(1).optional().describe("cases for each claim, instead of the profile's"),
  rounds: whole(1)
    .optional()
    .describe("ends after so many rounds: the first case of every claim, the second, two more, four more, …"),
  maxTime: whole(1)
    .optional()
    .describe("seconds after which no other round begins; over HTTP 50 in quick, 180 in default"),
  maxRequests: whole(1).optional().describe("the most requests that a run may make, clean-up included"),
  since: z
    .array(z.string().min(1))
    .default([])
    .describe("reports of earlier runs: a run whose requests are counted takes first what they tried least"),
  resources: z
    .union([z.string().min(1), z.record(z.string(), z.array(z.record(z.string(), z.unknown())))])
    .optional()
    .describe("what exists on the account, by binding kind: a JSON file, or the same as an object"),
  provision: z.boolean().default(false).describe("makes and removes the resources that are free"),
  lacks: z
    .array(z.string().superRefine(isFeature))
    .default([])
    .describe("what the target does not have: inapplicable, and sent in nothing"),
  baseline: z.string().min(1).optional().describe("a JSON file of failures that are known and do not fail the run"),
  corpus: z
    .string()
    .min(1)
    .optional()
    .describe("a folder of cases that failed: they are tried first, and new ones are added"),
  out: z.string().min(1).default("conformance-report").describe("folder of the reports"),
  format: z.array(z.enum(formats)).default(usualFormats).describe("as what the report is written"),
  bail: whole(1).optional().describe("ends the run after this many failures"),
  timeout: whole(1).default(30).describe("seconds to wait for an answer"),
  fault: z.array(z.string().min(1)).default([]).describe("target faults that the embedded mock shows"),
  againstBaseUrl: apiUrl.optional().describe("a second target: both are sent the same, and where they differ is said"),
  againstAccountId: accountId.optional().describe("the account in the second target's paths; without it, accountId"),
});
export type Settings = z.infer<typeof settingsSchema> & {
  /** The configuration file, where it was named: replays need it. */
  configFile?: string;
  /** The configuration file that was read, named or found in the working folder. */
  config?: string;
};
export type SettingName = keyof z.infer<typeof settingsSchema>;
/** What a configuration file may hold. */
export type Config = z.input<typeof settingsSchema>;
export const settingNames = Object.keys(settingsSchema.shape) as SettingName[];

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
export const flagOf = (name: string): string => `--${kebab(name)}`;
const variableOf = (name: string) => `CONFORMANCE_${kebab(name).replaceAll("-", "_").toUpperCase()}`;
/** Names the configuration file itself. */
export const configVariable = variableOf("config");
/** The target's own variables, as the API's clients have them. */
const alsoNamed: Partial<Record<SettingName, string>> = {
  baseUrl: "CLOUDFLARE_BASE_URL",
  accountId: "CLOUDFLARE_ACCOUNT_ID",
};

export type Environment = Readonly<Record<string, string | undefined>>;
/** A value, and where it came from, in words. */
interface Sourced {
  value: unknown;
  from: string;
}
type Flags = Partial<Record<SettingName, unknown>>;
/** The values of a configuration file, as they stand there. */
export interface ConfigFile {
  path: string;
  values: Readonly<Record<string, unknown>>;
}

const lists: readonly SettingName[] = ["only", "format", "fault", "lacks", "since"];
const numbers: readonly SettingName[] = ["seed", "runs", "rounds", "maxTime", "maxRequests", "bail", "timeout"];
const booleans: Readonly<Record<string, boolean>> = { true: true, "1": true, false: false, "0": false };

/** What a text of the command line or the environment says; what it cannot say is left to the schema to refuse. */
function fromText(name: SettingName, value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (lists.includes(name)) return listFrom(value);
  if (numbers.includes(name)) return numberFrom(value);
  return name === "provision" || name === "failed" ? (booleans[value] ?? value) : value;
}

function fromEnvironment(env: Environment): Partial<Record<SettingName, Sourced>> {
  const known = [configVariable, ...settingNames.map(variableOf)];
  const stray = Object.keys(env).find((name) => name.startsWith("CONFORMANCE_") && !known.includes(name));
  if (stray)
    throw new CannotRun(`${stray} is no setting${meant(stray, known)}`, `known variables: ${known.join(", ")}`);
  return Object.fromEntries(
    settingNames.flatMap((name) => {
      const from = [variableOf(name), alsoNamed[name]].find((one) => one !== undefined && env[one]);
      return from !== undefined && env[from] ? [[name, { value: fromText(name, env[from]), from }]] : [];
    }),
  );
}

/** Settings, and for each that is no default, where it came from. */
export interface Resolved {
  settings: Settings;
  sources: Partial<Record<SettingName, string>>;
}

/** Settings from flags, environment and file: flags win, then the environment. An error names the source and the value. */
export function resolveSettings(flags: Flags, env: Environment, file?: ConfigFile): Resolved {
  const variables = fromEnvironment(env);
  const sourced = (name: SettingName): Sourced | undefined => {
    if (flags[name] !== undefined) return { value: fromText(name, flags[name]), from: flagOf(name) };
    const inFile = file?.values[name];
    return variables[name] ?? (inFile === undefined ? undefined : { value: inFile, from: `${name} in ${file?.path}` });
  };
  const found = new Map(settingNames.flatMap((name) => [[name as string, sourced(name)] as const]));
  const parsed = settingsSchema.safeParse(Object.fromEntries([...found].map(([name, one]) => [name, one?.value])), {
    error: inOurWords,
  });
  if (!parsed.success) throw refused(parsed.error.issues[0], found);
  const sources = Object.fromEntries([...found].flatMap(([name, one]) => (one ? [[name, one.from]] : [])));
  // An account in the environment may be there for other programs.
  if (
    parsed.data.baseUrl === undefined &&
    parsed.data.accountId !== undefined &&
    !found.get("accountId")?.from.startsWith("C")
  )
    throw new CannotRun(
      "--account-id needs --base-url (or CLOUDFLARE_BASE_URL)",
      "without it, the embedded mock is judged",
    );
  return { settings: checked(parsed.data), sources };
}

function refused(issue: z.core.$ZodIssue | undefined, found: ReadonlyMap<string, Sourced | undefined>): CannotRun {
  const [name = "", ...rest] = (issue?.path ?? []).map(String);
  const { value, from } = found.get(name) ?? { value: undefined, from: flagOf(name) };
  const place = rest.length > 0 ? ` at ${rest.join(".")}` : "";
  return new CannotRun(`${from} ${shown(value)}${place}: ${issue?.message}`, "see --help");
}
const longest = 100;
const shown = (value: unknown) => {
  // Whatever stands before an @ of a URL may be a password.
  const text = (JSON.stringify(value) ?? "nothing").replace(/(:\/*)[^"]*@/g, "$1[masked]@");
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
};

/** The settings alone. */
export const readSettings = (flags: Flags, env: Environment, file?: ConfigFile): Settings =>
  resolveSettings(flags, env, file).settings;

function checked(settings: Settings): Settings {
  if (settings.path !== undefined && settings.only.length !== 1) {
    throw new CannotRun("--path needs exactly one --only", "take both from the replay line of a failure");
  }
  if (settings.provision && settings.resources !== undefined)
    throw new CannotRun("--provision and --resources exclude each other", "either what exists, or what the run makes");
  if (settings.worker === undefined && settings.lacks.includes("workers"))
    throw new CannotRun("a target that makes no Workers needs --worker", "the name or the id of one that exists");
  if (settings.baseUrl === undefined) {
    if (settings.worker === undefined) return settings;
    throw new CannotRun("--worker needs --base-url", "the embedded mock has no Worker yet");
  }
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
