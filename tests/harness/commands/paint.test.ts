import { expect, test } from "vitest";
import { paintFor } from "../../../harness/commands/paint.ts";

const stream = (isTTY: boolean, colours: boolean) =>
  ({ isTTY, hasColors: () => colours }) as unknown as NodeJS.WriteStream;

test("a terminal that has colours is painted", () => {
  expect(paintFor(stream(true, true))("bad", "FAIL")).toBe("\u001b[31mFAIL\u001b[39m");
});

test.each([
  ["no terminal", stream(false, true)],
  ["a terminal without colours, or where NO_COLOR is set", stream(true, false)],
])("%s gets plain text", (_, to) => {
  expect(paintFor(to)("bad", "FAIL")).toBe("FAIL");
});
