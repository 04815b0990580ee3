import { describe, expect, test } from "vitest";
import { featureNames, features, isAbout, isLostWithout, isShownIn, used, without } from "../../contract/features.ts";
import { requirementIds } from "../../contract/requirements/index.ts";

const request = {
  main_module: "index.js",
  modules: [
    { name: "index.js", content_type: "application/javascript+module", content_base64: "" },
    { name: "a.wasm", content_type: "application/wasm", content_base64: "" },
  ],
  bindings: [
    { name: "A", type: "vectorize", index_name: "a" },
    { name: "B", type: "plain_text", text: "b" },
  ],
  placement: { mode: "smart" as const },
};

describe("what a target can lack", () => {
  test("costs only requirements that there are", () => {
    const costs = featureNames.flatMap((name) => features[name]?.costs ?? []);

    expect(costs.filter((beginning) => !requirementIds.some((id) => id.startsWith(beginning)))).toEqual([]);
  });

  test.each([
    ["placement.echoed", "placement", true],
    ["compatibility.date-echoed", "compatibility_flags", false],
    ["usage-model.echoed", "usage_model", true],
    ["deploy.strategy", "deployments", true],
    ["deploy.strategy", "delete", false],
  ])("%s is lost without %s: %s", (id, name, isLost) => {
    expect(isLostWithout(id, name)).toBe(isLost);
  });

  test.each([
    [{ name: "bindings.accepted", row: "vectorize" }, "bindings.vectorize", true],
    [{ name: "refusal.required", row: "bindings.vectorize.index_name:required" }, "bindings.vectorize", true],
    [{ name: "refusal.required", row: "bindings.ai_search_namespace.name:required" }, "bindings.ai_search", false],
    [{ name: "silence.placement.mode:enum" }, "placement", true],
    [{ name: "refusal.type", row: "placement:type" }, "placement", true],
    [{ name: "modules.accepted", row: "wasm" }, "modules.wasm", true],
    [{ name: "bindings.accepted", row: "queue" }, "bindings.vectorize", false],
  ])("a claim %o is about %s: %s", (claim, name, isIt) => {
    expect(isAbout(claim, name)).toBe(isIt);
  });

  test("is used by a request, and can be left out of it", () => {
    const names = ["placement", "bindings.vectorize", "modules.wasm", "assets"];

    expect(used(request, names)).toEqual(["placement", "bindings.vectorize", "modules.wasm"]);
    expect(used(without(request, names), names)).toEqual([]);
    expect(without(request, [])).toBe(request);
  });

  test("is seen in an answer", () => {
    expect(isShownIn({ placement: { mode: "smart" } }, "placement")).toBe(true);
    expect(isShownIn({ placement: null }, "placement")).toBe(false);
    expect(isShownIn({ bindings: [{ type: "queue" }, null] }, "bindings.queue")).toBe(true);
    expect(isShownIn({ bindings: [{ type: "queue" }] }, "bindings.kv_namespace")).toBe(false);
  });
});
