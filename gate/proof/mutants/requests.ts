import { isObject } from "../../../contract/json.ts";
import { writeJson } from "../../wire/json.ts";
import { type Answered, referenceParts } from "../reference.ts";
import { again, asking, header, type Mutant, mutant, normalForm, sending, url } from "./making.ts";

const { compose } = referenceParts;
const isLimited = (answer: Answered | undefined) => answer?.status === 429 && answer.headers["retry-after"] === "0";

/** Clients that go wrong in what they send, but for the body. */
export const requestMutants: Mutant[] = [
  mutant("call.sent", "refuses the usage model unbound", {
    compose: (job, env) =>
      job.call.body.usage_model === "unbound" ? { refused: "unknown usage model" } : compose(job, env),
  }),
  mutant("call.base-url", "asks the server for its status first, beside the base URL", {
    beside: ({ base_url }) => [
      { method: "GET", url: `${new URL(base_url).origin}/status`, headers: [], body: undefined },
    ],
  }),
  sending("call.method", "sends a PUT", (wire) => ({ ...wire, method: "PUT" })),
  sending(
    "call.path",
    "does not encode the name of the Worker",
    url((_, { base_url, call }) => {
      const query = call.query.deploy === undefined ? "" : `?deploy=${call.query.deploy}`;
      return `${base_url.replace(/\/$/, "")}/accounts/${call.account_id}/workers/workers/${call.worker_id.replace("\u00e9", "%C3%A9")}/versions${query}`;
    }),
  ),
  sending(
    "call.path",
    "encodes the path twice",
    url((from, { call }) =>
      from.replace(encodeURIComponent(call.worker_id), encodeURIComponent(encodeURIComponent(call.worker_id))),
    ),
  ),
  sending("call.media-type", "sends text/plain", (wire) => ({
    ...wire,
    headers: wire.headers.map(([name, value]) => [name, name === "Content-Type" ? "text/plain" : value]),
  })),
  sending("call.json-body", "sends a key twice", (wire) => ({
    ...wire,
    body: wire.body?.replace(/^\{"/, '{"main_module":"twice.js","'),
  })),
  sending("call.body-present", "sends no body for an empty version", (wire) => ({
    ...wire,
    body: wire.body === "{}" ? undefined : wire.body,
  })),
  sending("auth.credential-sent", "sends the token under another scheme", (wire) => ({
    ...wire,
    headers: wire.headers.map(([name, value]) => [name, value.replace("Bearer ", "Token ")]),
  })),
  sending("auth.nothing-else", "adds the credentials of the environment", (wire, _, env) => ({
    ...wire,
    headers: [
      ...wire.headers,
      ...(env.CLOUDFLARE_API_KEY ? [["X-Auth-Key", env.CLOUDFLARE_API_KEY] as [string, string]] : []),
      ...(env.CLOUDFLARE_API_TOKEN
        ? [["Authorization", `Bearer ${env.CLOUDFLARE_API_TOKEN}`] as [string, string]]
        : []),
    ],
  })),
  sending("auth.nothing-else", "sends the credential twice", (wire) => ({
    ...wire,
    headers: [...wire.headers, ...wire.headers.slice(0, 1)],
  })),
  asking("deploy.true-sent", "forgets deploy=true", (call) => ({
    ...call,
    query: call.query.deploy ? {} : call.query,
  })),
  asking("deploy.false-sent", "leaves deploy=false out", (call) => ({
    ...call,
    query: call.query.deploy === false ? {} : call.query,
  })),
  asking("deploy.absent-stays-absent", "sends deploy=false where nothing is said", (call) => ({
    ...call,
    query: { deploy: false, ...call.query },
  })),
  sending("deploy.not-in-body", "sends deploy in the body, too", (wire, { call }) => ({
    ...wire,
    body: call.query.deploy === undefined ? wire.body : writeJson({ ...call.body, deploy: call.query.deploy }),
  })),
  sending(
    "query.nothing-else",
    "asks for a beta",
    url((from) => `${from}${from.includes("?") ? "&" : "?"}beta=1`),
  ),
  sending("call.base-url", "takes the base URL of its environment", (wire, { base_url }, env) => ({
    ...wire,
    url: wire.url.replace(base_url.replace(/\/$/, ""), env.CLOUDFLARE_BASE_URL ?? base_url.replace(/\/$/, "")),
  })),
  sending(
    "call.base-url",
    "gives a base URL that ends in a slash a second one",
    url((from, { base_url }) => (base_url.endsWith("/") ? from.replace("/accounts/", "//accounts/") : from)),
  ),
  sending("call.method", "sends a PATCH", (wire) => ({ ...wire, method: "PATCH" })),
  asking("call.path", "writes names in lower case", (call) => ({ ...call, worker_id: call.worker_id.toLowerCase() })),
  asking("call.path", "trims names", (call) => ({ ...call, worker_id: call.worker_id.trim() })),
  asking("call.path", "writes names in normal form C", (call) => ({
    ...call,
    worker_id: normalForm(call.worker_id),
  })),
  mutant("call.path", "takes the account of its environment", {
    compose: (job, env) => {
      const account_id = env.CLOUDFLARE_ACCOUNT_ID ?? job.call.account_id;
      return compose({ ...job, call: { ...job.call, account_id } }, env);
    },
  }),
  sending("call.media-type", "says another charset", (wire) =>
    header(wire, "Content-Type", (value) => `${value}; charset=iso-8859-1`),
  ),
  sending("call.json-body", "begins with a byte order mark", (wire) => ({ ...wire, body: `\ufeff${wire.body}` })),
  sending("call.json-body", "sends the type of a binding twice", (wire) => ({
    ...wire,
    body: wire.body?.replace(/"type":"([a-z_]+)"/, '"type":"$1","type":"$1"'),
  })),
  sending("auth.credential-sent", "takes the token of its environment", (wire, _, env) =>
    header(wire, "Authorization", (value) =>
      env.CLOUDFLARE_API_TOKEN === undefined ? value : `Bearer ${env.CLOUDFLARE_API_TOKEN}`,
    ),
  ),
  sending("auth.credential-sent", "cuts tokens at 64 characters", (wire) =>
    header(wire, "Authorization", (value) => value.slice(0, "Bearer ".length + 64)),
  ),
  sending("auth.credential-sent", "encodes the e-mail for a URL", (wire) =>
    header(wire, "X-Auth-Email", (value) => encodeURIComponent(value)),
  ),
  sending("auth.nothing-else", "adds the service key of its environment", (wire, _, env) => {
    const key = env.CLOUDFLARE_API_USER_SERVICE_KEY;
    return key === undefined ? wire : { ...wire, headers: [...wire.headers, ["X-Auth-User-Service-Key", key]] };
  }),
  again("auth.nothing-else", "tries another token after a 401", (answer) => answer?.status === 401, {
    change: (wire) => ({
      ...wire,
      headers: [
        ...wire.headers.filter(([name]) => name !== "Authorization"),
        ["Authorization", "Bearer wvc-token-ambient"],
      ],
    }),
  }),
  again("auth.nothing-else", "sends the credential twice when it sends again", isLimited, {
    change: (wire) => ({ ...wire, headers: [...wire.headers, ...wire.headers.slice(0, 1)] }),
  }),
  sending(
    "deploy.true-sent",
    "sends deploy=1",
    url((from) => from.replace("deploy=true", "deploy=1")),
  ),
  sending(
    "deploy.true-sent",
    "sends deploy=True",
    url((from) => from.replace("deploy=true", "deploy=True")),
  ),
  asking("deploy.true-sent", "forgets deploy=true where there are migrations", (call) =>
    call.query.deploy && call.body.migrations !== undefined ? { ...call, query: {} } : call,
  ),
  sending(
    "deploy.false-sent",
    "sends deploy=0",
    url((from) => from.replace("deploy=false", "deploy=0")),
  ),
  asking("deploy.absent-stays-absent", "deploys what has a tag", (call) => {
    const { annotations } = call.body;
    const isTagged = isObject(annotations) && annotations["workers/tag"] !== undefined;
    return isTagged ? { ...call, query: { deploy: true, ...call.query } } : call;
  }),
  sending("deploy.absent-stays-absent", "sends an empty deploy", (wire, { call }) => ({
    ...wire,
    url: call.query.deploy === undefined ? `${wire.url}?deploy=` : wire.url,
  })),
  sending(
    "query.nothing-else",
    "names the account once more",
    url((from, { call }) => `${from}${from.includes("?") ? "&" : "?"}account_id=${call.account_id}`),
  ),
];
