import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { requirementsAbout } from "../../../contract/drift.ts";
import { type Revision, revisionIds } from "../../../contract/revision.ts";
import { driftOf, openApiFile, runDrift } from "../../../harness/commands/drift.ts";
import { type Loose, syntheticOpenApi } from "./synthetic-openapi.ts";

const reference = join(import.meta.dirname, "../../../../shared/reference");
const file = join(reference, openApiFile);
const absent = !existsSync(file);

const [page, openApi, newest] = revisionIds as [Revision, Revision, Revision];

const sorted = (json: unknown, contract: Revision = page) => {
  const report = driftOf(json, contract);
  if ("problem" in report) throw new Error(report.problem);
  return report;
};
/** The unexplained differences of a document, as `path: what`. */
const unexplained = (json: unknown) => sorted(json).unexplained.map(({ path, what }) => `${path}: ${what}`);

/** Steps into a document; a step into nothing is a mistake of the test. */
function into(json: Loose, ...steps: (string | number)[]): Loose {
  return steps.reduce((inner, step) => {
    const next = inner[step];
    if (next === undefined) throw new Error(`nothing at ${step}`);
    return next;
  }, json);
}
const version = (document: Loose) => into(document, "components", "schemas", "workers_Version");
const field = (document: Loose, name: string) => into(version(document), "properties", name);
const kind = (document: Loose, index: number) => into(field(document, "bindings"), "items", "anyOf", index);
const post = (document: Loose) =>
  into(document, "paths", "/accounts/{account_id}/workers/workers/{worker_id}/versions", "post");
const kinds = (document: Loose) => into(field(document, "bindings"), "items", "anyOf") as unknown as Loose[];

const alterations: [string, (document: Loose) => void, string[]][] = [
  [
    "a field that becomes required",
    (document) => Object.assign(version(document), { required: ["id", "created_on", "number", "urls", "limits"] }),
    ["limits: required"],
  ],
  [
    "a field that is required no more",
    (document) => Object.assign(into(field(document, "modules"), "items"), { required: ["content_base64", "name"] }),
    ["modules[].content_type: required"],
  ],
  [
    "another member of an enum",
    (document) => Object.assign(field(document, "usage_model"), { enum: ["standard", "bundled", "unbound", "free"] }),
    ["usage_model: enum"],
  ],
  [
    "another format",
    (document) => Object.assign(field(document, "created_on"), { format: "date" }),
    ["created_on: format"],
  ],
  [
    "a lost readOnly",
    (document) => Object.assign(field(document, "source"), { readOnly: false }),
    ["source: readOnly"],
  ],
  [
    "an added readOnly",
    (document) => Object.assign(field(document, "main_module"), { readOnly: true }),
    ["main_module: readOnly"],
  ],
  [
    "an added writeOnly",
    (document) => Object.assign(into(field(document, "assets"), "properties", "jwt"), { writeOnly: true }),
    ["assets.jwt: writeOnly"],
  ],
  [
    "another type",
    (document) => Object.assign(field(document, "main_module"), { type: "integer" }),
    ["main_module: type"],
  ],
  [
    "an explained place that changes to something else",
    (document) => Object.assign(field(document, "startup_time_ms"), { type: "string" }),
    ["startup_time_ms: type"],
  ],
  [
    "another length",
    (document) => Object.assign(field(document, "main_module"), { maxLength: 255 }),
    ["main_module: maxLength"],
  ],
  [
    "another default",
    (document) => Object.assign(field(document, "usage_model"), { default: "unbound" }),
    ["usage_model: default"],
  ],
  [
    "a keyword that the contract has no word for",
    (document) => Object.assign(field(document, "main_module"), { pattern: "^[a-z]+$" }),
    ["main_module: pattern"],
  ],
  ["a removed kind", (document) => kinds(document).splice(0, 1), ["bindings[ai]: missing there"]],
  [
    "an added kind",
    (document) => kinds(document).push({ properties: { type: { enum: ["novel"] } } } as unknown as Loose),
    ["bindings[novel]: missing here"],
  ],
  [
    "an added field of a kind",
    (document) => Object.assign(into(kind(document, 0), "properties"), { model: { type: "string" } }),
    ["bindings[ai].model: missing here"],
  ],
  [
    "an added field of the Version",
    (document) => Object.assign(into(version(document), "properties"), { author: { type: "string" } }),
    ["author: missing here"],
  ],
  [
    "an added field of a placement shape",
    (document) =>
      Object.assign(into(field(document, "placement"), "anyOf", 4, "properties"), { zone: { type: "string" } }),
    ["placement(targeted-region).zone: missing here"],
  ],
  [
    "a removed list of a migration step",
    (document) => {
      const steps = into(field(document, "migrations"), "anyOf", 1, "properties", "steps", "items");
      delete into(steps, "properties").deleted_classes;
    },
    ["migrations(multi).steps[].deleted_classes: missing there"],
  ],
  [
    "another constant of the success envelope",
    (document) =>
      Object.assign(
        into(post(document), "responses", "200", "content", "application/json", "schema", "properties", "success"),
        { enum: [true, false] },
      ),
    ["200.success: enum"],
  ],
  [
    "a further parameter",
    (document) =>
      (into(post(document), "parameters") as unknown as object[]).push({
        name: "force",
        in: "query",
        schema: { type: "boolean" },
      }),
    ["query.force: missing here"],
  ],
];

