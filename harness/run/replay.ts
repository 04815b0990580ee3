import { createHash } from "node:crypto";
import { revision, shortName } from "../../contract/revision.ts";
import { command } from "../../reports/command.ts";
import type { Failure } from "../../reports/report.ts";
import type { Caught } from "../judge/findings.ts";
import type { Settings } from "../settings/settings.ts";
import type { Target } from "../target/target.ts";

/** Settings on which it depends what a case is. */
export type CaseSettings = Pick<
  Settings,
  | "baseUrl"
  | "today"
  | "worker"
  | "resources"
  | "configFile"
  | "fault"
  | "seed"
  | "profile"
  | "only"
  | "level"
  | "lacks"
  | "contract"
> &
  Partial<Pick<Settings, "provision" | "timeout" | "config" | "maxRequests">>;

/** A word as a shell takes it. */
export const quoted = (text: string): string =>
  /^[\w./:,=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const usual = { profile: "default", level: "should", timeout: 30 };

/** The flags that a setting of the run takes, where it is not what it would be anyway. */
function flagsOf(settings: CaseSettings, accountId: string): string[] {
  const { configFile, baseUrl, worker, resources, provision, fault, profile, level, lacks, timeout, maxRequests } =
    settings;
  const { contract } = settings;
  const one = (flag: string, value: string | undefined) => (value === undefined ? [] : [flag, quoted(value)]);
  return [
    ...one("--config", configFile),
    ...one("--base-url", baseUrl),
    ...(baseUrl === undefined ? [] : ["--account-id", accountId]),
    ...one("--worker", worker),
    ...one("--resources", typeof resources === "string" ? resources : undefined),
    ...(provision ? ["--provision"] : []),
    ...fault.flatMap((id) => ["--fault", quoted(id)]),
    ...one("--profile", profile === usual.profile ? undefined : profile),
    ...one("--level", level === usual.level ? undefined : level),
    ...one("--contract", contract === revision ? undefined : shortName(contract)),
    ...one("--lacks", lacks.length === 0 ? undefined : lacks.join(",")),
    ...one("--max-requests", maxRequests === undefined ? undefined : String(maxRequests)),
    ...one("--timeout", timeout === undefined || timeout === usual.timeout ? undefined : String(timeout)),
  ];
}

/** The call that makes a case again where the target is a value of the caller's program. */
function replayCall({ claim, path }: Pick<Caught, "claim" | "path">, settings: CaseSettings): string {
  const { seed, today, profile, lacks, contract } = settings;
  const all = {
    only: [claim],
    seed,
    path,
    today,
    profile: profile === usual.profile ? undefined : profile,
    lacks: lacks.length === 0 ? undefined : lacks,
    contract: contract === revision ? undefined : shortName(contract),
  };
  return `run({ target, ${JSON.stringify(all)
    .slice(1, -1)
    .replace(/"(\w+)":/g, " $1: ")
    .trim()} })`;
}

/** What makes the case of a failure again, and shows its calls: one command, or one call. */
export function replayCommand(
  { claim, path, file }: Pick<Caught, "claim" | "path" | "file">,
  settings: CaseSettings,
  { accountId, secrets = [], isGiven }: Pick<Target, "accountId" | "secrets" | "isGiven">,
): string {
  if (isGiven) return replayCall({ claim, path }, settings);
  // What is masked is left to the shell, which may have nothing there: it is one word all the same.
  const isMasked = secrets.some(({ text }) => text === accountId);
  const flags = flagsOf(settings, isMasked ? `"${accountId}"` : accountId);
  const day = settings.today === undefined ? [] : ["--today", settings.today];
  if (file !== undefined) return [`${command} replay`, quoted(file), ...flags, ...day].join(" ");
  const place = ["--only", quoted(claim), "--seed", `${settings.seed}`, ...day, "--path", path];
  return [`${command} replay`, ...flags, ...place].join(" ");
}

/** What a replay takes from the settings of a run, as the file of settings has them. */
export function settingsForReplay(
  settings: CaseSettings,
  { accountId }: Pick<Target, "accountId">,
): Record<string, unknown> {
  const { configFile, baseUrl, worker, resources, provision, fault, profile, level, lacks, timeout, maxRequests } =
    settings;
  const { seed, today, contract } = settings;
  const all = {
    config: configFile,
    baseUrl,
    worker,
    resources,
    fault,
    profile,
    level,
    lacks,
    contract: contract === revision ? undefined : shortName(contract),
    timeout,
    maxRequests,
    seed,
    today,
  };
  const isSet = ([, value]: [string, unknown]) => value !== undefined && !(Array.isArray(value) && value.length === 0);
  const rest = { ...(provision ? { provision } : {}), ...(baseUrl === undefined ? {} : { accountId }) };
  return { ...Object.fromEntries(Object.entries(all).filter(isSet)), ...rest };
}

/** The variables that the command needs beside what it says itself. */
export function needsOf(
  { baseUrl }: Pick<Settings, "baseUrl">,
  { accountId, secrets = [], isGiven }: Pick<Target, "accountId" | "secrets" | "isGiven">,
): NonNullable<Failure["needs"]> {
  if (baseUrl === undefined || isGiven) return [];
  const token = { name: "CLOUDFLARE_API_TOKEN", what: "a token that the target takes" };
  const isMasked = secrets.some(({ text }) => text === accountId);
  return isMasked ? [token, { name: "CLOUDFLARE_ACCOUNT_ID", what: "the account that the run was given" }] : [token];
}

/** The name of a failure in a report, which is the same from run to run. */
export const hashOf = ({ id, row = "", claim }: Pick<Caught, "id" | "row" | "claim">): string =>
  createHash("sha256")
    .update(JSON.stringify([id, row, claim]))
    .digest("hex")
    .slice(0, 8);
