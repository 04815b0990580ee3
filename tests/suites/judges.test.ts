import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { requirementIds } from "../../contract/requirements/index.ts";
import { judgedTwice, type Source, saidTwice } from "./judging.ts";

const suites = resolve(import.meta.dirname, "../../suites");
const sources: Source[] = readdirSync(suites, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .sort()
  .map((file) => ({ file, text: readFileSync(join(suites, file), "utf8") }));

describe("the suites", () => {
  test("judge each requirement in one place", () => {
    expect(judgedTwice(sources, requirementIds)).toEqual([]);
  });

  test("say each sentence in one file", () => {
    expect(saidTwice(sources)).toEqual([]);
  });

  /** From left to right: a room imports itself and what stands left of it; index.ts, which lists all, may import any. */
  const rooms = ["words", "seen", "judges", "subjects", "histories", "tours", "index.ts"];
  const roomOf = (file: string) => rooms.indexOf(rooms.find((one) => file.startsWith(one)) ?? "subjects");

  test("import what stands left of them", () => {
    const wrong = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/from "(\.[^"]+)"/g)]
        .map(([, to = ""]) => relative(suites, resolve(suites, dirname(file), to)))
        .filter((to) => !to.startsWith("..") && roomOf(to) > roomOf(file))
        .map((to) => `${file} imports ${to}`),
    );

    expect(wrong).toEqual([]);
  });
});

describe("what is judged twice", () => {
  const ids = ["area.one", "area.two"];

  test("is found, be it as a finding, as a Where or by a word of our own", () => {
    const found = judgedTwice(
      [
        { file: "a.ts", text: 'const f = (x) => finding("area.one", x, "so", x);' },
        { file: "b.ts", text: 'holds(isSo, "so", seen, { id: "area.one" });\nconst one = blame("area.two");' },
        { file: "c.ts", text: 'const id = isSo ? "area.two" : "area.one";' },
      ],
      ids,
    );

    expect(found).toEqual(["area.one: a.ts, b.ts, c.ts", "area.two: b.ts, c.ts"]);
  });

  test("is not what a claim, a stop, a list of explanations, a type or a comparison names", () => {
    const found = judgedTwice(
      [
        { file: "a.ts", text: 'holds(isSo, "so", seen, { id: "area.one", after: ["area.two"] });' },
        { file: "b.ts", text: 'claim("area.one", { drives: ["area.two"] }, inputs, check);' },
        { file: "c.ts", text: 'stop(worker, ["area.one", ["area.two", "row"]], act);' },
        { file: "d.ts", text: 'type Two = "area.one" | "area.two"; // "area.one"' },
        { file: "e.ts", text: 'if (id === "area.one") worker.judged("area.two");' },
      ],
      ids,
    );

    expect(found).toEqual([]);
  });
});

describe("what is said twice", () => {
  test("is found in two files, whatever the values in it", () => {
    const found = saidTwice([
      { file: "a.ts", text: 'holds(isOne, "exactly one new deployment", after);' },
      {
        file: "b.ts",
        text: 'holds(isOne, "exactly one new deployment", seen);\ngiven(isSo, `not of $' + "{a} here`);",
      },
      { file: "c.ts", text: 'const regex = /["`]/;\ngiven(isSo, `not of $' + "{f({ b })} here`);" },
    ]);

    expect(found).toEqual(["exactly one new deployment: a.ts, b.ts", "not of … here: b.ts, c.ts"]);
  });

  test("is no sentence with two words, in a comment, or twice in one file", () => {
    const found = saidTwice([
      {
        file: "a.ts",
        text: 'a("two words");\n/** "three words here" */\nb("said again here");\nc("said again here");',
      },
      { file: "b.ts", text: 'a("two words");\n// "three words here"' },
    ]);

    expect(found).toEqual([]);
  });
});
