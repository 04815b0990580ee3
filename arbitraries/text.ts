import fc from "fast-check";

/** Texts that targets like to get wrong: white space, quoting, normal forms, astral characters, words of other types. */
export const oddTexts: readonly string[] = [
  "",
  " ",
  " leading and trailing ",
  "two  spaces",
  "line one\nline two\r\nline three\ttab",
  `quotes " ' \` and \\ backslash`,
  "<script>&amp;</script>",
  "100%25 + %2F ?a=b#c",
  "null",
  "0",
  "true",
  '{"json":"text"}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a text that templates like to expand
  "${TEMPLATE} {{mustache}} $1",
  "caf\u00e9 caf\u0065\u0301",
  "\u2028line\u2029separators",
  "\ufeffbyte order mark, zero\u200bwidth",
  "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
  "\u65e5\u672c\u8a9e",
  "\u{1f469}\u200d\u{1f469}\u200d\u{1f467} \u{1f600}",
];

/** Characters of 1, 2, 3 and 4 bytes: no controls, no surrogates, no combining marks. */
const plainUnit = fc.constantFrom(...Array.from({ length: 95 }, (_, i) => String.fromCodePoint(32 + i)));
const wideUnit = fc.oneof(
  plainUnit,
  fc.integer({ min: 0xc0, max: 0x17f }).map((code) => String.fromCodePoint(code)),
  fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCodePoint(code)),
  fc.integer({ min: 0x1f600, max: 0x1f64f }).map((code) => String.fromCodePoint(code)),
);

export const asciiText = (maxLength = 24) => fc.string({ unit: plainUnit, maxLength });

/** A text value: mostly short and plain, sometimes odd, sometimes wide, sometimes near 4 KB. */
export const text = (): fc.Arbitrary<string> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: asciiText() },
    { weight: 4, arbitrary: fc.constantFrom(...oddTexts) },
    { weight: 3, arbitrary: fc.string({ unit: wideUnit, maxLength: 40 }) },
    { weight: 1, arbitrary: fc.constantFrom(64, 256, 1024, 4096).map((length) => "x".repeat(length)) },
  );

const letter = "abcdefghijklmnopqrstuvwxyz";
const from = (alphabet: string) => fc.constantFrom(...alphabet);

/** A short text, plain, odd or wide: for values that hold several of them (the API takes about 5 KB a binding). */
export const shortText = (): fc.Arbitrary<string> =>
  fc.oneof(asciiText(), fc.constantFrom(...oddTexts), fc.string({ unit: wideUnit, maxLength: 20 }));

/** The name of a resource, as each product accepts it: 3 to 22 of lower case, digits, dashes inside. */
export const resourceName = (): fc.Arbitrary<string> =>
  fc
    .tuple(
      from(letter),
      fc.string({ unit: from(`${letter}0123456789-`), minLength: 1, maxLength: 20 }),
      from(`${letter}0123456789`),
    )
    .map((parts) => parts.join(""));

/** A resource name without dashes, for products that want an identifier (datasets, parameters, tags). */
export const plainName = (): fc.Arbitrary<string> =>
  fc
    .tuple(from(letter), fc.string({ unit: from(`${letter}0123456789_`), maxLength: 20 }))
    .map((parts) => parts.join(""));

/** Words that are no variable names, and names that every object has. */
export const reserved: ReadonlySet<string> = new Set(
  "await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield undefined NaN Infinity arguments eval constructor prototype toString valueOf".split(
    " ",
  ),
);
const upper = letter.toUpperCase();
/** "A JavaScript variable name": letters, digits, `_`, now and then `$`; simplest first. */
export const variableName = (): fc.Arbitrary<string> =>
  fc
    .oneof(
      { withCrossShrink: true },
      {
        weight: 4,
        arbitrary: fc
          .tuple(from(upper), fc.string({ unit: from(`${upper}0123456789_`), maxLength: 12 }))
          .map((parts) => parts.join("")),
      },
      {
        weight: 3,
        arbitrary: fc
          .tuple(from(`${letter}${upper}_`), fc.string({ unit: from(`${letter}${upper}0123456789_`), maxLength: 24 }))
          .map((parts) => parts.join("")),
      },
      { weight: 1, arbitrary: fc.constantFrom("_", "a", "A", "$", "$env", "camelCase", "snake_case", "X".repeat(60)) },
    )
    .filter((name) => !reserved.has(name) && !/^_*proto/.test(name));

export const className = (): fc.Arbitrary<string> =>
  fc
    .tuple(from(upper), fc.string({ unit: from(`${letter}${upper}0123456789`), maxLength: 12 }))
    .map((parts) => `${parts.join("")}Object`);

export const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: from("0123456789abcdef"), minLength: length, maxLength: length });

export const uuid = (): fc.Arbitrary<string> => fc.uuid({ version: 4 });

export const email = (): fc.Arbitrary<string> =>
  fc
    .tuple(plainName(), plainName())
    .map(([user, host]) => `${user.replaceAll("_", "")}@${host.replaceAll("_", "")}.example.com`);

/** A secret that can be recognised in any answer: an odd text around 16 to 32 random hex digits. */
export const secret = (): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom("", ...oddTexts.slice(1)), fc.integer({ min: 16, max: 32 }).chain(hex))
    .map(([odd, canary]) => `${odd}${canaryMark}${canary}`);
/** What every secret's canary starts with. */
export const canaryMark = "wvcsecret";
/** What every assets token's canary starts with. */
export const tokenMark = "wvctoken";
