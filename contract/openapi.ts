import { z } from "zod";
import { classOf, type DriftClass, requirementsAbout } from "./drift.ts";
import { failureEnvelope, successEnvelope } from "./envelope.ts";
import { type Field, object, required, union } from "./field.ts";
import {
  branchPath,
  compareRows,
  type Difference,
  flatten,
  itemPath,
  type Keywords,
  propertyPath,
  type Rows,
  sameFact,
  tidy,
  valuePath,
} from "./flatten.ts";
import { sameJson } from "./json.ts";
import { explanationOf } from "./newer.ts";
import { isIn, newestRevision, type Revision, revision, revisionIds } from "./revision.ts";
import { parameters, versionFieldAt } from "./version.ts";

const schema = z.looseObject({
  $ref: z.string().optional(),
  required: z.array(z.string()).optional(),
  enum: z.array(z.unknown()).optional(),
  discriminator: z.looseObject({ propertyName: z.string() }).optional(),
  get properties() {
    return z.record(z.string(), schema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), schema]).optional();
  },
  get items() {
    return schema.optional();
  },
  get anyOf() {
    return z.array(schema).optional();
  },
  get oneOf() {
    return z.array(schema).optional();
  },
});
const message = z.looseObject({ content: z.looseObject({ "application/json": z.looseObject({ schema }) }) });
const operation = z.looseObject({
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema })),
  requestBody: message,
  responses: z.looseObject({ "200": message, "4XX": message }),
});
const path = "/accounts/{account_id}/workers/workers/{worker_id}/versions";
const documentSchema = z.looseObject({
  openapi: z.string(),
  paths: z.looseObject({ [path]: z.looseObject({ post: operation }) }),
  components: z.looseObject({ schemas: z.record(z.string(), schema) }),
});

type Schema = z.infer<typeof schema>;
type Schemas = Record<string, Schema>;
/** An OpenAPI document that describes Create Version. */
export type OpenApi = z.infer<typeof documentSchema>;

/** Takes parsed JSON for an OpenAPI document; a sentence says why where it is none. */
export function readOpenApi(json: unknown): { document: OpenApi } | { problem: string } {
  const parsed = documentSchema.safeParse(json);
  if (parsed.success) return { document: parsed.data };
  const { path: at, message: why } = parsed.error.issues[0] ?? { path: [], message: "unknown reason" };
  return { problem: `not an OpenAPI document of POST ${path}: ${at.join("/") || "the document"}: ${why}` };
}

/** Follows `$ref`; what stands beside it wins. */
function resolve(schemas: Schemas, { $ref, ...beside }: Schema): Schema {
  if ($ref === undefined) return beside;
  return { ...resolve(schemas, schemas[$ref.replace("#/components/schemas/", "")] ?? {}), ...beside };
}

const branchesOf = (one: Schema): Schema[] | undefined => one.anyOf ?? one.oneOf;
const structure = /^(\$ref|properties|items|required|anyOf|oneOf|const|description|title|examples?|x-.*)$/;

/** The facts of a resolved schema, in the words of the contract. */
function factsOf(one: Schema, required: boolean): Keywords {
  const stated = Object.entries(one).filter(([word]) => !structure.test(word) && word !== "additionalProperties");
  return tidy({
    ...Object.fromEntries(stated),
    type: branchesOf(one) ? "union" : (one.type ?? "any"),
    enum: one.const === undefined ? one.enum : [one.const],
    discriminator: one.discriminator?.propertyName,
    sensitive: one["x-sensitive"],
    closed: one.additionalProperties === false,
    required,
  });
}