describe("the drift check", () => {
  it("finds no difference in a document that says what the contract says", () => {
    const document = syntheticOpenApi();

    const { differences } = sorted(document);

    expect(differences).toEqual([]);
  });

  it.each(alterations)("finds %s", (_title, alter, expected) => {
    const document = syntheticOpenApi();

    alter(document);

    expect(unexplained(document)).toEqual(expected);
  });

  it("reports explanations that explain nothing as stale", () => {
    const document = syntheticOpenApi();

    const { stale } = sorted(document);

    expect(stale.map(({ path }) => path)).toContain("4XX(workers_exports_reconciliation_error_response)");
  });

  it("follows references, also such as lead back to themselves", () => {
    const document = syntheticOpenApi();
    const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
    Object.assign(into(document, "components", "schemas"), {
      flag: { type: "string" },
      tree: { type: "object", properties: { next: ref("tree") } },
    });

    Object.assign(into(version(document), "properties"), { tree: ref("tree") });
    Object.assign(field(document, "compatibility_flags"), { items: ref("flag") });

    expect(unexplained(document)).toEqual(["tree: missing here"]);
  });

  it("says by its exit code whether anything is left to explain", async () => {
    const folder = await mkdtemp(join(tmpdir(), "drift-"));
    await writeFile(join(folder, openApiFile), JSON.stringify(syntheticOpenApi()));

    const outcome = await runDrift(folder);

    expect(outcome.exitCode).toBe(1);
    expect(outcome.text).toContain("STALE  4XX(workers_exports_reconciliation_error_response)  missing here");
  });

  it.each([
    ["{}", "is not an OpenAPI document"],
    ["no JSON", "cannot be read"],
  ])("says plainly that %s is of no use", async (content, sentence) => {
    const folder = await mkdtemp(join(tmpdir(), "drift-"));
    await writeFile(join(folder, openApiFile), content);

    const outcome = await runDrift(folder);

    expect(outcome).toEqual({ exitCode: 2, text: expect.stringContaining(sentence) });
  });

  it("takes the file of the document", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "drift-")), "any-name.json");
    await writeFile(file, JSON.stringify(syntheticOpenApi()));

    const outcome = await runDrift(file);

    expect(outcome.text).toContain("STALE  4XX(workers_exports_reconciliation_error_response)  missing here");
  });

  it("says plainly that a file is not there", async () => {
    const file = "/nowhere/at/all.json";

    const outcome = await runDrift(file);

    expect(outcome).toEqual({ exitCode: 2, text: expect.stringContaining("/nowhere/at/all.json cannot be read") });
  });

  it("says without an argument that it needs a file, and how to give it", async () => {
    const nothing = undefined;

    const outcome = await runDrift(nothing);

    expect(outcome).toEqual({
      exitCode: 2,
      text: expect.stringMatching(
        /needs the file .* npx --no-install workers-version-conformance drift openapi\.json$/,
      ),
    });
  });
});

/** Unexplained differences of a document as `path: class`. */
const classed = (json: unknown, contract?: Revision) =>
  sorted(json, contract).unexplained.map((one) => `${one.path}: ${one.class}`);
const properties = (document: Loose) => into(version(document), "properties");
const usage = (enumOf: string[]) => (document: Loose) =>
  Object.assign(field(document, "usage_model"), { enum: enumOf });

