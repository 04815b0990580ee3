/** Where the published OpenAPI can be read. */
export const openApiUrl = "https://github.com/cloudflare/api-schemas";

/**
 * The places of the published OpenAPI that requirements and properties of clients rest on, each with what it says there. A place is a schema
 * (without `workers_`) or an operation, then the names of properties or parameters on the way.
 */
export const openApiPlaces = {
  "Version.package_dependencies": "a version may say which packages it was built with",
  Version: "a version may hold keys that the schema does not name",
  "Worker.deployed_on": "a Worker shows when its latest deployment was made, or null",
  "api-response-common-failure": "a refusal has success false, a null result and errors of at least one entry",
  binding_kind_messaging: "a binding can be to a namespace of Messaging",
  "binding_kind_secret_key.key_base64": "key data is write-only and sensitive",
  "binding_kind_secret_text.text": "the text of a secret is write-only and sensitive",
  cache_options: "a version may say whether answers are cached, and whether across versions",
  deleteWorkerVersion: "a version can be deleted by its id",
  "deployment.strategy": "a deployment's only strategy is percentage",
  exports_config_map: "a version may say by name what its entrypoints and Durable Object classes are",
  exports_reconciliation_result: "what an upload with exports did is shown, and only of such an upload",
  "exports_reconciliation_error_response.errors.meta.details": "an error can carry details for each class",
  getWorkerVersion: "a version can be read by its id",
  "getWorkerVersion.include": "module content comes only with include=modules",
  listWorkerVersions: "the versions of a Worker can be listed",
  "listWorkerVersions.per_page": "the list comes in pages of 1 to 100 versions",
  "listWorkerVersions.result_info": "the list says how many versions there are",
  "messages.source.pointer": "an error can carry a pointer to its source",
  single_step_migrations: "every part of a migration is write-only",
} as const;
export type OpenApiPlace = keyof typeof openApiPlaces;
export const isOpenApiPlace = (place: string): place is OpenApiPlace => Object.hasOwn(openApiPlaces, place);
