import { must, observed, should, since } from "./requirement.ts";

export const refusalRequirements = {
  "refusal.exports-with-migrations": since(
    "create-version/2026-08",
    should("refuse a request with both exports and migrations", "openapi:exports_config_map"),
  ),
  "refusal.required": must("refuse a request that lacks a required field", "page:body", "facts:X-38", "facts:X-40a"),
  "refusal.type": must("refuse a value of another type than its field's", "page:body", "facts:X-17"),
  "refusal.enum": must("refuse a value that is none of its field's", "page:body", "facts:X-37", "facts:X-53"),
  "refusal.length": must("refuse a text that is longer than its field allows", "page:body", "facts:X-43"),
  "refusal.format": must(
    "refuse a text that has not the format of its field",
    "page:body",
    "facts:X-26a",
    "facts:X-49",
  ),
  "refusal.ratelimit-timeout": must(
    "refuse a mitigation_timeout that is not 0, 10 or a multiple of 60 up to 86400, or is smaller than the period",
    "page:body.bindings.ratelimit.simple.mitigation_timeout",
    "facts:X-47a",
  ),
  "refusal.key-material": must(
    "refuse a secret_key without the key data that its format requires",
    "page:body.bindings.secret_key.key_base64",
    "facts:X-46",
  ),
  "refusal.vpc-network": must(
    "refuse a vpc_network with both ids, or with another network than cf1:network",
    "page:body.bindings.vpc_network.network_id",
    "facts:X-48a",
  ),
  "refusal.run-worker-first": must(
    "refuse rules that start with neither / nor !/, and lists without a non-negative rule",
    "page:body.assets.config.run_worker_first",
    "facts:X-54",
    "facts:S-110",
  ),
  "refusal.compatibility-date": observed(
    "refuse a compatibility date that is no date, or in the future",
    "facts:X-33",
    "facts:X-32",
  ),
  "refusal.main-module": must(
    "refuse a main_module that is not among the modules",
    "page:body.main_module",
    "facts:X-21",
    "facts:X-23",
  ),
  "refusal.container-class": observed(
    "refuse a container for a class that is no Durable Object of the Worker",
    "page:body.containers",
    "facts:X-65",
  ),
  "refusal.binding-names": observed("refuse two bindings of one name", "facts:X-41", "facts:S-114"),
  "refusal.part-kind": must(
    "refuse bindings for service-worker syntax in a Worker of module syntax",
    "page:body.bindings.data_blob.part",
    "facts:X-50",
  ),
  "refusal.inherit-nothing": observed(
    "refuse to inherit a binding that is not there, or leave it out",
    "facts:S-95",
    "facts:X-66",
  ),
  "refusal.body": must(
    "refuse a body that is not one JSON object",
    "page:body",
    "facts:X-09",
    "facts:X-10",
    "facts:X-11",
  ),
  "refusal.deploy-as-either": should(
    "refuse a deploy that is neither true nor false, or take it as one of the two",
    "page:query.deploy",
  ),
  "refusal.account-id": must("refuse an account_id of over 32 characters", "page:path.account_id", "facts:X-04"),
  "refusal.credentials": should(
    "refuse a request without credentials, or with wrong or malformed ones",
    "facts:X-01",
    "facts:X-02",
    "page:security",
  ),
  "refusal.client-error": should(
    "refuse an invalid request with a 4xx status, never with a 5xx",
    "openapi:api-response-common-failure",
    "facts:refusal-clean",
  ),
  "refusal.pointer": observed(
    "point at the broken place, or at what holds it, where it gives a pointer",
    "openapi:messages.source.pointer",
    "facts:failure-pointer-right",
  ),
};

export const transportRequirements = {
  "transport.answered": should(
    "answer anything that HTTP and JSON allow with an envelope or a clean refusal, never with a 5xx or not at all",
    "facts:refusal-clean",
    "page:returns",
  ),
  "transport.survives": must("answer every request, and go on to answer others", "page:returns", "facts:refusal-clean"),
  "transport.content-kept": should(
    "make one version with the content of the request, in whatever form HTTP brings it, or refuse it",
    "facts:acceptance-honest",
    "page:body",
  ),
  "transport.methods": observed("make no version by another method than POST", "facts:X-08b"),
};
