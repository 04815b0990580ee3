import { must, observed, should } from "./requirement.ts";

export const refusalRequirements = {
  "refusal.required": must("refuse a request that lacks a required field", "page:body"),
  "refusal.type": must("refuse a value of another type than its field's", "page:body"),
  "refusal.enum": must("refuse a value that is none of its field's", "page:body"),
  "refusal.length": must("refuse a text that is longer than its field allows", "page:body"),
  "refusal.format": must("refuse a text that has not the format of its field", "page:body"),
  "refusal.format-in-lists": should(
    "refuse a text in a list that has not the format of the list's items",
    "openapi:binding_kind_send_email.allowed_sender_addresses",
  ),
  "refusal.ratelimit-timeout": must(
    "refuse a mitigation_timeout that is not 0, 10 or a multiple of 60 up to 86400, or is smaller than the period",
    "page:body.bindings.ratelimit.simple.mitigation_timeout",
  ),
  "refusal.key-material": must(
    "refuse a secret_key without the key data that its format requires",
    "page:body.bindings.secret_key.key_base64",
  ),
  "refusal.vpc-network": must(
    "refuse a vpc_network with both ids, with neither, or with another network than cf1:network",
    "page:body.bindings.vpc_network.network_id",
  ),
  "refusal.run-worker-first": must(
    "refuse rules that start with neither / nor !/, and lists without a non-negative rule",
    "page:body.assets.config.run_worker_first",
  ),
  "refusal.placement": must("refuse a placement that is none of the page's shapes", "page:body.placement"),
  "refusal.compatibility-date": observed("refuse a compatibility date that is no date, or in the future", "facts:X-33"),
  "refusal.main-module": must("refuse a main_module that is not among the modules", "page:body.main_module"),
  "refusal.container-class": must(
    "refuse a container for a class that is no Durable Object of the Worker",
    "page:body.containers",
  ),
  "refusal.binding-names": observed("refuse two bindings of one name", "facts:X-41"),
  "refusal.part-kind": must(
    "refuse bindings for service-worker syntax in a Worker of module syntax",
    "page:body.bindings.data_blob.part",
  ),
  "refusal.inherit-nothing": observed("refuse to inherit a binding that is not there, or leave it out", "facts:S-95"),
  "refusal.body": must("refuse a body that is not one JSON object", "page:body"),
  "refusal.deploy-value": must("refuse a deploy that is neither true nor false", "page:query.deploy"),
  "refusal.account-id": must("refuse an account_id of over 32 characters", "page:path.account_id"),
  "refusal.credentials": should("refuse a request without credentials, or with wrong or malformed ones", "facts:X-01"),
  "refusal.client-error": should("refuse an invalid request with a 4xx status, never with a 5xx", "facts:I1"),
  "refusal.pointer": should(
    "point at the broken place, or at what holds it, where it gives a pointer",
    "openapi:errors.source.pointer",
  ),
};

export const transportRequirements = {
  "transport.answered": should(
    "answer anything that HTTP and JSON allow with an envelope or a clean refusal, never with a 5xx or not at all",
    "facts:I1",
  ),
  "transport.content-kept": should(
    "make one version with the content of the request, in whatever form HTTP brings it, or refuse it",
    "facts:I3",
  ),
  "transport.methods": observed("make no version by another method than POST", "facts:X-08"),
};
