import { describe, expect, test } from "vitest";
import { cutOff, environmentSecrets, formsOf, mapTexts, textMask } from "../../../harness/shared/mask.ts";

const secret = "pa ss/wörd?";
const masked = textMask([{ text: secret, as: "$TOKEN" }]);

describe("a secret", () => {
  test.each([
    ["as it is", `x ${secret} y`, "x $TOKEN y"],
    ["percent-encoded", "?t=pa%20ss%2Fw%C3%B6rd%3F&", "?t=$TOKEN&"],
    ["percent-encoded in lower case", "?t=pa%20ss%2fw%c3%b6rd%3f&", "?t=$TOKEN&"],
    ["as a form has it", "pa+ss%2Fw%C3%B6rd%3F", "$TOKEN"],
    ["in ASCII escapes", "pa ss/w\\u00f6rd?", "$TOKEN"],
    ["in hexadecimal", `x${Buffer.from(secret).toString("hex")}y`, "x$TOKENy"],
    ["with each byte percent-encoded", Buffer.from(secret).toString("hex").replace(/../g, "%$&"), "$TOKEN"],
    ["in entities", [...secret].map((one) => `&#${one.codePointAt(0)};`).join(""), "$TOKEN"],
    ["backwards", "?dröw/ss ap", "$TOKEN"],
  ])("is masked %s", (_how, text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  test.each([0, 1, 2, 3])("is masked in base64 after %i other bytes", (before) => {
    const text = Buffer.from(`${"x".repeat(before)}${secret}yy`).toString("base64");

    expect(masked(text)).toContain("$TOKEN");
    expect(masked(text).length).toBeLessThan(text.length);
  });

  test("is masked in JSON in JSON", () => {
    const quoting = textMask([{ text: 'a"b\\c"def', as: "*" }]);

    expect(quoting(JSON.stringify(JSON.stringify('a"b\\c"def')))).toBe('"\\"*\\""');
  });

  test("of less than eight characters is none: it would be found everywhere", () => {
    expect(textMask([{ text: "1234567", as: "*" }])("1234567")).toBe("1234567");
    expect(textMask([{ text: "12345678", as: "*" }])("12345678")).toBe("*");
  });

  test("that holds another one is masked whole", () => {
    const both = textMask([
      { text: "12345678", as: "short" },
      { text: "1234567890", as: "long" },
    ]);

    expect(both("1234567890 12345678")).toBe("long short");
  });

  test("has no form in a URL where it holds half a character, and is masked all the same", () => {
    expect(textMask([{ text: "\ud800secret-text", as: "*" }])("\ud800secret-text")).toBe("*");
  });

  test("has no form that is shorter than a secret", () => {
    expect(formsOf("12345678").filter((one) => one.length < 8)).toEqual([]);
  });
});

describe("a secret that is cut off", () => {
  const long = "a-token-of-many-characters";
  const mask = textMask([{ text: long, as: "$TOKEN" }]);

  test.each([12, 13, 20, 25])("is masked after %i characters", (length) => {
    expect(mask(`(${long.slice(0, length)}…)`)).toBe("($TOKEN…)");
  });

  test("is a word like others after eleven", () => {
    expect(mask(long.slice(0, 11))).toBe(long.slice(0, 11));
  });
});

describe("what says by itself that nobody may read it", () => {
  test.each([
    ["wvcsecret0123abcd-", "[secret]-"],
    ["wvctoken0123abcd", "[secret]"],
    ["dcba3210nekotcvw", "[secret]"],
    [Buffer.from("wvcsecret0123abcd").toString("hex"), "[secret]"],
    [Buffer.from("wvcsecret0123abcd").toString("hex").replace(/../g, "%$&"), "[secret]"],
    [[..."wvctoken0123abcd"].map((one) => `&#${one.charCodeAt(0)};`).join(""), "[secret]"],
    ["wvcsecret0123", "wvcsecret0123"],
    ["to jane.doe+x@mail.company.org now", "to [email] now"],
    ["jane%40company.org", "[email]"],
    ["jane@example.com and jane@sub.example.org", "jane@example.com and jane@sub.example.org"],
    ["a@b", "a@b"],
  ])("%j reads %j", (text, expected) => {
    expect(textMask([])(text)).toBe(expected);
  });
});

describe("a text that is cut off", () => {
  test("loses the word that the cut would break, and says how long it was", () => {
    expect(cutOff("one two three", 9)).toBe("one two  … (13 characters)");
    expect(cutOff("one two three", 13)).toBe("one two three");
  });
});

describe("the credentials of an environment", () => {
  test("stand as their variables, the account of a target too", () => {
    const env = { CLOUDFLARE_API_TOKEN: "token-text", CLOUDFLARE_EMAIL: "", HOME: "/home" };

    expect(environmentSecrets(env, "account")).toEqual([
      { text: "token-text", as: "$CLOUDFLARE_API_TOKEN" },
      { text: "account", as: "$CLOUDFLARE_ACCOUNT_ID" },
    ]);
    expect(environmentSecrets({ CLOUDFLARE_API_KEY: "key-text" })).toEqual([
      { text: "key-text", as: "$CLOUDFLARE_API_KEY" },
    ]);
  });
});

test("texts are mapped wherever they stand: keys, lists, and nothing but texts", () => {
  const value = { a: ["b", 1, null, { c: "d" }], e: true };

  expect(mapTexts(value, (text) => text.toUpperCase())).toEqual({ A: ["B", 1, null, { C: "D" }], E: true });
});
