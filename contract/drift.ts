import type { Difference, Keywords, Rows } from "./flatten.ts";
import type { RequirementId } from "./requirements/index.ts";
import { requirementIds, requirements } from "./requirements/index.ts";

/**
 * What a difference means for who holds servers to the contract: the document has more; it takes away, requires or narrows
 * what is sent or counted on; or, both being of one revision, the contract claims what the document does not say.
 */
export const driftClasses = ["additive", "breaking", "contract wrong"] as const;
export type DriftClass = (typeof driftClasses)[number];

const numberOf = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);
const members = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
type Turn = "wider" | "narrower" | "other";
const turned = (isWider: boolean): Turn => (isWider ? "wider" : "narrower");

/** How a keyword turns from ours to theirs. `shown`: the place is of answers alone. */
const turns: Readonly<Record<string, (ours: unknown, theirs: unknown, shown: boolean) => Turn>> = {
  // A request may hold less where less is required; of an answer less is then sure.
  required: (_ours, theirs, shown) => turned(shown === (theirs === true)),
  // An answer that says fewer words breaks nobody.
  enum: (ours, theirs, shown) =>
    turned(
      shown ||
        theirs === undefined ||
        (ours !== undefined && members(ours).every((one) => members(theirs).includes(one))),
    ),
  type: (ours, theirs) => (theirs === "any" ? "wider" : ours === "any" || ours === "number" ? "narrower" : "other"),
  deprecated: () => "wider",
  nullable: (_ours, theirs) => turned(theirs === true),
  closed: (_ours, theirs) => turned(theirs !== true),
  pattern: (_ours, theirs) => turned(theirs === undefined),
  uniqueItems: (_ours, theirs) => turned(theirs !== true),
};
const atMost = (ours: unknown, theirs: unknown) =>
  turned(numberOf(theirs, Number.POSITIVE_INFINITY) > numberOf(ours, Number.POSITIVE_INFINITY));
const atLeast = (ours: unknown, theirs: unknown) =>
  turned(numberOf(theirs, Number.NEGATIVE_INFINITY) < numberOf(ours, Number.NEGATIVE_INFINITY));
const turnOf = (what: string) =>
  turns[what] ?? (/^max/.test(what) ? atMost : /^min/.test(what) ? atLeast : () => "other");

/** Whether a place is of answers alone, by what the contract says of it and of what holds it. */
export const isShownAlone = (path: string, rows: Rows): boolean =>
  /^(200|4XX)\b/.test(path) || [...rows].some(([top, { readOnly }]) => readOnly === true && isWithin(path, top));
const isWithin = (path: string, top: string) =>
  path === top || (path.startsWith(top) && /^[.[({]/.test(path.slice(top.length)));

/** The class of a difference; `rows`: what the contract says; `isNewer`: the document has what the contract's revision has not. */
export function classOf(
  { path, what, ours, theirs }: Pick<Difference, "path" | "what" | "ours" | "theirs">,
  { rows, isNewer }: { rows: Rows; isNewer: boolean },
): DriftClass {
  const gone: DriftClass = isNewer ? "breaking" : "contract wrong";
  if (what === "missing there") return gone;
  if (what === "missing here") {
    const asked = theirs as Keywords | undefined;
    return asked?.required === true && !asked.readOnly && !isShownAlone(path, rows) ? "breaking" : "additive";
  }
  const turn = turnOf(what)(ours, theirs, isShownAlone(path, rows));
  if (turn === "other") return gone;
  return turn === "wider" ? "additive" : "breaking";
}

/** What a keyword is judged by, wherever it stands. */
const byKeyword: Readonly<Record<string, readonly RequirementId[]>> = {
  required: ["refusal.required"],
  type: ["refusal.type", "version.field-types"],
  enum: ["refusal.enum"],
  maxLength: ["refusal.length"],
  format: ["refusal.format"],
};

/** A path of the comparison as the steps of a place: `bindings[r2_bucket].jurisdiction` is `bindings, r2_bucket, jurisdiction`. */
const stepsOf = (path: string): string[] =>
  path
    .replace(/^200\.(result\.?)?/, "")
    .replace(/\[\]|\{\}/g, "")
    .replace(/[[(]([^\])]+)[\])]/g, ".$1")
    .split(".")
    .filter((step) => step !== "");

/** The sources that a place may have, under the names of the page and of the OpenAPI. */
const namesOf = (steps: readonly string[]): string[] => {
  const place = steps.join(".");
  const [top = "", kind = "", ...rest] = steps;
  const ofKind = ["binding_kind_", kind, ...rest.map((step) => `.${step}`)].join("");
  return [
    ...["page:", "page:body.", "page:result.", "openapi:", "openapi:Version."].map((start) => `${start}${place}`),
    ...(top === "bindings" && kind !== "" ? [`openapi:${ofKind}`] : []),
    ...(steps.length === 1 && top === "exports" ? ["openapi:exports_config_map"] : []),
    ...(steps.length === 1 && top === "exports_reconciliation" ? ["openapi:exports_reconciliation_result"] : []),
  ];
};

/** The requirements to look at where a place changes: those that name it or, failing that, what holds it. */
export function requirementsAbout(path: string, what?: string): RequirementId[] {
  const steps = stepsOf(path);
  const found: RequirementId[] = [];
  for (let length = steps.length; length > 0 && found.length === 0; length -= 1) {
    const names = namesOf(steps.slice(0, length));
    found.push(...requirementIds.filter((id) => requirements[id].sources.some((one) => names.includes(one))));
  }
  return [...new Set([...found, ...(byKeyword[what ?? ""] ?? [])])];
}
