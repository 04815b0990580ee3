import type { Credential } from "../contract/client.ts";

/** The credentials that a caller chooses. */
export const token: Credential = { token: "wvc-token-chosen" };
export const keyAndEmail: Credential = {
  api_key: "wvcchosenkey0123456789abcdef0123456789",
  api_email: "chosen@example.com",
};
/** Credentials that lie about in the environment, which the caller did not choose. */
export const ambient = {
  token: { CLOUDFLARE_API_TOKEN: "wvc-token-ambient" },
  keyAndEmail: {
    CLOUDFLARE_API_KEY: "wvcambientkey0123456789abcdef012345678",
    CLOUDFLARE_EMAIL: "ambient@example.com",
  },
} as const;
