/** Where facts come from: each a public place or a kind of public program, with its date. */
export const page = "the page, 2026-06";
export const laterPage = "the page as of 2026-09";
export const openApi = "the published OpenAPI, 2026-08";
export const sdk = "types of cloudflare-typescript 7.1, 2026-08";
export const latestSdk = "types of cloudflare-typescript 7.3, 2026-11";
export const workersDocs = "the Workers documentation of the older script API, 2026";
export const terraform = "acceptance tests of the Terraform provider, 2026-07";
export const distilled = "live tests of alchemy-run/distilled, 2026-03 to 2026-09";
export const wrangler = "wrangler in cloudflare/workers-sdk, 2026-08";
export const olderApi = "uploads through the older script API, 2026";
/** Written down by whoever ran it. */
export const objectProbes = "one user's probes of deploy with Durable Objects, 2026-08-29";
export const deploymentRecords = "one user's published deployment records, 2026-09";
export const datedNotes = "one client's strict answer schema and dated notes, 2026-08-23";
export const cleaners = "scripts that clean up previews in public CI, 2026";
/** Programs that check their answers; nobody sees their runs. */
export const stagingScript = "a public staging script that compares what it sent with what it reads, 2026-09";
export const releaseTool = "a public release tool that compares base and copy, 2026-09";
export const inheritingTools = "public deploy tools that inherit every binding, 2026-09";
export const canary = "a public canary of which no run is known, 2026";
export const strictRelease = "a release script that stops at any other answer, 2026-10";
export const custody = "a provider's published receipts of a hand-over between versions, 2026-09";
export const clientsCode = "what clients' code takes for granted, 2026";
export const recorded = "recorded live answers of the neighbouring endpoints, 2026-09-29";
export const issue = (thread: string, when: string) => `GitHub ${thread}, ${when}`;
export const placementIssue = issue("cloudflare/workers-sdk#15642", "2026-09-14, open");
