import { expect, test } from "vitest";
import { gateHtml } from "../../../reports/gate/html.ts";
import { gateMarkdown } from "../../../reports/gate/markdown.ts";
import { gateText } from "../../../reports/gate/text.ts";
import { propertyOf, reportOf } from "./sample.ts";

const whole = { set: "call.sent", cases: 4, of: 4 };
const cut = { set: "body.null", cases: 1, of: 12 };
const reported = (sets: (typeof whole)[]) => reportOf("sdk", [propertyOf("call.sent")], { sets });

test.each([gateText, gateMarkdown, gateHtml])("%o says that cases were cut, where, and the remedy", (form) => {
  const text = form(reported([whole, cut])).replaceAll("\\", "");

  expect(text).toContain("5 of 16 cases were made, fewer than planned in 1 of 2 sets (body.null 1/12)");
  expect(text).toContain("--seconds gives more time");
});

test.each([gateText, gateMarkdown, gateHtml])("%o says nothing of cuts where there was none", (form) => {
  expect(form(reported([whole]))).not.toContain("fewer than planned");
});
