import { z } from "zod";
import type { World } from "../../arbitraries/world.ts";
import { allKinds, bindingKinds, type Kind, kindOf } from "../../contract/bindings.ts";
import { object } from "../../contract/field.ts";
import { newestRevision } from "../../contract/revision.ts";
import { toZod } from "../../contract/schema.ts";
import { fieldsAt } from "../../contract/since.ts";
import { CannotRun } from "../shared/errors.ts";
import { meant } from "../shared/nearest.ts";
import { readJson } from "../shared/read-json.ts";
import { inOurWords } from "../shared/words.ts";

/** The file of `--resources`. */
export const resourcesSchema = z.record(z.string(), z.array(z.record(z.string(), z.unknown())));

/** What names a resource of a kind. */
export const fieldsOf = (kind: string): Kind["fields"] =>
  kind === "assets"
    ? { jwt: { type: "string", required: true } }
    : fieldsAt(kindOf(kind)?.fields ?? {}, newestRevision);

type Resources = NonNullable<World["resources"]>;

/** Checks what exists: binding kind to a list, in the binding's own fields. `where` says in errors what was read. */
export function checkResources(json: unknown, where: string): Resources {
  const parsed = resourcesSchema.safeParse(json, { error: inOurWords });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CannotRun(
      `${where}, at ${issue?.path.join(".") || "the top"}: ${issue?.message}`,
      "kind: [{ field: value }]",
    );
  }
  for (const [kind, list] of Object.entries(parsed.data)) {
    if (!Object.hasOwn(bindingKinds, kind))
      throw new CannotRun(`${where}: ${kind} is no binding kind${meant(kind, allKinds)}`, allKinds.join(", "));
    const schema = toZod(object(fieldsOf(kind)));
    for (const [i, one] of list.entries()) {
      const [issue] = schema.safeParse(one, { error: inOurWords }).error?.issues ?? [];
      if (issue) throw new CannotRun(`${where}, at ${kind}[${i}].${issue.path.join(".")}: ${issue.message}`);
      const fields = Object.keys(fieldsOf(kind));
      const stray = Object.keys(one).find((name) => !fields.includes(name));
      if (stray) throw new CannotRun(`${where}, at ${kind}[${i}]: ${stray} is no field of it${meant(stray, fields)}`);
    }
  }
  return parsed.data;
}

/** Reads `--resources`, or takes what the configuration file holds. */
export async function readResources(from: string | Resources): Promise<Resources> {
  if (typeof from !== "string") return checkResources(from, "the resources of the configuration");
  return checkResources(await readJson(from, "the resources"), `the resources ${from}`);
}
