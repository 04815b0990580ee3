import type { Binding } from "../../contract/bindings.ts";
import { type RequestFault, requestFaults } from "../../contract/faults/index.ts";
import { isBlank, isObject, sameJson, valueAt } from "../../contract/json.ts";
import { Refusal } from "../refusal.ts";
import { envelopes, fault, type TargetFault } from "./fault.ts";

/** The body, and what is left of it without its first bindings: the broken one may stand anywhere. */
function tails(body: unknown): unknown[] {
  if (!isObject(body) || !Array.isArray(body.bindings)) return [body];
  const { bindings } = body;
  return bindings.map((_, i) => ({ ...body, bindings: bindings.slice(i) }));
}

/** Whether a body shows the request fault: it has the place, and one of the changes would leave it as it is. */
function shows(body: unknown, { subject, pointer, changes }: RequestFault): boolean {
  const parent = valueAt(body, pointer.slice(0, pointer.lastIndexOf("/")));
  const isOther =
    pointer.startsWith("/bindings/0/") && subject.of === "binding" && kindOther(body, pointer, subject.kind);
  if (!isObject(body) || typeof parent !== "object" || parent === null || isOther) return false;
  const last = pointer.slice(pointer.lastIndexOf("/") + 1);
  if (Array.isArray(parent) !== /^\d+$/.test(last)) return false;
  return changes.some(({ send }) => {
    const { text } = send(body);
    return text !== undefined && sameJson(JSON.parse(text), body);
  });
}
const kindOther = (body: unknown, pointer: string, kind: string) =>
  pointer !== "/bindings/0/type" && valueAt(body, "/bindings/0/type") !== kind;

/** The first request fault of each part of a request, for the requirements that follow from the fields. */
const derivedFrom = ["required", "type", "enum", "length", "format"].flatMap((name) => {
  const rows = requestFaults.filter(({ requirement }) => requirement === `refusal.${name}`);
  return rows.filter((one, i) => rows.findIndex(({ subject }) => subject.of === one.subject.of) === i);
});
/** Request faults that no field alone shows: items of lists that are no objects, targets, days. */
const ofItems = [
  "bindings.*:type",
  "migrations.multi.steps.*:type",
  "placement.targeted-target.target.*:type",
  "placement.targeted-target.target.*.region:type",
  "compatibility_date:day",
];
const rowsOfItems = requestFaults.filter(({ id }) => ofItems.includes(id));
/** A target that accepts what a request fault breaks. */
export const accepts = (one: (typeof requestFaults)[number]): TargetFault =>
  fault(one.requirement, `accepts a request with ${one.text}`, {
    pardon: (_r, body) => tails(body).some((tail) => shows(tail, one)),
  });

type Rule = readonly [
  id: string,
  breaks: (typeof requestFaults)[number]["requirement"],
  text: string,
  of: (refusal: Refusal, body: unknown) => boolean,
];
const says = (words: string) => (refusal: Refusal) => refusal.message.includes(words);
const places = (pointer: string) => (refusal: Refusal) => refusal.pointer === pointer;
/** A field of the last binding that has it: plain ones may stand behind the broken one. */
const lastBinding = (body: unknown, pointer: string) =>
  tails(body)
    .map((tail) => valueAt(tail, `/bindings/0${pointer}`))
    .findLast((value) => value !== undefined);
const timeoutOf = (body: unknown) => Number(lastBinding(body, "/simple/mitigation_timeout"));

