import { expect, test } from "vitest";
import { mediaTypeKey } from "../../contract/equality.ts";

test.each([
  ["text/plain;charset=UTF-8", "Text/Plain; Charset=utf-8", true],
  ["application/javascript+module", "application/javascript", false],
  ["text/plain; charset=utf-8", "text/plain", false],
])("media types: %s and %s", (a, b, areSame) => {
  expect(mediaTypeKey(a) === mediaTypeKey(b)).toBe(areSame);
});
