import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCall, everyKindCall } from "../../arbitraries/calls.ts";
import { shownBinding, shownOf } from "../../arbitraries/echoes.ts";
import { secretCall } from "../../arbitraries/people-calls.ts";
import type { ClientCall } from "../../contract/client.ts";
import { inspect } from "../../contract/inspect.ts";
import type { JsonObject } from "../../contract/json.ts";
import { versionField } from "../../contract/version.ts";
import { secretsIn } from "../../harness/shared/redact.ts";
import { keepsTheLaws } from "./laws.ts";

/** What is shorter may stand in a version by chance. */
const shortest = 8;
/** Why what is shown of a request is nothing that an answer may hold. */
function problemOf({ body }: ClientCall): string | undefined {
  const shown = shownOf(body);
  const text = JSON.stringify(shown);
  const told = secretsIn(body).find((one) => one.length >= shortest && text.includes(JSON.stringify(one).slice(1, -1)));
  if (told !== undefined) return `a secret: ${told}`;
  const { violations, drift } = inspect(versionField, {
    id: "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e",
    number: 1,
    created_on: "2025-09-04T12:00:00Z",
    urls: [],
    ...shown,
  });
  const wrong = [...violations, ...drift].map(({ pointer }) => pointer);
  return wrong.length > 0 ? `no version: ${wrong.join(" ")}` : undefined;
}

describe("what a version shows of its request", () => {
  keepsTheLaws("of any version", anyCall(), problemOf);
  keepsTheLaws("of a binding of every kind", everyKindCall(), problemOf);

  test("has secrets to hide in what it is tried on", () => {
    const all = fc.sample(everyKindCall(), { seed: 11, numRuns: 20 });

    expect(all.filter(({ body }) => secretsIn(body).length < 2)).toEqual([]);
    expect(secretsIn(secretCall.body)).toHaveLength(3);
    expect(problemOf(secretCall)).toBeUndefined();
  });

  test("is all but secrets, contents and what was null; migrations are empty, and a service has its default", () => {
    const body: JsonObject = {
      main_module: "a.js",
      modules: [{ name: "a.js", content_type: "text/plain", content_base64: "YQ==" }],
      limits: null,
      placement: { mode: "smart" },
      migrations: { new_tag: "v1", new_classes: ["A"] },
      assets: { jwt: "a.jwt", config: { html_handling: "none" } },
      bindings: [
        { name: "S", type: "secret_text", text: "hidden" },
        { name: "P", type: "plain_text", text: "seen" },
        { name: "V", type: "service", service: "other" },
      ],
    };

    expect(shownOf(body)).toEqual({
      source: "api",
      main_module: "a.js",
      placement: { mode: "smart" },
      migrations: {},
      assets: { config: { html_handling: "none" } },
      bindings: [
        { name: "S", type: "secret_text" },
        { name: "P", type: "plain_text", text: "seen" },
        { name: "V", type: "service", service: "other", environment: "production" },
      ],
    });
  });

  test("has no assets where only their token was given, and nothing that was not", () => {
    expect(shownOf({ assets: { jwt: "a.jwt" } })).toEqual({ source: "api" });
    expect(shownOf({})).toEqual({ source: "api" });
  });

  test("keeps a service's own environment, and a kind that nobody knows as it is", () => {
    const service = { name: "V", type: "service", service: "other", environment: "staging" };
    const future = { name: "F", type: "future", text: "seen" };

    expect([shownBinding(service), shownBinding(future)]).toEqual([service, future]);
  });
});
