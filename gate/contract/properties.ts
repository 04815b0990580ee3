import type { Source } from "../../contract/source.ts";
import type { RegressionId } from "./regressions.ts";

/** What a property rests on: as for a requirement, a section of an RFC, or the protocol of the gate itself. */
export type PropertySource = Source | `rfc${number}:${string}` | "protocol";

/** One sentence about a client: "The client MUST …". */
export interface Property {
  level: "must" | "should";
  text: string;
  source: PropertySource;
  /** Cases of released clients and public threads that it stands for (docs/gate-properties.md has them). */
  regressions: readonly RegressionId[];
}

const must = (text: string, source: PropertySource, ...regressions: RegressionId[]): Property => ({
  level: "must",
  text,
  source,
  regressions,
});
const should = (text: string, source: PropertySource, ...regressions: RegressionId[]): Property => ({
  level: "should",
  text,
  source,
  regressions,
});

const page = "page:body";
const query = "page:query.deploy";
const result = "page:result";
const errors = "page:errors";
const openapi = "openapi:api-response-common-failure";

/** Every property of a client, in the order in which it is judged: the plainest first. */
export const properties = {
  "call.sent": must("send a request for every version that the contract allows", page),
  "call.base-url": must("send nothing outside the base URL that it was given", "protocol"),
  "call.method": must("send a POST", "page:title"),
  "call.path": must(
    "name the account and the Worker in one percent-encoded path segment each, or refuse the name before sending",
    "page:path",
    "CR-10",
  ),
  "call.media-type": must("send application/json", page, "CR-23"),
  "call.json-body": must("send one JSON object, in UTF-8, with each key once", page, "CR-23"),
  "call.body-present": must("send {} where the caller gives an empty version", page, "CR-04"),

  "auth.credential-sent": must("send the credential that the caller chose, once", "page:security", "CR-13"),
  "auth.nothing-else": must("send no credential that the caller did not choose", "page:security", "CR-13"),

  "deploy.true-sent": must("send deploy=true where the caller asks for it", query, "CR-01"),
  "deploy.false-sent": must("send deploy=false where the caller asks for it", query, "CR-01"),
  "deploy.absent-stays-absent": must("send no deploy where the caller says nothing about it", query, "CR-03"),
  "deploy.not-in-body": must("keep deploy out of the body", query, "CR-06"),
  "query.nothing-else": must("send no query parameter that the caller did not give", query),

  "body.kinds": must("send every binding kind as the caller gives it", "page:body.bindings", "CR-16"),
  "body.json-binding": must(
    "send the value of a json binding as JSON, not as its text",
    "page:body.bindings.json",
    "CR-07",
  ),
  "body.one-element-lists": must("send a list of one element as a list", page, "CR-02"),
  "body.steps": must(
    "send migrations as the caller gives them, with every step",
    "page:body.migrations.multi.steps",
    "CR-05",
  ),
  "body.run-worker-first": must(
    "send run_worker_first in the form that the caller gives",
    "page:body.assets.config.run_worker_first",
    "CR-08",
  ),
  "body.placement": must("send the placement in the shape that the caller gives", "page:body.placement", "CR-09"),
  "body.content": must("send content_base64 encoded once", "page:body.modules.content_base64", "CR-11"),
  "body.annotations": must(
    "send the annotations under the keys workers/message and workers/tag",
    "page:body.annotations",
    "CR-12",
  ),
  "body.limits": must("send the limits as integers", "page:body.limits", "CR-17"),
  "body.durable-object": must(
    "send a Durable Object binding with nothing but what the caller gives",
    "page:body.bindings.durable_object_namespace",
    "CR-18",
  ),
  "body.d1": must("send the id of a database in the field that the caller uses", "page:body.bindings.d1", "CR-19"),
  "body.dispatch-namespace": must(
    "send outbound only where the caller gives it, its params as a list of names",
    "page:body.bindings.dispatch_namespace",
    "CR-20",
  ),
  "body.assets": must("send the assets as the caller gives them", "page:body.assets", "CR-21"),
  "body.strings": must("send every text, character by character", page, "CR-24"),
  "body.numbers": must("send every number with its exact value", page, "CR-17"),
  "body.null": should("send null where the caller gives null", page),
  "body.empty": should("send what is empty where the caller gives something empty", page),
  "body.order": must("send lists in the caller's order", page, "CR-25"),
  "body.nothing-added": must("send no key that the caller did not give", page, "CR-22"),
  "body.fields": must("send every field that the caller gives", page),

  "attempts.once": must("send one request where the answer is a success, however slow", "rfc9110:9.2.2", "CR-21"),
  "attempts.refusal-final": should("not send again what the API has refused", "rfc9110:15.5", "CR-14"),
  "attempts.unknown-outcome": should(
    "not send again, without a marker that makes it idempotent, what the API may have done",
    "rfc9110:9.2.2",
    "CR-14",
  ),
  "attempts.retry-after": must("wait as long as Retry-After says before it sends again", "rfc9110:10.2.3", "CR-15"),
  "attempts.same-again": must("send the same request where it sends again", "rfc9110:9.2.2", "CR-14"),

  "attempts.end": should("give up after so many refusals that nobody waits for more", "rfc9110:10.2.3", "CR-15"),

  "redirects.no-success": must("report a redirection that it cannot follow as an error", "rfc9110:15.4"),
  "redirects.same-request": must(
    "follow a redirection with the same request, or report it: a POST never becomes a GET in silence",
    "rfc9110:15.4",
  ),
  "redirects.credential-stays": must("send no credential to another host that an answer leads to", "rfc9110:15.4"),

  "secrets.unsaid": must("keep credentials and secrets out of its output and its errors", "page:security"),

  "calls.idempotency-key": must("give another version another Idempotency-Key", "rfc9110:9.2.2"),
  "calls.clean-after": must("make a call as if it were the first, however the one before went", "protocol"),
  "calls.apart": must("keep calls apart that are made at the same time", "protocol"),

  "result.returned": must("return a version where the API gives one", result),
  "result.kinds": must("give back every binding kind as the API shows it", "page:result.bindings", "CR-26"),
  "result.json-binding": must("give back the value of a json binding as it is", "page:result.bindings.json", "CR-07"),
  "result.bindings-order": must(
    "give back each binding whole, in whatever order the API lists them",
    "page:result.bindings",
    "CR-25",
  ),
  "result.write-only": must(
    "give back bindings whose secrets the API does not show, with nothing in their place",
    "openapi:binding_kind_secret_text.text",
    "CR-26",
  ),
  "result.defaults": must("give back what the API filled in by itself", "page:result", "CR-27"),
  "result.new-fields": should("take and give back fields that are new", "openapi:Version", "CR-28"),
  "result.missing-fields": should("take a version that lacks fields", result, "CR-29"),
  "result.unknown-kind": should("take and give back a binding of a kind that is new", "page:result.bindings", "CR-30"),
  "result.unknown-member": should("take and give back a member of an enumeration that is new", result, "CR-31"),
  "result.steps": must("give back the steps of migrations", "page:result.migrations.multi.steps", "CR-32"),
  "result.messages": should("let its caller see the messages of a success", "page:messages", "CR-37"),
  "result.number-exact": should("give back integers beyond 2^53 exactly", "page:result.number", "CR-38"),
  "result.numbers": must("give back numbers as numbers", result, "CR-38"),
  "result.times": must("give back the moment that a time says, with its offset", "page:result.created_on"),
  "result.strings": must("give back every text, character by character", result, "CR-24"),
  "result.fields": must("give back every field of the version", result),
  "result.framing": must("read an answer however slowly and in whatever pieces it comes", "rfc9112:7.1"),
  "result.compression": must("read an answer that is compressed as its request said", "rfc9110:8.4"),

  "failure.reported": must("report a refusal as an error", openapi),
  "failure.status": must("say the status of a refusal", openapi),
  "failure.code": must("say the code of an error", errors, "CR-34"),
  "failure.message": must("say the message of an error, character by character", errors, "CR-34"),
  "failure.all-errors": must("say every error, not only the first", errors, "CR-34"),
  "failure.documentation-url": must("say the documentation_url of an error", errors, "CR-34"),
  "failure.pointer": must("say the source.pointer of an error", errors, "CR-34"),
  "failure.details": should(
    "say the meta.details of an error",
    "openapi:exports_reconciliation_error_response.errors.meta.details",
    "CR-34",
  ),
  "failure.success-false": should("report success: false as an error whatever the status", "page:success", "CR-33"),
  "failure.odd-envelope": should("survive an envelope with null or nothing where a list should be", errors, "CR-35"),
  "failure.edge-page": must("report a page of an edge or gateway as an error with its status", "rfc9110:15.6", "CR-36"),
  "failure.truncated": must("report an answer that ends too early as an error", "rfc9112:8", "CR-36"),
  "failure.no-connection": must("report a connection that breaks as an error", "rfc9112:9.6", "CR-36"),
  "failure.no-version": must("report a successful status without a version as an error", result, "CR-36"),
} as const satisfies Record<string, Property>;

export type PropertyId = keyof typeof properties;
export const propertyIds = Object.keys(properties) as PropertyId[];
export const isPropertyId = (text: string): text is PropertyId => Object.hasOwn(properties, text);
