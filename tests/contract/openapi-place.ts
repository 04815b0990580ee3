type Loose = Record<string, unknown>;
const isLoose = (value: unknown): value is Loose => typeof value === "object" && value !== null;
const at = (value: unknown, key: string): unknown => (isLoose(value) ? value[key] : undefined);

const operations = (document: unknown): unknown[] =>
  Object.values(at(document, "paths") ?? {}).flatMap((path) => Object.values(path));

function resolved(document: unknown, schema: unknown): unknown {
  const name =
    String(at(schema, "$ref") ?? "")
      .split("/")
      .at(-1) ?? "";
  return name === "" ? schema : at(at(at(document, "components"), "schemas"), name);
}

/** A property of a schema or of its items, or a parameter or a property of the answer of an operation. */
function inner(document: unknown, holder: unknown, name: string): unknown {
  const parameters = at(holder, "parameters");
  const parameter = Array.isArray(parameters) ? parameters.find((one) => at(one, "name") === name) : undefined;
  const answer = at(at(at(at(at(holder, "responses"), "200"), "content"), "application/json"), "schema");
  const owners = [holder, at(holder, "items"), answer].map((one) => at(resolved(document, one), "properties"));
  return (
    parameter ??
    resolved(
      document,
      owners.map((one) => at(one, name)).find((one) => one !== undefined),
    )
  );
}

/** What an OpenAPI document has at a place of `openApiPlaces`; undefined where it has nothing there. */
export function openApiAt(document: unknown, place: string): unknown {
  const [first = "", ...rest] = place.split(".");
  const schema = at(at(at(document, "components"), "schemas"), `workers_${first}`);
  const start = schema ?? operations(document).find((one) => at(one, "operationId") === first);
  return rest.reduce((holder, name) => inner(document, holder, name), start);
}
