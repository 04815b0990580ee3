/** The states of the published specification that this contract knows, oldest first; what is newer than one is no part of it. */
export const revisions = [
  {
    id: "create-version/2026-06",
    readFrom:
      "the page, between May and June 2026: it has `containers`, `flagship` and `ratelimit.mitigation_timeout`, and none of what follows",
  },
  {
    id: "create-version/2026-08",
    readFrom:
      "the published OpenAPI of August 2026: with `messaging`, `cache_options`, `exports` and `package_dependencies`",
  },
  {
    id: "create-version/2026-11",
    readFrom:
      "the types of cloudflare-typescript 7.3, November 2026: with `artifacts`, `k2`, r2's `us`, `vpc_network.identity`, `assets.config.base_path` and `author_*`",
  },
] as const;

export type Revision = (typeof revisions)[number]["id"];
export const revisionIds = revisions.map(({ id }) => id) as readonly Revision[];

/** The revision of the page that the contract was read from first: what is judged unless another one is asked for. */
export const revision: Revision = revisions[0].id;
export const newestRevision: Revision = "create-version/2026-11";

/** A revision as people call it: `2026-06`. */
export const shortName = (id: Revision): string => id.slice(id.indexOf("/") + 1);

/** The revision of a name, short or whole. */
export const revisionNamed = (name: string): Revision | undefined =>
  revisionIds.find((id) => id === name || shortName(id) === name);

/** Whether what came with `since` is in a revision; what says nothing was there from the first. */
export const isIn = (since: Revision | undefined, at: Revision): boolean =>
  since === undefined || revisionIds.indexOf(since) <= revisionIds.indexOf(at);
