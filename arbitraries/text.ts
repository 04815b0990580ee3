import fc from "fast-check";
import { peopleEmails, peopleTexts, peopleVariables } from "./people.ts";

/** Characters of 1, 2, 3 and 4 bytes: no controls, no surrogates, no combining marks. */
const plainUnit = fc.constantFrom(...Array.from({ length: 95 }, (_, i) => String.fromCodePoint(32 + i)));
const wideUnit = fc.oneof(
  plainUnit,
  fc.integer({ min: 0xc0, max: 0x17f }).map((code) => String.fromCodePoint(code)),
  fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCodePoint(code)),
  fc.integer({ min: 0x1f600, max: 0x1f64f }).map((code) => String.fromCodePoint(code)),
);

export const asciiText = (maxLength = 24) => fc.string({ unit: plainUnit, maxLength });

/** A text value: mostly short and plain, often as people have it, sometimes wide, sometimes near 4 KB. */
export const text = (): fc.Arbitrary<string> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: asciiText() },
    { weight: 4, arbitrary: fc.constantFrom(...peopleTexts) },
    { weight: 3, arbitrary: fc.string({ unit: wideUnit, maxLength: 40 }) },
    { weight: 1, arbitrary: fc.constantFrom(64, 256, 1024, 4096).map((length) => "x".repeat(length)) },
  );

const letter = "abcdefghijklmnopqrstuvwxyz";
const from = (alphabet: string) => fc.constantFrom(...alphabet);

const shortTexts = peopleTexts.filter(({ length }) => length < 100);
/** A short text, plain, as people have it, or wide: for values that hold several of them (the API takes about 5 KB a binding). */
export const shortText = (): fc.Arbitrary<string> =>
  fc.oneof(asciiText(), fc.constantFrom(...shortTexts), fc.string({ unit: wideUnit, maxLength: 20 }));

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
      { weight: 1, arbitrary: fc.constantFrom(...peopleVariables) },
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
  fc.oneof(
    { withCrossShrink: true },
    fc
      .tuple(plainName(), plainName())
      .map(([user, host]) => `${user.replaceAll("_", "")}@${host.replaceAll("_", "")}.example.com`),
    fc.constantFrom(...peopleEmails),
  );

/** A secret that can be recognised in any answer: a text as people have it, and 16 to 32 random hex digits. */
export const secret = (): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...peopleTexts), fc.integer({ min: 16, max: 32 }).chain(hex))
    .map(([odd, canary]) => `${odd}${canaryMark}${canary}`);
/** What every secret's canary starts with. */
export const canaryMark = "wvcsecret";
/** What every assets token's canary starts with. */
export const tokenMark = "wvctoken";
