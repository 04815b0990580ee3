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

/** Each byte or character of a text by its number, as programs write them. */
function byNumbers(text: string): string[] {
  const hex = Buffer.from(text).toString("hex");
  const characters = [...text].map((one) => one.codePointAt(0) ?? 0);
  return [
    hex,
    hex.toUpperCase(),
    hex.replace(/../g, "%$&"),
    hex.toUpperCase().replace(/../g, "%$&"),
    characters.map((one) => `&#${one};`).join(""),
    characters.map((one) => `&#x${one.toString(16)};`).join(""),
    [...text].reverse().join(""),
  ];
}
const inMarkup = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The forms in which a text may stand in another one: as it is, escaped, encoded, backwards. */
export function formsOf(text: string): string[] {
  const escaped = [text, inJson(text), inAscii(text), inJson(inJson(text)), inMarkup(text)];
  const all = [...escaped, ...inUrl(text), ...base64Forms(text), ...byNumbers(text)];
  return [...new Set(all)].filter((form) => form.length >= shortest);
}

/** So much of a form gives it away: the beginning of a secret is one too. */
const headLength = 12;
const headOf = (form: string) => form.slice(0, headLength);
/** Whether a text holds one of the forms, or the beginning of one. */
export const holdsFormOf = (text: string, secret: string): boolean =>
  formsOf(secret).some((form) => text.includes(headOf(form)));

const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/** Strings and keys of a value, through a function. */
export function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, map));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [map(key), mapTexts(inner, map)]));
}

/** What the suite sends as a secret says so itself, in each of these spellings too. */
const canary = new RegExp(["secret", "token"].flatMap((kind) => canaryForms(`wvc${kind}`)).join("|"), "gi");
function canaryForms(mark: string): string[] {
  const [digit, letter] = ["3[0-9]", "6[1-6]"];
  const hex = Buffer.from(mark).toString("hex");
  const encoded = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), Buffer.from(mark)])
      .toString("base64")
      .slice(Math.ceil((shift * 4) / 3), Math.floor(((shift + mark.length) * 4) / 3)),
  );
  const decimal = [...mark].map((one) => `&#${one.charCodeAt(0)};`).join("");
  const hexadecimal = [...mark].map((one) => `&#x${one.charCodeAt(0).toString(16)};`).join("");
  return [
    `${mark}[0-9a-f]{8,}`,
    `[0-9a-f]{8,}${[...mark].reverse().join("")}`,
    `${hex}(?:${digit}|${letter}){8,}`,
    `${hex.replace(/../g, "%$&")}(?:%(?:${digit}|${letter})){8,}`,
    `${decimal}(?:&#(?:4[89]|5[0-7]|9[7-9]|10[0-2]);){8,}`,
    `${hexadecimal}(?:&#x(?:${digit}|${letter});){8,}`,
    ...encoded.map((core) => `${quoted(core)}[\\w+/-]{10,}={0,2}`),
  ];
}
/** Whether a secret says by itself that it is one: what stands beside its mark is none. */
export const saysSo = (text: string): boolean => text.search(canary) >= 0;

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

/** The places where secrets stand in texts, by the beginnings of their forms. */
class Heads {
  readonly #forms = new Map<string, Secret[]>();
  readonly #pattern: RegExp;

  constructor(secrets: readonly Secret[]) {
    for (const { text, as } of secrets)
      if (text.length >= shortest)
        for (const form of formsOf(text))
          this.#forms.set(headOf(form), [...(this.#forms.get(headOf(form)) ?? []), { text: form, as }]);
    const longestFirst = [...this.#forms.keys()].sort((a, b) => b.length - a.length);
    this.#pattern = new RegExp(longestFirst.map(quoted).join("|") || "(?!)", "g");
  }

  /** The text with each secret masked, as far as it stands there. */
  mask(text: string): string {
    let [masked, from] = ["", 0];
    this.#pattern.lastIndex = 0;
    for (let found = this.#pattern.exec(text); found; found = this.#pattern.exec(text)) {
      const { length, as } = this.#longestAt(text, found.index, found[0]);
      masked += text.slice(from, found.index) + as;
      from = found.index + length;
      this.#pattern.lastIndex = from;
    }
    return masked + text.slice(from);
  }

  #longestAt(text: string, at: number, head: string): { length: number; as: string } {
    let best = { length: 0, as: "" };
    for (const { text: form, as } of this.#forms.get(head) ?? []) {
      let length = head.length;
      while (length < form.length && text[at + length] === form[length]) length += 1;
      if (length > best.length) best = { length, as };
    }
    return best;
  }
}

/** A function that masks texts: the secrets in every form, from their twelfth character on, canaries, and addresses of people. */
export function textMask(secrets: readonly Secret[]): (text: string) => string {
  const heads = secrets.length > 0 ? new Heads(secrets) : undefined;
  return (text) => (heads?.mask(text) ?? text).replace(canary, "[secret]").replace(email, "[email]");
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