/** What tells a branch of a union from the others: its keys and their constants, or its type. */
function traits(rows: Rows): string[] {
  const keys = [...rows].filter(([at]) => /^[^.[(]+$/.test(at));
  if (keys.length === 0) return [String(rows.get("")?.type)];
  return keys.flatMap(([key, { enum: members }]) =>
    Array.isArray(members) && members.length === 1 ? [key, `${key}=${members[0]}`] : [key],
  );
}

const likeness = (a: string[], b: string[]): number =>
  a.filter((one) => b.includes(one)).length / new Set([...a, ...b]).size;

/** Gives each branch the name of the contract's branch that it is most like; one without a like gets none. */
function nameByLikeness(theirs: Rows[], ours: Record<string, Field>): (string | undefined)[] {
  const pairs = theirs.flatMap((rows, index) =>
    Object.entries(ours).map(([name, field]) => ({
      index,
      name,
      like: likeness(traits(rows), traits(flatten(field))),
    })),
  );
  const names = theirs.map((): string | undefined => undefined);
  const left = new Set(Object.keys(ours));
  const unnamed = new Set(theirs.keys());
  for (const { index, name } of pairs.filter((one) => one.like >= 0.5).sort((a, b) => b.like - a.like)) {
    if (!left.has(name) || !unnamed.has(index)) continue;
    left.delete(name);
    unnamed.delete(index);
    names[index] = name;
  }
  return names;
}

/** The branches of a union, each under its name: its constant of the discriminator, or by likeness. */
function nameBranches(
  schemas: Schemas,
  one: Schema,
  ours: Field | undefined,
  within: readonly string[],
): [string, Schema][] {
  const branches = branchesOf(one) ?? [];
  const rows = branches.map((branch) => read(schemas, branch, undefined, "", false, within));
  const by = one.discriminator?.propertyName;
  // A branch may be a union in its turn, of which every branch has the same constant.
  const constantOf = (inner: Rows) =>
    inner.get(by ?? "")?.enum ?? [...inner].find(([at]) => at.endsWith(`).${by}`))?.[1].enum;
  const names = by
    ? rows.map((inner) => String(constantOf(inner)))
    : nameByLikeness(rows, ours?.type === "union" ? ours.of : {});
  const fallback = (branch: Schema, index: number) => branch.$ref?.split("/").at(-1) ?? `branch ${index + 1}`;
  return branches.map((branch, index) => [names[index] ?? fallback(branch, index), branch]);
}

/** The rows of a schema and of all that it holds. The contract's field gives only the names of union branches. */
function read(
  schemas: Schemas,
  given: Schema,
  ours: Field | undefined,
  path: string,
  required = false,
  within: readonly string[] = [],
): Rows {
  const ref = given.$ref ?? "";
  if (within.includes(ref)) return new Map([[path, { type: "recursive" }]]);
  const one = resolve(schemas, given);
  const around = ref === "" ? within : [...within, ref];
  const deeper = (inner: Schema, field: Field | undefined, at: string, must = false) => [
    ...read(schemas, inner, field, at, must, around),
  ];
  return new Map([
    [path, factsOf(one, required)],
    ...Object.entries(one.properties ?? {}).flatMap(([name, inner]) => {
      const field = ours?.type === "object" ? ours.fields[name] : undefined;
      return deeper(inner, field, propertyPath(path, name), one.required?.includes(name));
    }),
    ...(typeof one.additionalProperties === "object"
      ? deeper(one.additionalProperties, ours?.type === "map" ? ours.items : undefined, valuePath(path))
      : []),
    ...(one.items ? deeper(one.items, ours?.type === "array" ? ours.items : undefined, itemPath(path)) : []),
    ...nameBranches(schemas, one, ours, around).flatMap(([name, branch]) =>
      deeper(branch, ours?.type === "union" ? ours.of[name] : undefined, branchPath(path, name)),
    ),
  ]);
}

const bodyOf = (one: z.infer<typeof message>): Schema => one.content["application/json"].schema;

/** The parameters of either side, under `path.` and `query.`. */
function compareParameters(schemas: Schemas, stated: z.infer<typeof operation>["parameters"]): Difference[] {
  const ours = Object.entries(parameters).flatMap(([name, one]) => [...flatten(one.field, `${one.in}.${name}`)]);
  const theirs = stated.flatMap((one) => [
    ...read(schemas, one.schema, undefined, `${one.in}.${one.name}`, one.required),
  ]);
  return compareRows(new Map(ours), new Map(theirs));
}

/** The result of the answer is the Version of the request, which is compared already. */
const withoutResult = (rows: Rows): Rows => new Map([...rows].filter(([at]) => !/^200\.result./.test(at)));

/** What a revision of the Version says, place by place. */
const rowsAt = (at: Revision): Rows => flatten(versionFieldAt(at));

/** Places that came with a revision. */
function cameWith(at: Revision): string[] {
  const before = revisionIds[revisionIds.indexOf(at) - 1];
  if (before === undefined) return [];
  const known = rowsAt(before);
  return [...rowsAt(at).keys()].filter((path) => !known.has(path));
}

/** Which revision explains a difference: a newer one says what the document says, or an older one does that it is of. */
function explainedBySince({ path, what, theirs }: Difference, contract: Revision, document: Rows): string | undefined {
  const says = (at: Revision): boolean => {
    const facts = rowsAt(at).get(path);
    if (what === "missing here") return facts !== undefined;
    return what === "missing there" ? facts === undefined : facts !== undefined && sameFact(what, facts[what], theirs);
  };
  const newer = revisionIds.find((at) => !isIn(at, contract) && says(at));
  if (newer !== undefined && what !== "missing there") return `newer than ${contract}: came with ${newer}`;
  const own = revisionIds.find(
    (at, i) => i > 0 && isIn(at, contract) && says(revisionIds[i - 1] as Revision) && !says(at),
  );
  const isOlder = own !== undefined && !cameWith(own).some((place) => document.has(place));
  return isOlder ? `came with ${own}, of which the document has nothing: it is older` : undefined;
}

/** What a comparison finds. */
export interface Compared extends Difference {
  class: DriftClass;
  /** Requirements to look at. */
  requirements: string[];
}

/** Every difference between the contract, in a revision, and the document: the parameters, the Version and both envelopes. */
export function compareWithOpenApi(document: OpenApi, contract: Revision = revision): Compared[] {
  const { post } = document.paths[path];
  const { schemas } = document.components;
  const [version, success] = [bodyOf(post.requestBody), bodyOf(post.responses["200"])];
  const own = versionFieldAt(contract);
  const envelope = object({ ...successEnvelope.fields, result: required(own) });
  const compare = (ours: Field, theirs: Schema, root: string, rows = flatten(ours, root)) => {
    const all = read(schemas, theirs, ours, root);
    return sameJson(version, success.properties?.result)
      ? compareRows(withoutResult(rows), withoutResult(all))
      : compareRows(rows, all);
  };
  const refusal: Rows = new Map([["4XX", { type: "union" }], ...flatten(failureEnvelope, "4XX(failure)")]);
  const differences = [
    ...compareParameters(schemas, post.parameters),
    ...compare(own, version, ""),
    ...compare(envelope, success, "200"),
    ...compare(union({ failure: failureEnvelope }), bodyOf(post.responses["4XX"]), "4XX", refusal),
  ];
  const theirs = read(schemas, version, versionFieldAt(newestRevision), "");
  const rows = rowsAt(contract);
  const explained = differences.map((one) => ({
    ...one,
    explained: explanationOf(one)?.because ?? explainedBySince(one, contract, theirs),
  }));
  const isNewer =
    revisionIds.some((at) => !isIn(at, contract) && cameWith(at).some((place) => theirs.has(place))) ||
    explained.some((one) => one.what === "missing here" && one.explained === undefined);
  return explained.map((one) => ({
    ...one,
    class: classOf(one, { rows, isNewer }),
    requirements: requirementsAbout(one.path, one.what),
  }));
}
