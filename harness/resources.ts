import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { World } from "../arbitraries/world.ts";
import { bindingKinds, type Kind, kindOf, kinds } from "../contract/bindings.ts";
import { object } from "../contract/field.ts";
import { toZod } from "../contract/schema.ts";
import { CannotRun } from "./errors.ts";

const fileSchema = z.record(z.string(), z.array(z.record(z.string(), z.unknown())));

const fieldsOf = (kind: string): Kind["fields"] =>
  kind === "assets" ? { jwt: { type: "string", required: true } } : (kindOf(kind)?.fields ?? {});

/** Reads `--resources`: binding kind to a list of what exists, in the binding's own fields. */
export async function readResources(path: string): Promise<NonNullable<World["resources"]>> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new CannotRun(`cannot read the resources ${path}: ${error.message}`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CannotRun(`the resources ${path} are not JSON: ${(error as Error).message}`);
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CannotRun(
      `the resources ${path}, at ${issue?.path.join(".") || "the top"}: ${issue?.message}`,
      "kind: [{ field: value }]",
    );
  }
  for (const [kind, list] of Object.entries(parsed.data)) {
    if (!(kind in bindingKinds))
      throw new CannotRun(`the resources ${path} name ${kind}, which is no binding kind`, kinds.join(", "));
    const schema = toZod(object(fieldsOf(kind)));
    for (const [i, one] of list.entries()) {
      const [issue] = schema.safeParse(one).error?.issues ?? [];
      if (issue)
        throw new CannotRun(`the resources ${path}, at ${kind}[${i}].${issue.path.join(".")}: ${issue.message}`);
    }
  }
  return parsed.data;
}
