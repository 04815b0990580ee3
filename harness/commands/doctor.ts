import { anyWorld } from "../../arbitraries/world.ts";
import { type Check, doctorText } from "../../reports/doctor.ts";
import { provisionable } from "../cleanup/provision.ts";
import { suiteFor, type WorkerSuite } from "../judge/judging.ts";
import { resourcesToBe, worldOutside } from "../run/world.ts";
import { proxyNames, proxyShown } from "../settings/print-config.ts";
import { type Environment, profiles, type Settings } from "../settings/settings.ts";
import { CannotRun } from "../shared/errors.ts";
import { kindOfTarget, openTarget, type Target, type TargetSettings } from "../target/target.ts";
import { accountChecks } from "./doctor-account.ts";
import { neighbourChecks } from "./doctor-neighbours.ts";
import { networkChecks } from "./doctor-network.ts";
import { type Costs, trialChecks } from "./doctor-trial.ts";
import { estimate } from "./plan.ts";

/** The settings that doctor looks at: the target's, and what says which cases can be made. */
type DoctorSettings = TargetSettings &
  Pick<Settings, "profile" | "resources" | "provision" | "lacks" | "worker" | "out" | "contract"> & {
    /** Nothing is made. */
    dry?: boolean;
  };

/** The oldest Node that the suite runs on. */
const oldestNode = [20, 19] as const;

export function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
  return {
    what: "node",
    state: isOld ? "fail" : "ok",
    text: version,
    todo: isOld ? `install Node ${oldestNode.join(".")} or newer` : undefined,
  };
}

function proxyCheck(env: Environment): Check {
  const used = proxyNames.flatMap((name) => {
    const value = env[name];
    return value ? [`${name}=${proxyShown(value)}`] : [];
  });
  return { what: "proxy", state: "ok", text: used.length === 0 ? "none" : used.join(" ") };
}

/** Which binding kinds a run would try with what exists. */
async function kindsCheck({ claims }: WorkerSuite, settings: DoctorSettings): Promise<Check> {
  const kind = kindOfTarget(settings);
  const resources = await resourcesToBe(settings, "doctor00");
  const world = { ...anyWorld, ...worldOutside({ kind, baseUrl: settings.baseUrl ?? "mock" }, settings, resources) };
  const rows = claims.filter(({ id }) => id === "bindings.accepted");
  const kinds = rows.flatMap(({ row }) => row ?? []);
  const without = rows.filter((one) => one.unavailable(world) !== undefined).flatMap(({ row }) => row ?? []);
  const text = `${kinds.length - without.length} of ${kinds.length} binding kinds can be tried`;
  if (without.length === 0) return { what: "resources", state: "ok", text };
  const makeable = without.filter((one) => provisionable.some((kind) => kind === one) || one === "assets");
  const help = makeable.length > 0 ? `--provision makes ${makeable.join(", ")}; ` : "";
  return {
    what: "resources",
    state: "note",
    text: `${text}, not ${without.join(", ")}`,
    todo: `${help}name what exists in --resources`,
  };
}

function targetCheck(settings: TargetSettings): Check {
  const kind = kindOfTarget(settings);
  const texts = {
    mock: "the embedded mock",
    url: `a server, ${settings.baseUrl}`,
    account: `the real API, ${settings.baseUrl}`,
  };
  return { what: "target", state: "ok", text: texts[kind] };
}

/** Opens the target, or says what is missing. */
function opened(settings: TargetSettings, env: Environment): Target | Check {
  try {
    return openTarget(settings, env);
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    return { what: "credentials", state: "fail", text: error.message, todo: error.hint };
  }
}

/** Of so many claims the cost of one is looked at. */
const sampled = 8;
/** About what runs cost that nobody limits, and one that is metered. */
async function costsOf(suite: WorkerSuite, settings: DoctorSettings): Promise<Costs> {
  const kind = kindOfTarget(settings);
  const resources = await resourcesToBe(settings, "doctor00");
  const world = worldOutside({ kind, baseUrl: settings.baseUrl ?? "mock" }, settings, resources);
  const { seed } = settings;
  const runs = [profiles.quick, profiles.default];
  const [quick = 0, whole = 0] = await estimate(suite, { seed, world }, suite.claims, runs, sampled);
  return { quick, default: whole, metered: 250 };
}

/** What the target itself tells: nothing more where a run could not work. */
async function targetChecks(
  suite: WorkerSuite,
  target: Target,
  settings: DoctorSettings,
  env: Environment,
): Promise<Check[]> {
  const account = await accountChecks(target, env.CLOUDFLARE_API_TOKEN !== undefined);
  if (account.some(({ state }) => state === "fail")) return account;
  // What a run makes on a Worker that is there, doctor does not.
  const isDry = settings.dry || settings.worker !== undefined;
  const more = isDry
    ? neighbourChecks(target, Object.keys(suite.requirements))
    : trialChecks(suite, target, settings, () => costsOf(suite, settings));
  return [...account, ...(await more)];
}

/** Looks at everything that a run needs, by one Worker that is removed again or, dry, by reading alone. */
export async function doctor(whole: WorkerSuite, settings: DoctorSettings, env: Environment): Promise<Check[]> {
  const suite = suiteFor(whole, settings);
  const first = [nodeCheck(process.versions.node), targetCheck(settings), proxyCheck(env)];
  const target = opened(settings, env);
  const network =
    settings.baseUrl === undefined ? [] : await networkChecks(settings.baseUrl, env, settings.timeout * 1000);
  const last = await kindsCheck(suite, settings);
  if ("what" in target) return [...first, ...network, target, last];
  try {
    const isCut = network.some(({ state }) => state === "fail");
    return [...first, ...network, ...(isCut ? [] : await targetChecks(suite, target, settings, env)), last];
  } finally {
    await target.transport.close();
  }
}

/** The command: exit code 2 where a run could not work. */
export async function runDoctor(
  suite: WorkerSuite,
  settings: DoctorSettings,
  env: Environment,
): Promise<{ text: string; exitCode: 0 | 2 }> {
  const findings = await doctor(suite, settings, env);
  return { text: doctorText(findings), exitCode: findings.some(({ state }) => state === "fail") ? 2 : 0 };
}
