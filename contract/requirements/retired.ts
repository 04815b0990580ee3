/** Ids that were requirements once, and why they are none any more: no other requirement takes such an id. */
export const retired: Readonly<Record<string, string>> = {
  "refusal.format-in-lists":
    "nothing says that the items of a list are refused for their format: what a target does is recorded",
  "refusal.placement":
    "nothing says that a placement outside of the page's shapes is refused: what a target does is recorded",
  "refusal.deploy-value":
    "a target may take another value of deploy for true or false: refusal.deploy-as-either judges that",
  "numbering.not-reused":
    "nothing says that the number of a deleted version never comes again: numbering.live-distinct judges those that exist",
  "secrecy.migration-content": "the content of migrations is no secret: migrations.content-not-shown judges it",
};