/** Rules of the page that the mock lets pass. */
const rules: readonly Rule[] = [
  [
    "timeout-of-any-value",
    "refusal.ratelimit-timeout",
    "accepts any mitigation_timeout",
    says("mitigation_timeout must be"),
  ],
  [
    "timeout-below-period",
    "refusal.ratelimit-timeout",
    "accepts a mitigation_timeout below the period",
    says("must not be smaller"),
  ],
  [
    "timeout-above-a-day",
    "refusal.ratelimit-timeout",
    "knows no maximum of mitigation_timeout",
    (refusal, body) => says("mitigation_timeout must be")(refusal) && timeoutOf(body) % 60 === 0 && timeoutOf(body) > 0,
  ],
  ["key-of-no-format", "refusal.key-material", "accepts a secret_key without key data", says("is required for format")],
  ["jwk-without-key", "refusal.key-material", "accepts a jwk without key_jwk", says("key_jwk is required")],
  [
    "network-with-both-ids",
    "refusal.vpc-network",
    "accepts both ids of a vpc_network",
    (refusal, body) =>
      says("one of network_id and tunnel_id")(refusal) && lastBinding(body, "/tunnel_id") !== undefined,
  ],
  ["network-of-any-name", "refusal.vpc-network", "accepts any network_id", says("is not supported")],
  [
    "rules-all-negative",
    "refusal.run-worker-first",
    "accepts rules that are all negative",
    (refusal, body) =>
      says("rules must start")(refusal) &&
      (valueAt(body, "/assets/config/run_worker_first") as string[]).every((one) => one.startsWith("!/")),
  ],
  [
    "rules-without-slash",
    "refusal.run-worker-first",
    "accepts rules without a slash",
    (refusal, body) =>
      says("rules must start")(refusal) &&
      (valueAt(body, "/assets/config/run_worker_first") as string[]).some((one) => !/^!?\//.test(one)),
  ],
  [
    "date-of-any-form",
    "refusal.compatibility-date",
    "accepts a compatibility date that is no date",
    says("is not a compatibility date"),
  ],
  [
    "date-in-the-future",
    "refusal.compatibility-date",
    "accepts a compatibility date in the future",
    says("date in the future"),
  ],
  [
    "main-module-missing",
    "refusal.main-module",
    "accepts a main_module that is not in modules",
    (refusal, body) => places("/main_module")(refusal) && valueAt(body, "/main_module") === "wvc-missing.js",
  ],
  [
    "main-module-any-case",
    "refusal.main-module",
    "takes the main module's name in any case",
    (refusal, body) =>
      places("/main_module")(refusal) &&
      typeof valueAt(body, "/main_module") === "string" &&
      JSON.stringify(valueAt(body, "/modules"))
        .toUpperCase()
        .includes(String(valueAt(body, "/main_module")).toUpperCase()),
  ],
  [
    "container-of-any-class",
    "refusal.container-class",
    "accepts containers for any class",
    says("containers can only be attached"),
  ],
  [
    "checks-the-first-binding",
    "refusal.type",
    "checks the types of the first binding only",
    (refusal, body) =>
      /^\/bindings\/[1-9]\d*\/text$/.test(refusal.pointer ?? "") && !isBlank(valueAt(body, refusal.pointer ?? "")),
  ],
  [
    "checks-the-first-flag",
    "refusal.type",
    "checks the type of the first compatibility flag only",
    (refusal) => /^\/compatibility_flags\/[1-9]/.test(refusal.pointer ?? ""),
  ],
  [
    "spki-without-key",
    "refusal.key-material",
    "accepts an spki without key_base64",
    says("is required for format spki"),
  ],
  ["names-twice", "refusal.binding-names", "accepts two bindings of one name", says("is already in use")],
  ["parts-anywhere", "refusal.part-kind", "accepts data_blob in module syntax", says("of type data_blob needs")],
];

const asEmpty = (text: string, right: (text: string) => unknown): unknown => {
  try {
    return right(text);
  } catch {
    return {};
  }
};

/** Faults about what must be refused, and how. */
export const refusalFaults: Record<string, TargetFault> = {
  ...Object.fromEntries([...derivedFrom, ...rowsOfItems].map((one) => [`accepts-${one.id}`, accepts(one)])),
  ...Object.fromEntries(
    rules.map(([id, breaks, text, of]) => [id, fault(breaks, text, { pardon: (refusal, body) => of(refusal, body) })]),
  ),
  "inherits-an-empty-text": fault(
    "refusal.inherit-nothing",
    "inherits an empty text where there is nothing to inherit",
    {
      inherit: (right, { name }): Binding => right ?? { name, type: "plain_text", text: "" },
    },
  ),
  "inherits-from-anyone": fault("addressing.own-versions-only", "inherits from a version of any Worker", {
    inherit: (right, { name, version_id, old_name }, _w, state) => {
      const all = [...state.workers.values()].flatMap((one) => one.versions);
      const source = right ? undefined : all.find((one) => one.id === version_id);
      const original = source?.bindings.find((one) => one.name === (old_name ?? name));
      return original ? { ...original, name } : right;
    },
  }),
  "reads-anything": fault("refusal.body", "takes a body that is not JSON for an empty request", { reads: asEmpty }),
  "reads-lists": fault("refusal.body", "takes the first of a list of requests", {
    reads: (text, right) => {
      const body = right(text);
      return Array.isArray(body) ? body[0] : body;
    },
  }),
  "deploys-half-on-any-value": fault(
    "refusal.deploy-as-either",
    "takes another value of deploy for true, and sends half of the traffic",
    () => {
      let isOther = false;
      return {
        asks: () => {
          isOther = true;
          return true;
        },
        deployed: (_worker, { versions: [first] }) => {
          if (isOther && first) first.percentage = 50;
          isOther = false;
        },
      };
    },
  ),
  "deploys-twice-on-any-value": fault(
    "refusal.deploy-as-either",
    "takes another value of deploy for true, and makes two deployments",
    () => {
      let isOther = false;
      return {
        asks: () => {
          isOther = true;
          return true;
        },
        deployed: (worker, deployment) => {
          if (isOther) worker.deployments.push({ ...deployment, id: `${deployment.id.slice(0, -4)}2222` });
          isOther = false;
        },
      };
    },
  ),
  "account-of-any-length": fault("refusal.account-id", "takes an account_id of any length", {
    admits: ({ account }) => account.length > 32,
  }),
  "no-credentials-needed": fault("refusal.credentials", "takes a request without credentials", {
    admits: ({ authorization }) => authorization === "",
  }),
  "malformed-credentials": fault("refusal.credentials", "takes credentials without a scheme", {
    admits: ({ authorization }) => authorization === "wvc-no-scheme",
  }),
  "invalid-is-500": fault(
    "refusal.client-error",
    "answers a wrong type with status 500",
    envelopes(
      (reply, call) =>
        call === "createVersion" && reply.status === 400 && JSON.stringify(reply.body).includes('"/limits"'),
      (_b, reply) => {
        reply.status = 500;
      },
    ),
  ),
  "points-at-the-first-field": fault(
    "refusal.pointer",
    "points at main_module whatever is wrong with the bindings",
    envelopes(
      (reply) => reply.status === 400,
      (body) => {
        const [error] = body.errors as [{ source?: { pointer: string } }?];
        if (error?.source?.pointer.startsWith("/bindings/0")) error.source = { pointer: "/main_module" };
      },
    ),
  ),
  "points-nowhere": fault(
    "refusal.pointer",
    "points to a place that no request has",
    envelopes(
      (reply) => reply.status === 400,
      (body) => {
        const [error] = body.errors as [{ source?: { pointer: string } }?];
        if (error?.source) error.source = { pointer: "/settings" };
      },
    ),
  ),
  "points-one-too-far": fault(
    "refusal.pointer",
    "counts the bindings from one in its pointers",
    envelopes(
      (reply) => reply.status === 400,
      (body) => {
        const [error] = body.errors as [{ source?: { pointer: string } }?];
        const [, index, rest] = /^\/bindings\/(\d+)(.*)$/.exec(error?.source?.pointer ?? "") ?? [];
        if (error && index) error.source = { pointer: `/bindings/${Number(index) + 1}${rest}` };
      },
    ),
  ),
  "points-too-deep": fault(
    "refusal.pointer",
    "points below what is wrong",
    envelopes(
      (reply) => reply.status === 400,
      (body) => {
        const [error] = body.errors as [{ source?: { pointer: string } }?];
        if (error?.source?.pointer.startsWith("/compatibility_flags/"))
          error.source = { pointer: `${error.source.pointer}/deeper` };
      },
    ),
  ),
  "points-at-a-neighbour": fault(
    "refusal.pointer",
    "points at another key of the binding that is wrong",
    envelopes(
      (reply) => reply.status === 400,
      (body) => {
        const [error] = body.errors as [{ source?: { pointer: string } }?];
        const [, binding] = /^(\/bindings\/\d+)\/text$/.exec(error?.source?.pointer ?? "") ?? [];
        if (error && binding) error.source = { pointer: `${binding}/type` };
      },
    ),
  ),
  "refused-but-deployed": fault(
    "deploy.refused-moves-nothing",
    "deploys the latest version, unless it is a plain one, when it refuses a create with deploy=true",
    {
      created: (worker, state, version, deploys) => {
        const latest = worker.versions.at(-1);
        if (version || !deploys || !latest || Object.keys(latest.request).length < 3) return;
        const versions = [{ version_id: latest.id, percentage: 100 }];
        const made = { id: state.uuid(), source: "api", strategy: "percentage", created_on: state.time(), versions };
        worker.deployments.unshift(made);
      },
    },
  ),
  "quotes-what-it-cannot-parse": fault("secrecy.secret-text", "quotes a body that is not JSON in its error", {
    reads: (text, right) => {
      try {
        return right(text);
      } catch {
        throw new Refusal(400, 10021, `malformed JSON near ${/"text":"[^"]*"/.exec(text)?.[0]}`);
      }
    },
  }),
  "quotes-wrong-values": fault("secrecy.secret-text", "quotes a value of a wrong type in its error", {
    pardon: (refusal, body) => {
      if (!refusal.pointer?.endsWith("/text")) return false;
      const { status, code, message, pointer } = refusal;
      throw new Refusal(status, code, `${message}: ${JSON.stringify(valueAt(body, pointer))}`, pointer);
    },
  }),
  "gzip-is-empty": fault("transport.content-kept", "takes a compressed body for an empty request", {
    request: (asked) => (asked.headers["content-encoding"] === "gzip" ? { ...asked, body: "{}" } : asked),
  }),
  "refused-but-made": fault("deploy.refused-moves-nothing", "makes a version of the first request that it refuses", {
    created: (worker, state, version) => {
      const [first] = worker.versions;
      if (version || !first || worker.versions.length > 1) return;
      worker.lastNumber += 1;
      worker.versions.push({ ...first, id: state.uuid(), number: worker.lastNumber });
    },
  }),
  "proto-is-500": fault("transport.answered", "fails at a key named __proto__", {
    reads: (text) => {
      if (text.includes('"__proto__"')) throw new Error("polluted");
      return undefined;
    },
  }),
  "put-is-post": fault("transport.methods", "takes PUT for POST", {
    request: (asked) => (asked.method === "PUT" ? { ...asked, method: "POST" } : asked),
  }),
  "dies-of-a-number-of-bindings": fault("transport.survives", "dies of bindings that are a number", {
    dies: (body) => (isObject(body) && typeof body.bindings === "number" ? "dies" : undefined),
  }),
  "closes-on-a-number-of-bindings": fault("transport.survives", "closes the connection on bindings that are a number", {
    dies: (body) => (isObject(body) && typeof body.bindings === "number" ? "closes" : undefined),
  }),
  "closes-on-a-list": fault("transport.survives", "closes the connection on a body that is a list", {
    dies: (body) => (Array.isArray(body) ? "closes" : undefined),
  }),
  "closes-on-containers": fault("transport.survives", "closes the connection on a request with containers", {
    dies: (body) => (isObject(body) && body.containers !== undefined ? "closes" : undefined),
  }),
};
