import { documented, type Fact, inferred, observed, unknown } from "./fact.ts";
import * as at from "./places.ts";

/** Deployments, deletes, and what a create leaves alone. */
export const deployFacts = {
  "S-49": documented("assert", "a create without deploy moves no deployment and no deployed_on", at.page, at.terraform),
  "S-50": observed(
    "assert",
    "a create with deploy=false moves no deployment and no deployed_on",
    at.objectProbes,
    at.stagingScript,
  ),
  "S-51": documented(
    "assert",
    "deploy=true makes one deployment, the first of the list: by percentage, 100 % for the new version",
    at.page,
    at.objectProbes,
  ),
  "S-52a": observed("assert", "deployed_on is null before the first deploy, and a time after it", at.objectProbes),
  "S-52b": inferred("weak", "deployed_on is no earlier than the deployment", at.canary),
  "S-53": observed(
    "weak",
    "earlier deployments stay in the list behind the new one; the list may be cut",
    at.wrangler,
    at.deploymentRecords,
  ),
  "S-54": observed("assert", "a deployment has id, strategy, versions and created_on", at.datedNotes, at.canary),
  "S-57": inferred(
    "assert",
    "a refused create with deploy=true leaves deployments and deployed_on as they were",
    "what one atomic operation means; probed with deploy=false alone, 2026-08-29",
  ),
  "S-58": observed("weak", "a refused upload leaves no version behind", at.olderApi),
  "S-59": unknown("record", "what other spellings of deploy mean: 1, TRUE, nothing, two of them"),
  "S-60": inferred(
    "record",
    "deploy in the body has no effect",
    "cloudflare-typescript 5.0 and 5.1, which sent it there, 2025",
  ),
  "S-112": documented(
    "assert",
    "a binding of an earlier version is carried over only where it is inherited",
    at.page,
    at.olderApi,
  ),
  "S-118": observed(
    "assert",
    "an undeployed version that is not the newest can be deleted: get and list lose it, deployments stay",
    at.cleaners,
  ),
  "S-119": observed("weak", "the newest version cannot be deleted", at.cleaners),
  "S-120": unknown("skip", "what a delete of a deployed version does"),
  "S-121": observed("assert", "a second delete, or one of an unknown id, is 404", at.distilled),
  "S-122": observed("assert", "a delete answers success with a result of null or none", at.distilled),
  "S-123": documented(
    "assert",
    "a deleted Worker takes its versions and deployments with it",
    at.openApi,
    at.distilled,
  ),
  "S-126": inferred(
    "record",
    "a deleted Worker's name can be taken again, with a new id and numbers from 1",
    at.clientsCode,
  ),
  "S-127": observed(
    "assert",
    "the same body twice makes two versions; there is no key that would prevent it",
    at.deploymentRecords,
  ),
  "S-128": observed(
    "weak",
    "a create whose answer was lost has made its version, which its tag finds in the list",
    at.releaseTool,
  ),
  "S-129": observed(
    "assert",
    "a version as read back, its secrets inherited, is accepted and makes an equal one",
    at.stagingScript,
    at.releaseTool,
    at.inheritingTools,
  ),
  "S-130": documented(
    "assert",
    "a version never changes, but for urls, startup_time_ms and migration_tag",
    at.workersDocs,
    at.stagingScript,
  ),
  "S-131": documented("assert", "key order, white space and escapes of JSON mean nothing", "RFC 8259, 2017"),
  "S-132": observed("assert", "an unknown Worker is reported before the body is looked at", at.distilled),
  "S-133": observed(
    "assert",
    "a create leaves name, tags, subdomain and observability of the Worker alone",
    at.stagingScript,
  ),
  "S-134": observed("assert", "a create changes nothing on another Worker", at.stagingScript),
} as const satisfies Record<string, Fact>;
