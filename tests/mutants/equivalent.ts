/** Changes that nothing can notice, each with the reason: they judge as the code does. */
export const equivalent: Readonly<Record<string, string>> = {
  "suites/bindings.ts: const isCarriable = earlier.some((one) => one.bindings.size > 0); [> 2 -> >=]":
    "says only for how many answers it is counted that nothing was carried over",
  'suites/bindings.ts: const isPlain = fields.every((one) => one.type === "string" && one.means !== "text" && one.means !== "secret"); [every 1 -> some]':
    "decides how many cases are made",
  "suites/bindings.ts: return fields.length === 0 ? 0.2 : isPlain && fields.length === 1 ? 0.6 : 1; [=== 2 -> !==]":
    "decides how many cases are made",
  "suites/bindings.ts: return fields.length === 0 ? 0.2 : isPlain && fields.length === 1 ? 0.6 : 1; [2 1 -> 3]":
    "decides how many cases are made",
  "suites/bindings.ts: .map(([one, list]) => [one, ...list.filter(({ name }) => name !== one.name)]); [filter(({ name }) => name !== one.name) 1 -> slice(0)]":
    "two names that are drawn alike are too rare to be met",
  "contract/inspect.ts: return tries.reduce((best, one) => (cost(one) < cost(best) ? one : best)); [< 1 -> <=]":
    "of two branches that fit alike either says the same",
  "contract/inspect.ts: const cost = (one: Inspection) => one.violations.length * 1000 + one.drift.length; [1000 1 -> 1001]":
    "any number above the unknown keys of a value tells a violation from them",
  "suites/histories/linearizable.ts: .filter((one) => !model.isRead(callOf(one)) && !isDoom(model, state, one, head, history)) [filter((one) => !model.isRead(callOf(one)) && !isDoom(model, state, one, head, history)) 1 -> slice(0)]":
    "leaves out choices that lead nowhere: the search is longer without, its answer the same",
  "suites/histories/linearizable.ts: if (seen.has(mark)) { [if (seen.has(mark)) 1 -> if (Math.random() < 0)]":
    "remembers what led nowhere: the search is longer without, its answer the same",
  "suites/judges/numbering.ts: const fits = (numbers[0] ?? 0) > before && (numbers.at(-1) ?? 0) <= before + numbers.length + refusals; [0 3 -> 1]":
    "says what the last of no numbers is: then there is no first one either",
  "suites/pointers.ts: const later = (step: string, count: number) => (/^\\d+$/.test(step) ? String(Number(step) + count) : step); [/^\\d+$/ 1 -> /^\\d+/]":
    "the step of a fault that follows bindings is always a number",
  "suites/fields.ts: .filter((name) => sent[name] !== undefined) [filter((name) => sent[name] !== undefined) 1 -> slice(0)]":
    "decides how often it is counted that what was not sent did not have to come back",
  'suites/version.ts: const urls = Array.isArray(shown.urls) ? shown.urls.filter((url): url is string => typeof url === "string") : []; [filter((url): url is string => typeof url === "string") 1 -> slice(0)]':
    "what is no text is no url that another version was seen to have",
};
