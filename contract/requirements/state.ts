import { must, observed, should } from "./requirement.ts";

export const numberingRequirements = {
  "numbering.first-is-one": must("number the first version of a new Worker 1", "page:result.number", "facts:S-07a"),
  "numbering.one-more": must(
    "number each further version one more than the one before",
    "page:result.number",
    "facts:S-07b",
  ),
  "numbering.live-distinct": must(
    "number no two versions of a Worker alike while both exist",
    "page:result.number",
    "facts:S-42",
  ),
  "numbering.per-worker": must("number each Worker's versions by themselves", "page:result.number", "facts:S-08"),
  "numbering.same-everywhere": must("show the same number in create, get and list", "page:result.number", "facts:S-42"),
  "numbering.parallel-distinct": should(
    "give versions that are created in parallel different numbers",
    "page:result.number",
    "facts:S-12",
  ),
  "numbering.parallel-gap-free": should(
    "leave no gap between the numbers of parallel creates",
    "page:result.number",
    "facts:S-12",
  ),
};

export const deployRequirements = {
  "deploy.true-one-deployment": must(
    "make exactly one deployment when deploy is true",
    "page:query.deploy",
    "facts:S-51",
  ),
  "deploy.true-first": must("list the deployment that deploy=true made first", "page:query.deploy", "facts:S-51"),
  "deploy.true-all-traffic": must(
    "send 100 % of the traffic to exactly the new version when deploy is true",
    "page:query.deploy",
    "facts:S-51",
  ),
  "deploy.true-deployed-on": should(
    "set the Worker's deployed_on when deploy is true",
    "openapi:Worker.deployed_on",
    "facts:S-52a",
  ),
  "deploy.strategy": should(
    "say that the deployment goes by percentage",
    "openapi:deployment.strategy",
    "facts:S-51",
    "facts:S-54",
  ),
  "deploy.false-moves-nothing": must(
    "leave the deployments as they were when deploy is false",
    "page:query.deploy",
    "facts:S-50",
  ),
  "deploy.absent-moves-nothing": must(
    "leave the deployments as they were when deploy is absent",
    "page:query.deploy",
    "facts:S-49",
  ),
  "deploy.supersedes": must(
    "let a later deploy=true take over from any deployment before it",
    "page:query.deploy",
    "facts:S-51",
  ),
  "deploy.earlier-kept": observed("keep the earlier deployments, unchanged, behind the new one", "facts:S-53"),
  "deploy.others-unmoved": must("move no other Worker's deployments", "page:query.deploy", "facts:S-134"),
  "deploy.delete-moves-nothing": should(
    "leave the deployments as they were when a version is deleted that none of them names",
    "facts:S-118",
    "page:query.deploy",
  ),
  "deploy.refused-moves-nothing": should(
    "leave versions and deployments as they were when it refuses a create",
    "facts:S-57",
    "facts:S-58",
    "page:query.deploy",
  ),
};

export const concurrencyRequirements = {
  "concurrency.number-order": should(
    "give a version that is created after another one was answered the higher number",
    "page:result.number",
    "facts:S-07a",
  ),
  "concurrency.none-lost": should(
    "keep every version whose create it answered, whatever goes on at once",
    "facts:S-12",
    "facts:S-32",
    "page:returns",
  ),
  "concurrency.none-invented": should(
    "list no version that no create made",
    "facts:S-12",
    "facts:S-33",
    "page:returns",
  ),
  "concurrency.deployments-kept": should(
    "make one deployment of its own version for each of several parallel creates with deploy=true",
    "facts:S-12",
    "page:query.deploy",
  ),
  "concurrency.reads-fresh": should(
    "show in a read what was answered before the read began, unless its reads lag",
    "facts:S-32",
    "facts:S-48",
    "openapi:listWorkerVersions",
  ),
  "concurrency.linearizable": should(
    "leave parallel calls as if they had come one after the other, in an order that fits their times",
    "facts:S-12",
    "page:result.number",
  ),
};

export const readBackRequirements = {
  "read-back.get-finds": should(
    "find a created version by its id",
    "openapi:getWorkerVersion",
    "facts:S-48",
    "facts:S-02",
  ),
  "read-back.list-finds": should(
    "list every version that was created and not deleted, once",
    "openapi:listWorkerVersions",
    "facts:S-32",
    "facts:S-33",
  ),
  "read-back.agree": should("show in get and list what it showed in create", "facts:S-42", "facts:S-02", "facts:S-04"),
  "read-back.pages-complete": should(
    "show every version exactly once over the pages of the list",
    "openapi:listWorkerVersions.per_page",
    "facts:S-34",
  ),
  "read-back.counts": should(
    "count the versions of a list as they are",
    "openapi:listWorkerVersions.result_info",
    "facts:S-33",
    "facts:list-info",
    "facts:A-12",
  ),
  "read-back.immutable": should("never change a version after it was created", "facts:S-130"),
  "read-back.not-idempotent": must(
    "make a new version of each accepted request, also of the same one twice",
    "page:title",
    "facts:S-127",
  ),
  "read-back.json-form-free": must(
    "read a request by its JSON value, whatever its key order, white space and escapes",
    "page:body",
    "facts:S-131",
  ),
  "read-back.worker-unchanged": should(
    "change nothing else of the Worker when it creates a version",
    "facts:S-133",
    "page:title",
  ),
  "read-back.beyond-the-end": should(
    "show no version on a page beyond the last one, or refuse it",
    "openapi:listWorkerVersions.per_page",
    "facts:S-36",
    "facts:S-34",
  ),
  "read-back.delete-takes-one": should(
    "keep the Worker and its other versions when it deletes a version",
    "openapi:deleteWorkerVersion",
    "facts:S-118",
  ),
  "read-back.deleted-gone": should("show a deleted version no more", "facts:S-118", "openapi:getWorkerVersion"),
  "read-back.replay": observed(
    "accept a version that was read back, with its secrets inherited, and make an equal one",
    "facts:S-129",
  ),
};

export const addressingRequirements = {
  "addressing.id-or-name": must("take the Worker's id and its name alike", "page:path.worker_id", "facts:S-43"),
  "addressing.rename-keeps": should(
    "keep a Worker's versions and deployments when the Worker is renamed",
    "facts:S-44a",
    "page:path.worker_id",
  ),
  "addressing.unknown-worker-refused": observed(
    "refuse a Worker that does not exist with 404",
    "facts:X-06",
    "facts:S-132",
  ),
  "addressing.unknown-version-refused": observed(
    "refuse a version that does not exist with 404",
    "facts:version-unknown",
  ),
  "addressing.own-versions-only": should(
    "reach no version of another Worker through a Worker",
    "facts:S-41",
    "facts:S-47",
  ),
};
