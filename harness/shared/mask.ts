import { isObject } from "../../contract/json.ts";

/** A text that nobody may read, and what stands in its place. */
export interface Secret {
  text: string;
  as: string;
}

/** Shorter texts are no secrets: they would be found, and masked, everywhere. */
const shortest = 8;

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const inAscii = (text: string) =>
  inJson(text).replace(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The base64 of a text wherever it stands in a longer one: without the characters that its neighbours decide. */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text);
  const forms = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    return encoded.slice(Math.ceil((shift * 4) / 3), Math.floor(((shift + bytes.length) * 4) / 3));
  });
  return forms.flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
}

/** A lone surrogate has no such form. */
function inUrl(text: string): string[] {
  try {
    const encoded = encodeURIComponent(text);
    return [encoded, encoded.replace(/%../g, (one) => one.toLowerCase()), encoded.replaceAll("%20", "+")];
  } catch {
    return [];
  }
}

/** The forms in which a text may stand in another one: as it is, escaped, encoded. */
export function formsOf(text: string): string[] {
  const escaped = [text, inJson(text), inAscii(text), inJson(inJson(text))];
  return [...new Set([...escaped, ...inUrl(text), ...base64Forms(text)])].filter((form) => form.length >= shortest);
}

const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/** Strings and keys of a value, through a function. */
export function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, map));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [map(key), mapTexts(inner, map)]));
}

/** What the suite sends as a secret says so itself. */
const canary = /wvc(secret|token)[0-9a-f]{8,}/gi;
/**
 * Addresses of people, with at most 64 characters before the `@` (RFC 5321); the suite's own are of a domain that nobody
 * has (RFC 2606). A start is tried once for each word, so that long texts take no longer than they are.
 */
const email =
  /(?<![\w.+-])[\w.+-]{1,64}(?:@|%40)(?!(?:[\w-]{1,63}\.){0,9}example\.(?:com|net|org)\b)[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}/g;

/** The first characters of a text, without the word that the cut would break: half a secret is one too. */
export const cutOff = (text: string, length: number): string =>
  text.length <= length
    ? text
    : `${text.slice(0, length).replace(/[\w.~+/=%-]{1,200}$/, "")} … (${text.length} characters)`;

/** A function that masks texts: the secrets in every form, canaries, and addresses of people. */
export function textMask(secrets: readonly Secret[]): (text: string) => string {
  const places = new Map<string, string>();
  for (const { text, as } of secrets)
    if (text.length >= shortest) for (const form of formsOf(text)) places.set(form, as);
  const longestFirst = [...places.keys()].sort((a, b) => b.length - a.length);
  const known = longestFirst.length > 0 ? new RegExp(longestFirst.map(quoted).join("|"), "g") : undefined;
  return (text) => {
    const masked = known ? text.replace(known, (form) => places.get(form) ?? "") : text;
    return masked.replace(canary, "[secret]").replace(email, "[email]");
  };
}

type Environment = Readonly<Record<string, string | undefined>>;
const variables = [
  "CLOUDFLARE_API_TOKEN",
  "CLOUDFLARE_API_KEY",
  "CLOUDFLARE_EMAIL",
  "CLOUDFLARE_ACCOUNT_ID",
  "AGAINST_API_TOKEN",
] as const;

/** The credentials and the account of an environment; a shell puts them in again where the mask stands. */
export function environmentSecrets(env: Environment, accountId?: string): Secret[] {
  const named = variables.flatMap((name) => {
    const text = env[name];
    return text ? [{ text, as: `$${name}` }] : [];
  });
  return accountId === undefined ? named : [...named, { text: accountId, as: "$CLOUDFLARE_ACCOUNT_ID" }];
}
