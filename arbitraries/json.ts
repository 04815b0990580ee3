import fc from "fast-check";
import type { Json } from "../contract/json.ts";
import { peopleNumbers, peopleTexts } from "./people.ts";
import { shortText } from "./text.ts";

/** JSON values at the edges of each type. */
export const jsonEdges: readonly Json[] = [
  null,
  false,
  true,
  0,
  1,
  -1,
  0.5,
  1e21,
  -1.5e-7,
  9007199254740991,
  "",
  "text",
  '"quoted"',
  [],
  {},
  [[]],
  [null],
  [{}, []],
  { "": "empty key" },
  { a: null },
  { a: {} },
  { a: false, b: 0, c: "" },
  { a: { b: { c: { d: [1, "2", null] } } } },
  { "key with spaces": 1, "caf\u00e9": 2, "a/b~c": 3 },
  [1, 2, 3, 2, 1],
  [3, 1, 2],
  0.1,
  123456.789012345,
  "line\nbreak \u2028 \u{1f600} \\ /",
  { "\u65e5\u672c": "\u{1f600}", "line\nbreak": "\ttab" },
  Array.from({ length: 100 }, (_, i) => i),
  Array.from({ length: 12 }).reduce<Json>((inner) => ({ deeper: [inner] }), "bottom"),
];

const key = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."abcdefghij_"), minLength: 1, maxLength: 8 }),
  fc.constantFrom(...peopleTexts),
);
const number = fc.oneof(
  fc.integer(),
  fc.constantFrom(...peopleNumbers),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((value) => (value === 0 ? 0 : value)),
);

/** Any JSON value: no -0, no lone surrogates, no duplicate keys; every type, shallow first. */
export const jsonValue = (): fc.Arbitrary<Json> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: fc.constantFrom(...jsonEdges) },
    {
      weight: 2,
      arbitrary: fc.letrec<{ value: Json; object: { [key: string]: Json } }>((tie) => ({
        value: fc.oneof(
          { depthSize: "small", withCrossShrink: true },
          fc.constant(null),
          fc.boolean(),
          number,
          shortText(),
          fc.array(tie("value"), { maxLength: 4 }),
          tie("object"),
        ),
        object: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
      })).value,
    },
  );
