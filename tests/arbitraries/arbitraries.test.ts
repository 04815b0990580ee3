import { createPrivateKey, createPublicKey, webcrypto } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { longMessage, longTag, message, tag } from "../../arbitraries/annotations.ts";
import { assets, runWorkerFirst } from "../../arbitraries/assets.ts";
import { binding, manyBindings } from "../../arbitraries/bindings.ts";
import { compatibility } from "../../arbitraries/compatibility.ts";
import { every } from "../../arbitraries/every.ts";
import { bindingForms } from "../../arbitraries/forms.ts";
import { jsonValue } from "../../arbitraries/json.ts";
import { type KeyMaterial, keyMaterial } from "../../arbitraries/keys.ts";
import { names } from "../../arbitraries/migrations.ts";
import { moduleForRow, moduleRows } from "../../arbitraries/modules.ts";
import { peopleVariables } from "../../arbitraries/people.ts";
import { placementOf } from "../../arbitraries/placement.ts";
import { className, reserved, text, variableName } from "../../arbitraries/text.ts";
import { limits, mustDeploy, version, versionWith } from "../../arbitraries/version.ts";
import { wholeVersion } from "../../arbitraries/whole.ts";
import { wildRequest } from "../../arbitraries/wild.ts";
import { anyWorld } from "../../arbitraries/world.ts";
import { hasNeedlessRule, mostRuleCharacters, mostRules, rulesAreValid } from "../../contract/assets.ts";
import { type Binding, kinds } from "../../contract/bindings.ts";
import { byteLength, sameJson } from "../../contract/json.ts";
import { placementShape, placementShapes } from "../../contract/placement.ts";
import { requestSchema } from "../../contract/schema.ts";
import type { VersionRequest } from "../../contract/version.ts";
import { Refusal } from "../../mock/refusal.ts";
import type { StoredWorker } from "../../mock/state.ts";
import { checkRequest, parseRequest } from "../../mock/validate.ts";
import { keepsTheLaws } from "./laws.ts";

const freshWorker = (): StoredWorker => ({
  id: "id",
  name: "name",
  createdOn: "",
  updatedOn: "",
  deployedOn: null,
  settings: {},
  versions: [],
  lastNumber: 0,
  inFlight: 0,
  deployments: [],
  classes: new Set(),
});

