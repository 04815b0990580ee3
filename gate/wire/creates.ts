/** A segment of a path, decoded once; one that cannot be decoded as it is. */
export const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** The segments of a path below the base URL, each decoded once, and the query, of what follows the base URL in a target. */
export function splitBelow(below: string): { segments: string[]; query: URLSearchParams } {
  const [path = "", ...rest] = below.split("?");
  return { segments: path.replace(/^\//, "").split("/").map(decoded), query: new URLSearchParams(rest.join("?")) };
}

/** Roots of the API, beside accounts, that clients send to for purposes of their own. */
const otherRoots = [
  "user",
  "users",
  "memberships",
  "zones",
  "oauth",
  "oauth2",
  "graphql",
  "tokens",
  "telemetry",
  "ips",
];
/** What an account has below `workers` that is written by other calls than Create Version. */
const otherBranches = ["scripts", "assets", "subdomain", "domains", "services", "deployments", "account-settings"];
/** What a Worker has beside its versions. */
const otherLeaves = ["deployments", "previews", "observability", "references", "assets-upload-session"];
const safe = ["GET", "HEAD", "OPTIONS"];

/** Whether a request writes on a route that is known to be another one. */
function isOtherWrite(method: string, [root = "", , branch, leaf, ...below]: readonly string[]): boolean {
  if (otherRoots.includes(root)) return true;
  if (root !== "accounts" || branch === undefined) return false;
  if (branch !== "workers") return ["tokens", "storage", "r2", "d1", "queues", "pages"].includes(branch);
  if (leaf !== "workers") return leaf !== undefined && otherBranches.includes(leaf);
  if (below.length === 0) return true;
  if (below.length === 1) return method !== "POST";
  if (below.length > 2 && method === "DELETE") return true;
  return otherLeaves.includes(below[1] ?? "");
}

/**
 * Whether a request of a case is meant to create its version: right, or close enough to be a broken one. What only reads, and
 * what writes on a route that is known to be another, is the client's own business.
 */
export const isCreate = (method: string, below: string): boolean =>
  !safe.includes(method) && !isOtherWrite(method, splitBelow(below).segments);
