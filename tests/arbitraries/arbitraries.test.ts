import { createPrivateKey, createPublicKey, webcrypto } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { longMessage, longTag, message, tag } from "../../arbitraries/annotations.ts";
import { assets } from "../../arbitraries/assets.ts";
import { binding, edgeBindings, manyBindings } from "../../arbitraries/bindings.ts";
import { compatibility } from "../../arbitraries/compatibility.ts";
import { jsonValue } from "../../arbitraries/json.ts";
import { type KeyMaterial, keyMaterial } from "../../arbitraries/keys.ts";
import { moduleForRow, moduleRows } from "../../arbitraries/modules.ts";
import { placementOf } from "../../arbitraries/placement.ts";
import { text, variableName } from "../../arbitraries/text.ts";
import { limits, mustDeploy, version, versionWith } from "../../arbitraries/version.ts";
import { wildRequest } from "../../arbitraries/wild.ts";
import { anyWorld } from "../../arbitraries/world.ts";
import { kinds } from "../../contract/bindings.ts";
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
  keepsTheLaws("edges", edgeBindings(), (list) => refusal(versionWith(list)));
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
  keepsTheLaws("compatibility", compatibility(), around);
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
