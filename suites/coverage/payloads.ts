import type { Binding } from "../../contract/bindings.ts";
import { isBlank } from "../../contract/json.ts";
import { moduleTypes } from "../../contract/modules.ts";
import type { VersionRequest } from "../../contract/version.ts";

/** What a request stands beside. */
export interface Around {
  deployed: boolean;
  /** The day of the run. */
  today: string;
  /** The Worker that it is for. */
  name: string | undefined;
}

/** What the features are told by. */
interface Parts extends Around {
  request: VersionRequest;
  has: (...types: string[]) => boolean;
  of: (type: string) => number;
  texts: string[];
  secrets: string[];
  tag: string;
  message: string;
}

const textsOf = (bindings: readonly Binding[], type: string) =>
  bindings.flatMap((one) => (one.type === type && typeof one.text === "string" ? [one.text] : []));
function partsOf(request: VersionRequest, around: Around): Parts {
  const { bindings = [], annotations = {} } = request;
  return {
    ...around,
    request,
    has: (...types) => bindings.some(({ type }) => types.includes(type)),
    of: (type) => bindings.filter((one) => one.type === type).length,
    texts: textsOf(bindings, "plain_text"),
    secrets: textsOf(bindings, "secret_text"),
    tag: annotations["workers/tag"] ?? "",
    message: annotations["workers/message"] ?? "",
  };
}
const some = (list: readonly string[], pattern: RegExp) => list.some((one) => pattern.test(one));
const modulesOf = ({ modules = [] }: VersionRequest) => modules;

/** What versions of public repositories have (deployers, Terraform examples, fixtures of SDKs, builds of frameworks). */
const rules: Readonly<Record<string, (parts: Parts) => boolean>> = {
  "a date after 2025-06-01": ({ request }) => (request.compatibility_date ?? "") > "2025-06-01",
  "the date is today": ({ request, today }) => request.compatibility_date === today,
  "a Worker in Python": ({ request }) => modulesOf(request).some((one) => one.content_type === moduleTypes.python),
  "assets with config and binding": ({ request, has }) => request.assets?.config !== undefined && has("assets"),
  "assets beside a service": ({ request, has }) => request.assets !== undefined && has("service"),
  "assets without any module": ({ request }) => request.assets !== undefined && modulesOf(request).length === 0,
  "a Durable Object beside d1, r2 or assets": ({ request, has }) =>
    has("durable_object_namespace") && (has("d1", "r2_bucket") || request.assets !== undefined),
  "migrations beside assets": ({ request }) => request.migrations !== undefined && request.assets !== undefined,
  "migrations beside two bindings": ({ request }) =>
    request.migrations !== undefined && (request.bindings ?? []).length > 1,
  "a service that is the Worker itself": ({ request, name }) =>
    (request.bindings ?? []).some((one) => one.type === "service" && one.service === name),
  "two KV namespaces": ({ of }) => of("kv_namespace") > 1,
  "two services": ({ of }) => of("service") > 1,
  "four plain texts": ({ of }) => of("plain_text") > 3,
  "five inherited bindings": ({ of }) => of("inherit") > 4,
  "an inherited binding beside a new secret": ({ has }) => has("inherit") && has("secret_text"),
  "9 to 39 bindings": ({ request: { bindings = [] } }) => bindings.length > 8 && bindings.length < 40,
  "17 modules": ({ request }) => modulesOf(request).length === 17,
  "60 modules": ({ request }) => modulesOf(request).length === 60,
  "a module of 60 kB": ({ request }) => modulesOf(request).some((one) => one.content_base64.length > 80_000),
  "a module's name with @, [ or a leading dot": ({ request }) =>
    modulesOf(request).some((one) => /[@[]|^\./.test(one.name)),
  "a secret of several lines": ({ secrets }) => some(secrets, /\n.*\n/),
  "a secret that is JSON": ({ secrets }) => some(secrets, /^\{"/),
  "a secret of over 1 kB": ({ secrets }) => secrets.some(({ length }) => length > 1000),
  "a text that is a URL": ({ texts }) => some(texts, /^https?:\/\//),
  "a text that is a list with commas": ({ texts }) => some(texts, /^\w+,\w+/),
  "a text of 32 hex digits": ({ texts }) => some(texts, /^[0-9a-f]{32}$/i),
  "a text of 7 digits": ({ texts }) => some(texts, /^[1-9]\d{6}$/),
  "a text that is JSON": ({ texts }) => some(texts, /^\{"/),
  "an empty text": ({ texts }) => texts.includes(""),
  "a tag that is a version": ({ tag }) => /^v?\d+\.\d+\.\d+/.test(tag),
  "a tag of 40 hex digits": ({ tag }) => /^[0-9a-f]{40}$/.test(tag),
  "a tag in exponent form": ({ tag }) => /^\d+e\d+$/.test(tag),
  "a message of five lines": ({ message }) => /(\n.*){4}/.test(message),
  "message and tag with deploy=true": ({ deployed, message, tag }) => deployed && message !== "" && tag !== "",
  "migrations without new_tag": ({ request: { migrations } }) =>
    migrations !== undefined && migrations.new_tag === undefined && !isBlank(migrations),
};

const idOf = (payload: string): string => `payload: ${payload}`;
/** Features of versions that people have. */
export const payloads: readonly string[] = Object.keys(rules).map(idOf);
/** Those that a request has. */
export function payloadsOf(request: VersionRequest, around: Around): string[] {
  const parts = partsOf(request, around);
  return Object.entries(rules).flatMap(([payload, isSo]) => (isSo(parts) ? [idOf(payload)] : []));
}
