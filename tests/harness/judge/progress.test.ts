import { expect, test } from "vitest";
import { progressText } from "../../../harness/judge/progress.ts";

const at = { claim: "a.one", done: 3, of: 10, failures: 0, requests: 1200 };

test.each([
  [{ ...at, share: 0.25 }, 4000, "25 %, 1,200 requests, 300/s, about 12 s left"],
  [{ ...at, share: 0.5, failures: 2 }, 240_000, "50 %, 1,200 requests, 5/s, about 4 min left, 2 failed"],
  [{ ...at, share: 0.5 }, 1000, "50 %, 1,200 requests, 1,200/s"],
  [at, 0, "3/10 claims, 1,200 requests"],
  [{ ...at, share: 1 }, 4000, "100 %, 1,200 requests, 300/s"],
])("%j after %i ms reads %s", (progress, ms, text) => {
  expect(progressText(progress, ms)).toBe(text);
});
