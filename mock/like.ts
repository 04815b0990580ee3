import { byteLength, isObject } from "../contract/json.ts";
import type { VersionRequest } from "../contract/version.ts";
import type { Behaviour } from "./behaviour.ts";
import { invalid, Refusal } from "./refusal.ts";

/** What a mock is like: the page, or what is known of the live API where the page allows more (or less). */
export const likenesses = ["page", "live"] as const;
export type MockLikeness = (typeof likenesses)[number];

/** One difference between the page and the live API, as facts have it. */
interface Trait {
  /** Completes "the mock …". */
  text: string;
  source: string;
  behaviour: Behaviour;
}

const refusing = (refuse: NonNullable<Behaviour["refuse"]>): Behaviour => ({ refuse });
const mostTextBytes = 5 * 1024;
/** "64 variables" of the free plan. */
const mostVariables = 64;
const mostRules = 100;
const mostRuleCharacters = 100;

/** Flags by the form of their names: the live API knows its own by heart. */
const flagPattern = /^[a-z0-9]+(_[a-z0-9]+)*$/;
const isMadeUp = (flag: string) => !flagPattern.test(flag) || /^(no_such|wvc|unknown)/.test(flag);

const textsOf = ({ bindings = [] }: VersionRequest) =>
  bindings.flatMap(({ type, text, json }) => {
    if (type === "json") return [JSON.stringify(json)];
    return typeof text === "string" ? [text] : [];
  });
const variables = ["plain_text", "json", "secret_text"];

/** Whether another rule's trailing `*` already covers a rule, or the rule stands twice. */
function isRedundant(rules: readonly string[], rule: string): boolean {
  const isNegative = (one: string) => one.startsWith("!");
  const others = rules.filter((one) => one !== rule && isNegative(one) === isNegative(rule));
  const covers = (one: string) => one.endsWith("*") && rule.startsWith(one.slice(0, -1));
  return others.some(covers) || rules.filter((one) => one === rule).length > 1;
}
function refusedRules({ assets }: VersionRequest): boolean {
  const rules = assets?.config?.run_worker_first;
  if (!Array.isArray(rules)) return false;
  const isLong = rules.length > mostRules || rules.some((one) => one.length > mostRuleCharacters);
  return isLong || rules.some((one) => isRedundant(rules, one));
}

const lacksOnlyDatabaseId = ({ pointer = "" }: Refusal, body: unknown) => {
  const index = /^\/bindings\/(\d+)\/database_id$/.exec(pointer)?.[1];
  const bindings = isObject(body) && Array.isArray(body.bindings) ? body.bindings : [];
  const binding = index === undefined ? undefined : bindings[Number(index)];
  return isObject(binding) && binding.type === "d1" && typeof binding.id === "string";
};

/** How the live API differs from the page, each on its own. */
export const liveTraits: readonly Trait[] = [
  {
    text: "refuses a compatibility flag that it does not know (10021)",
    source: "facts:A-10",
    behaviour: refusing(({ compatibility_flags: flags = [] }) => {
      const unknown = flags.find(isMadeUp);
      return unknown === undefined
        ? undefined
        : invalid(`No such compatibility flag: ${unknown}`, "/compatibility_flags");
    }),
  },
  {
    text: "refuses a text, a secret or a JSON value of over 5 kB (10054)",
    source: "facts:A-10",
    behaviour: refusing((request) =>
      textsOf(request).some((text) => byteLength(text) > mostTextBytes)
        ? new Refusal(400, 10054, "a variable is larger than 5 kB", "/bindings")
        : undefined,
    ),
  },
  {
    text: "refuses more than 64 variables (10055)",
    source: "facts:A-10",
    behaviour: refusing(({ bindings = [] }) =>
      bindings.filter(({ type }) => variables.includes(type)).length > mostVariables
        ? new Refusal(400, 10055, "too many variables", "/bindings")
        : undefined,
    ),
  },
  {
    text: "refuses rules of routing that stand twice, that another rule covers, or that are too many or too long",
    source: "facts:A-01b",
    behaviour: refusing((request) =>
      refusedRules(request)
        ? invalid("rules must not be redundant, more than 100, or longer than 100", "/assets/config/run_worker_first")
        : undefined,
    ),
  },
  {
    text: "keeps the newest version: it cannot be deleted",
    source: "facts:A-10",
    behaviour: {
      removes: (version, _key, workerKey, state) => {
        const worker = state.worker(workerKey);
        if (version && worker?.versions.at(-1) === version)
          throw new Refusal(400, 10073, "the latest version cannot be deleted");
        return true;
      },
    },
  },
  {
    text: "takes a d1 binding by its deprecated id alone",
    source: "facts:A-06",
    behaviour: { pardon: lacksOnlyDatabaseId },
  },
];

/** The behaviour of a mock that is like the page, or like the live API. */
export const traitsOf = (like: MockLikeness): Behaviour[] =>
  like === "live" ? liveTraits.map(({ behaviour }) => behaviour) : [];
