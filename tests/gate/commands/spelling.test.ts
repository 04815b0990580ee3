import { describe, expect, test } from "vitest";
import { gateArguments } from "../../../gate/commands/spelling.ts";

describe("a command line of gate", () => {
  test.each([
    [
      ["run", "--", "x"],
      ["run", "--", "x"],
    ],
    [["list"], ["list"]],
    [
      ["help", "record"],
      ["help", "record"],
    ],
    [
      ["compare", "a.json", "b.json"],
      ["compare", "a.json", "b.json"],
    ],
    [
      ["--compare", "a.json", "--", "x"],
      ["run", "--compare", "a.json", "--", "x"],
    ],
    [["--help"], ["--help"]],
    [["-h"], ["-h"]],
    [[], ["run"]],
    [
      ["--runs", "3", "--", "node", "adapter.mjs"],
      ["run", "--runs", "3", "--", "node", "adapter.mjs"],
    ],
    [
      ["--", "client", "--list"],
      ["run", "--", "client", "--list"],
    ],
    [
      ["--only", "deploy", "--help"],
      ["run", "--only", "deploy", "--help"],
    ],
  ])("%j stands for %j", (args, expected) => {
    expect(gateArguments(args)).toEqual({ args: expected });
  });

  test.each([
    [["--list"], ["list"], "gate --list is now gate list"],
    [["--runs", "2", "--prove"], ["prove", "--runs", "2"], "gate --prove is now gate prove"],
    [["--record", "--port", "1"], ["record", "--port", "1"], "gate --record is now gate record"],
    [
      ["--out", "o", "--matrix", "clients", "--seed", "1"],
      ["matrix", "clients", "--out", "o", "--seed", "1"],
      "gate --matrix is now gate matrix",
    ],
    [["--seed", "1", "--publish", "."], ["publish", ".", "--seed", "1"], "gate --publish is now gate publish"],
    [["--list", "--", "--prove"], ["list", "--", "--prove"], "gate --list is now gate list"],
  ])("%j is of an older spelling of %j", (args, expected, note) => {
    expect(gateArguments(args)).toEqual({ args: expected, note });
  });

  test("is left as it was given", () => {
    const args = ["--matrix", "clients"];

    gateArguments(args);

    expect(args).toEqual(["--matrix", "clients"]);
  });
});
