import { isObject, type JsonObject } from "../../../contract/json.ts";
import { bodies, onCall, type Variant, variant, without } from "../variant.ts";

const listed = (change: (deployment: JsonObject, index: number) => void) =>
  bodies((body) => {
    const copy = structuredClone(body.result) as JsonObject;
    const list = Array.isArray(copy.deployments) ? copy.deployments.filter(isObject) : [];
    list.forEach(change);
    body.result = copy;
  }, onCall("listDeployments"));
const worker = (change: (worker: JsonObject) => void) =>
  bodies((body) => {
    const copy = structuredClone(body.result) as JsonObject;
    change(copy);
    body.result = copy;
  }, onCall("getWorker"));
const atMost = (count: number) => ({
  deployed: (one: { deployments: unknown[] }) => {
    one.deployments.length = Math.min(one.deployments.length, count);
  },
});

/** Deployments, and what a Worker's own page says of them. */
export const deploymentVariants = {
  "ten-deployments": variant("facts:S-53", "lists the ten newest deployments", atMost(10)),
  "recorded-deployments": variant(
    "facts:S-54",
    "says who made a deployment, and by what",
    listed((one) => {
      Object.assign(one, {
        author_email: "someone@example.com",
        annotations: { "workers/message": "Automatic deployment on upload.", "workers/triggered_by": "upload" },
      });
    }),
  ),
  "counted-deployments": variant(
    "facts:S-54",
    "counts its deployments in result_info",
    bodies((body) => {
      body.result_info = { page: 1, per_page: 10, count: 1, total_count: 1, total_pages: 1 };
    }, onCall("listDeployments")),
  ),
  "bare-deployments": variant(
    "facts:S-54",
    "gives deployments as a bare list",
    bodies((body) => {
      body.result = isObject(body.result) ? (body.result.deployments ?? null) : null;
    }, onCall("listDeployments")),
  ),
  "undated-deployments": variant(
    "facts:S-54",
    "does not say when a deployment was made",
    listed((one) => void delete one.created_on),
  ),
  "deployments-to-microseconds": variant(
    "facts:S-54",
    "dates deployments to the microsecond",
    listed((one) => {
      one.created_on = String(one.created_on).replace("Z", "000Z");
    }),
  ),
  "deployments-in-any-zone": variant("facts:S-54", "dates deployments in a zone that differs from list to list", () => {
    let turn = 0;
    return listed((one, index) => {
      if (index === 0) turn += 1;
      const hours = turn % 12;
      const shifted = new Date(Date.parse(String(one.created_on)) + hours * 3_600_000).toISOString();
      one.created_on = shifted.replace("Z", `+${String(hours).padStart(2, "0")}:00`);
    });
  }),
  "deployments-with-metadata": variant(
    "facts:S-54",
    "says more of a version in a deployment",
    listed((one) => {
      for (const each of Array.isArray(one.versions) ? one.versions.filter(isObject) : []) each.number = 1;
    }),
  ),
  "no-deployments-list": without("facts:S-49", "lists no deployments", "listDeployments"),
  "no-deployments-list-405": without("facts:S-49", "does not allow a list of deployments", "listDeployments", 405),
  "no-deployments-list-501": without("facts:S-49", "has not made the list of deployments yet", "listDeployments", 501),
  "no-deployments-of-their-own": without("facts:S-49", "makes no deployment but by a create", "createDeployment"),
  "no-worker-page": without("facts:S-52a", "shows no Worker", "getWorker"),
  "no-deployed-on": variant(
    "facts:S-52a",
    "does not say since when a Worker is deployed, where it is not",
    worker((one) => {
      if (one.deployed_on === null) delete one.deployed_on;
    }),
  ),
  "deployed-on-to-microseconds": variant(
    "facts:S-52a",
    "says since when a Worker is deployed, to the microsecond",
    worker((one) => {
      if (typeof one.deployed_on === "string") one.deployed_on = one.deployed_on.replace("Z", "123Z");
    }),
  ),
  "converged-worker": variant(
    "facts:S-133",
    "shows references, logs and a url of a Worker",
    worker((one) => {
      one.references = {
        workers: [],
        domains: [{ id: "0".repeat(40), hostname: "h.example.com" }],
        durable_objects: [],
        queues: [],
        dispatch_namespace_outbounds: [],
      };
      one.observability = {
        enabled: false,
        redact_query_string: false,
        logs: { enabled: false },
        traces: { enabled: false },
      };
      one.subdomain = { enabled: false, previews_enabled: false, url: "https://w.acme.workers.dev" };
    }),
  ),
  "updated-on-moves": variant("facts:S-133", "moves updated_on with each create", {
    created: (one, state) => {
      one.updatedOn = state.time();
    },
  }),
} satisfies Record<string, Variant>;
