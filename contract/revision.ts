/**
 * The revision of the page that this contract was read from: the state of the published specification between
 * May and June 2026 (it has `containers`, `flagship` and `ratelimit.mitigation_timeout`; it lacks `exports`,
 * `cache_options`, `package_dependencies` and `messaging`, which came in July and August 2026).
 */
export const revision = "create-version/2026-06";
