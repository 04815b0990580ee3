import { createHash } from "node:crypto";

/** What the page says of one place: its typed line, and its sentences. */
export interface Place {
  /** Such as `body.bindings.kv_namespace.namespace_id`. */
  place: string;
  /** The typed line in the words of the contract; `items` is the type of a list's items. Only fields have one. */
  facts?: Facts;
  sentences: string[];
}
type Facts = Record<string, unknown>;

/** A field or a branch of a union, as the page nests them. */
interface Node {
  name: string;
  facts: Facts;
  sentences: string[];
  inner: Node[];
}

/** The pin of a sentence: the first 8 hex digits of its SHA-256, white space made one. */
export const digestOf = (sentence: string): string =>
  createHash("sha256").update(sentence.replace(/\s+/g, " ").trim()).digest("hex").slice(0, 8);

const choice = "One of the following:";
const fieldLine = /^(Deprecated)?("[\w/]+"|[a-z_]\w*): (.+)$/;
const branchLine = /^(\w+ )?object \{|^array of string$|^boolean$/;
const factLine = /^(maxLength|minimum|format)(\S+)$/;
const headLine = /Expand Collapse$|^Create Version$/;

const sentencesOf = (paragraph: string): string[] => paragraph.split(/(?<=[.!?])\s+(?=[A-Z_])/);

/** How many a list with a `, 4 more` or ` or 4 more` at its end holds. */
const countOf = (parts: string[]): number =>
  parts.reduce((sum, part) => sum + Number(/^(\d+) more$/.exec(part.trim())?.[1] ?? 1), 0);
const keysIn = (type: string): number => countOf(/\{ (.+?) \}/.exec(type)?.[1]?.split(", ") ?? []);
const alternativesIn = (type: string): string[] => type.replace(/\{.*?\}/g, "{}").split(" or ");

/** The facts of one alternative: a literal, an object, a name of a type. */
function factsOfType(type: string): Facts {
  if (/^(true|false)$/.test(type)) return { type: "boolean", enum: [type === "true"] };
  if (type.startsWith('"')) return { type: "string", enum: [JSON.parse(type)] };
  if (type.includes("{")) return { type: "object" };
  return { type: type === "unknown" ? "any" : type };
}

/** The facts of a whole type, such as `array of "encrypt" or "decrypt" or 6 more`. */
function factsOfWhole(type: string): Facts {
  const alternatives = alternativesIn(type);
  const [first = ""] = alternatives;
  const isUnion = alternatives.length > 1 && !type.includes('"');
  if (first.startsWith("array of ") && alternatives.at(-1) !== "boolean") {
    const { type: items, ...more } = factsOfWhole(type.slice("array of ".length));
    return { ...more, type: "array", items };
  }
  return isUnion || first.includes('", "') ? { type: isUnion ? "union" : "object" } : factsOfType(first);
}

/** Reads the lines from the front: each function takes what it reads off. */
type Lines = string[];

/** The paragraphs and constraints below a field or branch, up to what it holds. */
function readDetails(lines: Lines, node: Node): void {
  for (let line = lines[0]; line !== undefined; line = lines[0]) {
    if (line === choice || fieldLine.test(line) || branchLine.test(line) || headLine.test(line)) return;
    lines.shift();
    const [, word, value = ""] = factLine.exec(line) ?? [];
    if (word) node.facts[word] = word === "format" ? value : Number(value);
    else node.sentences.push(...sentencesOf(line));
  }
}

const take = (count: number, read: () => Node): Node[] => Array.from({ length: count }, read);

/** What a node of a type holds: the branches of a choice, the members of an enum, or the fields of an object. */
function readInner(lines: Lines, node: Node, type: string): void {
  if (lines[0] !== choice) {
    node.inner = take(keysIn(type), () => readField(lines));
    return;
  }
  lines.shift();
  const count = countOf(alternativesIn(type));
  if (lines[0]?.startsWith('"')) node.facts.enum = lines.splice(0, count).map((member) => JSON.parse(member));
  else node.inner = take(count, () => readBranch(lines));
}

function readField(lines: Lines): Node {
  const line = lines.shift() ?? "";
  const [, deprecated, name = "", rest = ""] = fieldLine.exec(line) ?? [];
  if (name === "") throw new Error(`the page has a line where a field should stand: ${line}`);
  const type = rest.replace(/^optional /, "");
  const facts = { ...factsOfWhole(type), required: type === rest, deprecated: deprecated !== undefined };
  const node: Node = { name: name.replaceAll('"', ""), facts, sentences: [], inner: [] };
  readDetails(lines, node);
  readInner(lines, node, type);
  return node;
}

/** The name that the contract gives to a branch: its kind, its placement shape, its form of migrations. */
function branchName({ facts, inner }: Node): string {
  const literal = (name: string) => inner.find((one) => one.name === name)?.facts.enum as string[] | undefined;
  const names = inner.map((one) => one.name);
  if (names.length === 0) return facts.type === "array" ? "rules" : "always";
  if (names.includes("type")) return String(literal("type"));
  if (names.includes("old_tag")) return names.includes("steps") ? "multi" : "single";
  return [...(literal("mode") ?? []), ...names.filter((name) => name !== "mode")].join("-");
}

function readBranch(lines: Lines): Node {
  const line = lines.shift() ?? "";
  const type = line.replace(/^\w+ object/, "object");
  const node: Node = { name: "", facts: factsOfWhole(type), sentences: [], inner: [] };
  readDetails(lines, node);
  readInner(lines, node, type);
  return { ...node, name: branchName(node) };
}

const placesOf = (root: string, { name, facts, sentences, inner }: Node): Place[] => {
  const place = root === "" ? name : `${root}.${name}`;
  return [{ place, facts, sentences }, ...inner.flatMap((one) => placesOf(place, one))];
};

/** A section of fields: its heading, and every field below it. */
function readSection(lines: Lines, heading: string, root: string): Place[] {
  const head = lines.shift() ?? "";
  const places: Place[] = [{ place: heading, sentences: [head.replace("Expand Collapse", "")] }];
  while (lines[0] !== undefined && fieldLine.test(lines[0])) places.push(...placesOf(root, readField(lines)));
  return places;
}

/** Parses the text of the page into its places, in its order. */
export function parsePage(text: string): Place[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const until = (mark: string) => lines.splice(0, lines.indexOf(mark));
  until("Create Version");
  return [
    { place: "title", sentences: until("Security") },
    { place: "security", sentences: until("Path ParametersExpand Collapse").flatMap(sentencesOf) },
    ...readSection(lines, "path", "path"),
    ...readSection(lines, "query", "query"),
    ...readSection(lines, "body", "body"),
    ...readSection(lines, "returns", ""),
    { place: "sample", sentences: [lines.join("\n")] },
  ];
}
