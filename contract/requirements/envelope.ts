import { must, observed, should } from "./requirement.ts";

export const envelopeRequirements = {
  "envelope.status": must("answer an accepted request with status 200", "page:returns"),
  "envelope.json": must("answer with one JSON object", "page:returns"),
  "envelope.content-type": observed("label its answers application/json", "facts:3.1"),
  "envelope.success-true": must("say success true when it accepts a request", "page:success"),
  "envelope.errors-list": must("carry errors as a list", "page:errors"),
  "envelope.messages-list": must("carry messages as a list", "page:messages"),
  "envelope.items": must(
    "give each entry of errors and messages a code of at least 1000 and a message",
    "page:errors.code",
  ),
  "envelope.no-errors-on-success": should("leave errors empty when it accepts a request", "facts:3.1"),
  "envelope.result": must("carry the version as result when it accepts a request", "page:result"),
  "envelope.success-false": should(
    "say success false when it refuses a request",
    "openapi:api-response-common-failure",
  ),
  "envelope.failure-errors": should(
    "give at least one error, with a message, when it refuses a request",
    "openapi:api-response-common-failure",
  ),
  "envelope.failure-result-null": should(
    "carry no result when it refuses a request",
    "openapi:api-response-common-failure",
  ),
  "envelope.wild-answered": should(
    "answer any body of the documented types with an envelope and never a 5xx",
    "page:returns",
  ),
};

export const versionRequirements = {
  "version.accepts-valid": must("accept a valid version", "page:title"),
  "version.id-uuid": must("give each version a uuid as id", "page:result.id"),
  "version.id-unique": must("give no two versions the same id", "page:result.id"),
  "version.created-on": must("say when the version was created, as a date-time", "page:result.created_on"),
  "version.created-on-now": should("give as created_on the time of the create", "page:result.created_on"),
  "version.number-integer": must("give each version an integer number", "page:result.number"),
  "version.urls": must("list the version's urls, each an absolute URL", "page:result.urls"),
  "version.urls-own": must("list no url that points to another version", "page:result.urls"),
  "version.field-types": must("give each known field of a version its documented type", "page:result"),
  "version.nothing-invented": should("show no value for a field that was not sent and has no default", "facts:S-17"),
};
