import { describe, expect, test } from "vitest";
import { plainCall } from "../../../arbitraries/calls.ts";
import { checkTemplate, TemplateAdapter } from "../../../gate/adapters/template.ts";
import { type Job, type Manifest, manifestSchema } from "../../../gate/contract/protocol.ts";

/** Prints what it was given: how long its arguments are, what it read, and a variable. */
const program = `const [given = "", file] = process.argv.slice(1);
  const size = file ? require("node:fs").statSync(file).size : undefined;
  const read = require("node:fs").readFileSync(0).length;
  console.error("talks");
  console.log(JSON.stringify({ given: given.length, size, read, token: process.env.TOKEN }));`;
const shows = (...words: string[]) => [process.execPath, "-e", program, ...words];
const manifest = (rest: Partial<Manifest>): Manifest =>
  manifestSchema.parse({
    client: "cli",
    mode: "template",
    command: shows("{body}"),
    env: { AT: "{base_url}" },
    ...rest,
  });
const job = (size: number): Job => ({
  protocol: 1,
  case: "case",
  base_url: "http://127.0.0.1:1/client/v4",
  auth: { token: "chosen" },
  deadline_ms: 20_000,
  call: { ...plainCall, body: { main_module: "a".repeat(size - '{"main_module":""}'.length) } },
});
const calling = (rest: Partial<Manifest>, size: number, environment = {}) =>
  new TemplateAdapter(manifest(rest), import.meta.dirname, process.env as Record<string, string>).call(
    job(size),
    environment,
  );

describe("a body", () => {
  const kibi = 1024;

  test("of 100 KiB is an argument", async () => {
    const { outcome } = await calling({}, 100 * kibi);

    expect(outcome).toMatchObject({ outcome: "version", version: { given: 100 * kibi, read: 0 } });
  });

  test("that no argument can hold goes to the command for large ones", async () => {
    const large = shows("@", "{body_file}");

    const { outcome } = await calling({ large }, 1024 * kibi);

    expect(outcome).toMatchObject({ version: { given: 1, size: 1024 * kibi } });
  });

  test("of any size goes to stdin", async () => {
    const { outcome } = await calling({ command: shows(), stdin: "{body}" }, 1024 * kibi);

    expect(outcome).toMatchObject({ version: { given: 0, read: 1024 * kibi } });
  });

  test.each([
    ["an argument", {}],
    ["a variable", { command: shows(), env: { AT: "{base_url}", BODY: "{body}" } }],
  ])("that is too long for %s cannot be expressed, which says what would help", async (_, rest) => {
    const { outcome } = await calling(rest, 200 * kibi);

    expect(outcome).toEqual({
      outcome: "not_expressible",
      why: 'the body makes an argument of 204800 bytes, and no argument of a command can be over 128 KiB: give the manifest "stdin": "{body}" in place of {body} in "command", or "large", a command with {body_file}',
    });
  });
});

test("what a command prints beside is said", async () => {
  const { said } = await calling({}, 100);

  expect(said).toMatch(/^\{"given":100.*\}\ntalks\n$/);
});

test("a variable that the manifest hands over wins over the environment", async () => {
  const env = { AT: "{base_url}", TOKEN: "{token}" };

  const { outcome } = await calling({ env }, 100, { TOKEN: "another" });

  expect(outcome).toMatchObject({ version: { token: "chosen" } });
});

describe("a template is refused", () => {
  test.each([
    [
      "where stdin has a placeholder that there is not",
      { stdin: "{bodi}" },
      "{bodi} is no placeholder; the nearest known name is body",
    ],
    [
      "where its other command leads elsewhere",
      { command: ["c", "{base_url}"], env: {}, large: ["c", "{body_file}"] },
      "the template has no {base_url}",
    ],
    [
      "where its command for large bodies takes them as an argument",
      { large: ["c", "{body}"] },
      '"large" of the manifest holds {body}',
    ],
  ])("%s", (_, rest, reason) => {
    expect(() => checkTemplate(manifest(rest))).toThrow(reason);
  });
});
