import type { Credential } from "../contract/client.ts";

/** The credentials that a caller chooses. */
export const token: Credential = { token: "wvc-token-chosen" };
export const keyAndEmail = {
  api_key: "wvcchosenkey0123456789abcdef0123456789",
  api_email: "chosen@example.com",
} as const satisfies Credential;
/** Credentials that lie about in the environment, which the caller did not choose. */
export const ambient = {
  token: { CLOUDFLARE_API_TOKEN: "wvc-token-ambient" },
  keyAndEmail: {
    CLOUDFLARE_API_KEY: "wvcambientkey0123456789abcdef012345678",
    CLOUDFLARE_EMAIL: "ambient@example.com",
  },
} as const;

/** Tokens of every form that a token may have: letters, digits and `-._~+/`, with `=` at the end (RFC 6750, 2.1). */
export const tokens: readonly string[] = [
  "wvc-token-chosen",
  "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY",
  "v1.0-e24fd090b5efcfa1e52c1e07-chosen_token~1",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjaG9zZW4ifQ.c2lnbmF0dXJlLWNob3Nlbg",
  "chosen+token/with/base64+letters==",
  `cfut_${"Chosen0123456789".repeat(8)}`,
];
/** What lies about in an environment, under names of today and older ones, and means other things than the caller said. */
export const decoys = {
  CLOUDFLARE_ACCOUNT_ID: "dec0dec0dec0dec0dec0dec0dec0dec0",
  CF_ACCOUNT_ID: "dec0dec0dec0dec0dec0dec0dec0dec0",
  CLOUDFLARE_BASE_URL: "{origin}/decoy/client/v4",
  CLOUDFLARE_API_BASE_URL: "{origin}/decoy/client/v4",
  CF_API_BASE_URL: "{origin}/decoy/client/v4",
  CF_API_TOKEN: "wvc-token-older-name",
  CF_API_KEY: "wvcolderkey0123456789abcdef0123456789",
  CF_API_EMAIL: "older@example.com",
  CF_EMAIL: "older@example.com",
  CLOUDFLARE_API_USER_SERVICE_KEY: "v1.0-wvc-service-key-decoy",
  HTTP_PROXY: "{origin}/proxy",
  http_proxy: "{origin}/proxy",
  NO_PROXY: "127.0.0.1,localhost",
  no_proxy: "127.0.0.1,localhost",
  TZ: "Pacific/Chatham",
} as const;
