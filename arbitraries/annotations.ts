import fc from "fast-check";
import { messageMaxBytes, tagMaxBytes } from "../contract/annotations.ts";
import { byteLength } from "../contract/json.ts";
import { peopleMessages, peopleTags } from "./people.ts";
import { asciiText } from "./text.ts";

/** One character of each length in UTF-8: 1, 2, 3 and 4 bytes. */
export const characters = ["a", "\u00e9", "\u65e5", "\u{1f600}"] as const;
const character = fc.constantFrom(...characters);

/** As many whole repeats of the character as fit, filled up with `a` to exactly `bytes` bytes. */
export const fill = (unit: string, bytes: number): string => {
  const repeats = Math.floor(bytes / byteLength(unit));
  return unit.repeat(repeats) + "a".repeat(bytes - repeats * byteLength(unit));
};

const short = (people: readonly string[]) => fc.oneof(asciiText(), fc.constantFrom(...people));
/** A text of at most `limit` bytes, the boundary itself with each kind of character included. */
const within = (limit: number, people: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: short(people) },
    {
      weight: 1,
      arbitrary: fc.tuple(character, fc.integer({ min: 1, max: limit })).map(([unit, bytes]) => fill(unit, bytes)),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(character, fc.constantFrom(limit, limit - 1, limit - 2, Math.floor(limit / 2)))
        .map(([unit, bytes]) => fill(unit, bytes)),
    },
  );
/** A text of more than `limit` bytes: often 1 more, else 2 to 5, or twice as long; every alignment of the cut. */
const beyond = (limit: number, units: fc.Arbitrary<string> = character): fc.Arbitrary<string> =>
  fc
    .tuple(
      units,
      fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 5 }), fc.constantFrom(100, limit)),
      fc.nat({ max: 3 }),
    )
    .map(([unit, more, shift]) => {
      const head = "a".repeat(shift);
      const repeats = Math.ceil((limit + more - shift) / byteLength(unit));
      return head + unit.repeat(repeats);
    });

export const message = () => within(messageMaxBytes, peopleMessages);
export const longMessage = () => beyond(messageMaxBytes);
/** One whose bytes are more than its characters. */
export const longWideMessage = () => beyond(messageMaxBytes, fc.constantFrom(...characters.slice(1)));
export const tag = () => within(tagMaxBytes, peopleTags);
export const longTag = () => beyond(tagMaxBytes);

export const annotations = () =>
  fc.record(
    { "workers/message": short(peopleMessages), "workers/tag": short(peopleTags) },
    { requiredKeys: [], noNullPrototype: true },
  );
