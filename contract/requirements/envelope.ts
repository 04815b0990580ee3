import { must, observed, should } from "./requirement.ts";

export const envelopeRequirements = {
  "envelope.status": must("answer an accepted request with status 200", "page:returns", "facts:envelope-status"),
  "envelope.json": must("answer with one JSON object", "page:returns", "facts:envelope-keys", "facts:A-18"),
  "envelope.content-type": observed("label its answers application/json", "facts:envelope-content-type"),
  "envelope.success-true": must("say success true when it accepts a request", "page:success", "facts:envelope-success"),
  "envelope.errors-list": must("carry errors as a list", "page:errors", "facts:envelope-lists", "facts:A-19"),
  "envelope.messages-list": must("carry messages as a list", "page:messages", "facts:envelope-lists", "facts:A-19"),
  "envelope.items": must(
    "give each entry of errors and messages a code of at least 1000 and a message",
    "page:errors.code",
    "facts:envelope-items",
  ),
  "envelope.no-errors-on-success": observed("leave errors empty when it accepts a request", "facts:envelope-no-errors"),
  "envelope.result": must(
    "carry the version as result when it accepts a request",
    "page:result",
    "facts:envelope-keys",
  ),
  "envelope.success-false": should(
    "say success false when it refuses a request",
    "openapi:api-response-common-failure",
    "facts:failure-envelope",
  ),
  "envelope.failure-errors": should(
    "give at least one error, with a message, when it refuses a request",
    "openapi:api-response-common-failure",
    "facts:failure-envelope",
  ),
  "envelope.failure-result-null": should(
    "carry no result when it refuses a request",
    "openapi:api-response-common-failure",
    "facts:failure-envelope",
  ),
  "envelope.wild-answered": should(
    "answer any body of the documented types with an envelope and never a 5xx",
    "page:returns",
    "facts:refusal-clean",
  ),
};

export const versionRequirements = {
  "version.accepts-valid": must("accept a valid version", "page:title"),
  "version.id-uuid": must("give each version a uuid as id", "page:result.id", "facts:S-01"),
  "version.id-unique": must("give no two versions the same id", "page:result.id", "facts:S-01"),
  "version.created-on": must(
    "say when the version was created, as a date-time",
    "page:result.created_on",
    "facts:S-03",
  ),
  "version.created-on-now": should("give as created_on the time of the create", "page:result.created_on", "facts:S-04"),
  "version.number-integer": must("give each version an integer number", "page:result.number", "facts:S-06"),
  "version.urls": must("list the version's urls, each an absolute URL", "page:result.urls", "facts:S-26"),
  "version.urls-own": must("list no url that points to another version", "page:result.urls", "facts:A-26"),
  "version.field-types": must(
    "give each known field of a version its documented type",
    "page:result",
    "facts:S-16",
    "facts:S-39",
  ),
  "version.nothing-invented": observed(
    "show no value for a field that was not sent and has no default",
    "facts:S-17",
    "facts:S-18",
    "facts:S-19",
  ),
};