describe("a difference", () => {
  it.each<[string, string[], (document: Loose) => void]>([
    [
      "of an optional field more",
      ["fresh: additive"],
      (it) => Object.assign(properties(it), { fresh: { type: "string" } }),
    ],
    [
      "of a field more that must be sent",
      ["fresh: breaking"],
      (it) => {
        Object.assign(properties(it), { fresh: { type: "string" } });
        (version(it).required as unknown as string[]).push("fresh");
      },
    ],
    [
      "of a field more that an answer must hold",
      ["fresh: additive"],
      (it) => {
        Object.assign(properties(it), { fresh: { type: "string", readOnly: true } });
        (version(it).required as unknown as string[]).push("fresh");
      },
    ],
    ["of a member more", ["usage_model: additive"], usage(["standard", "bundled", "unbound", "free"])],
    ["of a member less", ["usage_model: breaking"], usage(["standard", "bundled"])],
    ["of a shorter text", ["main_module: breaking"], (it) => Object.assign(field(it, "main_module"), { maxLength: 9 })],
    [
      "of a field that must be sent now",
      ["limits: breaking"],
      (it) => void (version(it).required as unknown as string[]).push("limits"),
    ],
    [
      "of a field that an answer may lack now",
      ["number: breaking"],
      (it) => Object.assign(version(it), { required: ["id", "created_on", "urls"] }),
    ],
    ["of what the document never had", ["containers: contract wrong"], (it) => void delete properties(it).containers],
    [
      "of another type",
      ["main_module: contract wrong"],
      (it) => Object.assign(field(it, "main_module"), { type: "integer" }),
    ],
    [
      "of another mark",
      ["main_module: contract wrong"],
      (it) => Object.assign(field(it, "main_module"), { readOnly: true }),
    ],
  ])("%s is %s", (_what, expected, alter) => {
    const document = syntheticOpenApi();

    alter(document);

    expect(classed(document)).toEqual(expected);
  });

  it("of what a newer document has not any more is breaking", () => {
    const document = syntheticOpenApi(openApi);

    delete properties(document).containers;

    expect(classed(document)).toEqual(["containers: breaking"]);
  });

  it.each(revisionIds)("is none between %s and a document that says the same", (contract) => {
    const { differences } = sorted(syntheticOpenApi(contract), contract);

    expect(differences.filter(({ what }) => what !== "closed")).toEqual([]);
  });

  it.each([
    [page, openApi],
    [page, newest],
    [openApi, newest],
    [newest, openApi],
    [newest, page],
  ])("between %s and a document of %s is explained by what came when", (contract, other) => {
    expect(sorted(syntheticOpenApi(other), contract).unexplained).toEqual([]);
  });

  it("of half of a revision is not explained by its age", () => {
    const document = syntheticOpenApi(newest);

    delete properties(document).author_id;

    expect(classed(document, newest)).toEqual(["author_id: contract wrong"]);
  });

  it.each([
    ["bindings[secret_text].text", "writeOnly", "secrecy.secret-text"],
    ["bindings[kv_namespace].namespace_id", "maxLength", "refusal.length"],
    ["bindings[novel]", "missing here", "bindings.accepted"],
    ["placement(smart).mode", "enum", "placement.accepted"],
    ["query.deploy", "type", "deploy.true-all-traffic"],
    ["200.errors", "required", "envelope.errors-list"],
    ["exports{}(worker).cache", "missing there", "exports.accepted"],
    ["cache_options.enabled", "type", "cache-options.echoed"],
    ["annotations.workers/tag", "maxLength", "annotations.tag-limit"],
  ])("at %s, of %s, names %s to look at", (path, what, id) => {
    expect(requirementsAbout(path, what)).toContain(id);
  });

  it("is told with its class and what to look at, as text and as JSON", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "drift-")), "openapi.json");
    const document = syntheticOpenApi();
    delete properties(document).containers;
    await writeFile(path, JSON.stringify(document));

    const [text, json] = [await runDrift(path), await runDrift(path, { format: "json" })];

    expect(text.text).toMatch(
      /UNEXPLAINED {2}contract wrong {2}containers {2}missing there.*\n {4}look at containers\.accepted/,
    );
    expect(JSON.parse(json.text).unexplained).toMatchObject([
      { path: "containers", class: "contract wrong", requirements: expect.arrayContaining(["containers.echoed"]) },
    ]);
    expect([text.exitCode, json.exitCode]).toEqual([1, 1]);
  });
});

describe.skipIf(absent)(`the published OpenAPI${absent ? ` (skipped: there is no ${file})` : ""}`, () => {
  const published = () => JSON.parse(readFileSync(file, "utf8"));

  it.each(revisionIds)("differs from %s only as explained, and needs every explanation", (contract) => {
    const document = published();

    const { unexplained: left, stale } = sorted(document, contract);

    expect(left).toEqual([]);
    expect(stale).toEqual([]);
  });

  it("is read through to a field that a reference leads to", () => {
    const document = published();

    into(document, "components", "schemas", "workers_namespace_identifier").maxLength = 64 as unknown as Loose;

    expect(unexplained(document)).toEqual([
      "bindings[durable_object_namespace].namespace_id: maxLength",
      "bindings[kv_namespace].namespace_id: maxLength",
    ]);
  });
});