/** Why the contract and the mock's rules refuse a request for a fresh Worker, or undefined. */
function refusal(request: VersionRequest): string | undefined {
  const parsed = requestSchema.safeParse(request);
  if (!parsed.success) return JSON.stringify(parsed.error.issues[0]);
  try {
    checkRequest(parseRequest(request), freshWorker(), mustDeploy(request), Date.now());
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

describe("bindings", () => {
  for (const kind of kinds.filter((one) => one !== "inherit")) {
    keepsTheLaws(kind, binding(kind, anyWorld), (one) => refusal(versionWith([one], { jwt: "jwt" })));
  }
  keepsTheLaws("many", manyBindings(), (list) => refusal(versionWith(list)));
  keepsTheLaws("forms", every(bindingForms(anyWorld)), (list) => refusal(versionWith(list)));
});

describe("versions", () => {
  keepsTheLaws("whole versions", version(anyWorld), refusal);
  keepsTheLaws("wild requests", wildRequest(), (request) => {
    const parsed = requestSchema.safeParse(request);
    // json-schema-faker knows the type of a base64 text, not its alphabet.
    const issues =
      parsed.error?.issues.filter((one) => one.message !== "not base64" && !one.message.endsWith("bytes")) ?? [];
    return issues.length === 0 ? undefined : JSON.stringify(issues[0]);
  });
});

describe("parts of versions", () => {
  const around = (fields: Partial<VersionRequest>) => refusal({ ...versionWith([]), ...fields });
  for (const shape of placementShapes) {
    keepsTheLaws(`placement ${shape}`, placementOf(shape), (placement) =>
      placementShape(placement) === shape ? around({ placement }) : "another shape",
    );
  }
  for (const row of moduleRows) {
    keepsTheLaws(`module ${row}`, moduleForRow(row), (module) => refusal(versionWith([], { modules: [module] })));
  }
  keepsTheLaws("assets", assets(), (made) => around({ assets: made }));
  keepsTheLaws("compatibility", compatibility(anyWorld), around);
  keepsTheLaws("limits", limits(), (made) => around({ limits: made }));
  keepsTheLaws("messages", message(), (value) => (byteLength(value) <= 1000 ? undefined : "too long"));
  keepsTheLaws("long messages", longMessage(), (value) => (byteLength(value) > 1000 ? undefined : "not too long"));
  keepsTheLaws("tags", tag(), (value) => (byteLength(value) <= 100 ? undefined : "too long"));
  keepsTheLaws("long tags", longTag(), (value) => (byteLength(value) > 100 ? undefined : "not too long"));
  keepsTheLaws("texts", text(), (value) => (value.isWellFormed() && !value.includes("\0") ? undefined : "no text"));
  keepsTheLaws("JSON values", jsonValue(), (value) =>
    sameJson(JSON.parse(JSON.stringify(value)), value) ? undefined : "no JSON",
  );
  keepsTheLaws("variable names", variableName(), (name) => {
    try {
      new Function(`const ${name} = 1;`);
      return undefined;
    } catch (error) {
      return String(error);
    }
  });
});

describe("names", () => {
  /** A word that is no variable, or that every object has: a target may refuse it, or stumble over it. */
  const problemOf = (name: string): string | undefined => {
    if (!/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name)) return "no identifier";
    return reserved.has(name) || name in {} ? "a reserved word" : undefined;
  };
  const problems = (names: readonly unknown[]) =>
    names.map((name) => problemOf(String(name))).find((problem) => problem !== undefined);
  const named = (list: readonly Binding[]) => problems(list.map(({ name }) => name));

  keepsTheLaws("variables", variableName(), problemOf);
  keepsTheLaws("classes", className(), problemOf);
  keepsTheLaws("classes of migrations", names(), ({ a, b }) => problems([a, b]));
  keepsTheLaws("bindings of every form", every(bindingForms(anyWorld)), named);
  keepsTheLaws("variables as people name them", every(peopleVariables), problems);
  keepsTheLaws("bindings of versions", version(anyWorld), ({ bindings = [] }) => named(bindings));
  keepsTheLaws("bindings of whole versions", wholeVersion(anyWorld), ({ bindings = [] }) => named(bindings));
});

describe("rules of run_worker_first", () => {
  keepsTheLaws("are valid, not too many and none of them needless", runWorkerFirst(), (rules) => {
    if (!Array.isArray(rules)) return undefined;
    if (!rulesAreValid(rules)) return "invalid";
    if (rules.length > mostRules || rules.some(({ length }) => length > mostRuleCharacters)) return "too many";
    return hasNeedlessRule(rules) ? "a needless rule" : undefined;
  });

  test.each([
    [["/*", "/api/*"], true],
    [["/a", "/a"], true],
    [["/*", "!/a"], false],
    [["/a/*", "/b"], false],
  ])("%j has a needless one: %s", (rules, isNeedless) => {
    const found = hasNeedlessRule(rules);

    expect(found).toBe(isNeedless);
  });
});

describe("where the target says what exists", () => {
  const world = { ...anyWorld, resources: {} };

  test("nothing is made up that must exist", () => {
    const all = [version(world), wholeVersion(world)].flatMap((one) => fc.sample(one, { seed: 9, numRuns: 100 }));
    const bound = [...all.flatMap(({ bindings = [] }) => bindings), ...fc.sample(binding("workflow", world), 50)];
    const objects = fc.sample(binding("durable_object_namespace", world), 50);

    expect(all.filter(({ assets: made }) => made?.jwt !== undefined)).toEqual([]);
    expect(bound.filter((one) => one.type === "workflow" && one.class_name === undefined)).toEqual([]);
    expect(objects.filter((one) => one.namespace_id ?? one.dispatch_namespace ?? one.environment)).toEqual([]);
  });
});

describe("keys", () => {
  const subtle = webcrypto.subtle;
  const importable = async ({ algorithm, format, usages, key_base64, key_jwk }: KeyMaterial) => {
    const data = format === "jwk" ? key_jwk : Buffer.from(key_base64 ?? "", "base64");
    return subtle.importKey(format as "raw", data as Buffer, algorithm as never, false, usages as never);
  };

  test("WebCrypto imports every key under its algorithm, format and usages", async () => {
    const keys = fc.sample(keyMaterial(), { seed: 3, numRuns: 120 });

    for (const key of keys) await expect(importable(key)).resolves.toBeDefined();

    expect(new Set(keys.map((one) => one.format))).toEqual(new Set(["raw", "pkcs8", "spki", "jwk"]));
  });

  test("private and public keys are real ones", () => {
    const keys = fc.sample(keyMaterial(), { seed: 4, numRuns: 100 });

    for (const { format, key_base64 = "" } of keys) {
      const key = Buffer.from(key_base64, "base64");
      if (format === "pkcs8") expect(createPrivateKey({ key, format: "der", type: "pkcs8" }).type).toBe("private");
      if (format === "spki") expect(createPublicKey({ key, format: "der", type: "spki" }).type).toBe("public");
    }
  });
});

describe("modules", () => {
  test("WebAssembly modules compile", async () => {
    for (const { content_base64 } of fc.sample(moduleForRow("wasm"), { seed: 2, numRuns: 50 })) {
      await expect(WebAssembly.compile(Buffer.from(content_base64, "base64"))).resolves.toBeDefined();
    }
  });

  test("main modules are JavaScript", () => {
    for (const { modules = [], main_module } of fc.sample(version(anyWorld), { seed: 2, numRuns: 50 })) {
      const main = modules.find((one) => one.name === main_module);
      const source = Buffer.from(main?.content_base64 ?? "", "base64").toString("utf8");
      const body = source
        .replace(/^import .*$/gm, "")
        .replace(/^export default/gm, "const handler =")
        .replace(/^export /gm, "");
      expect(() => new Function("DurableObject", "WorkerEntrypoint", "WorkflowEntrypoint", body)).not.toThrow();
    }
  });
});
