import { expect, test } from "vitest";
import { mockTransport } from "../../harness/target/client.ts";
import { createMock } from "../../mock/app.ts";
import { alarms, lagging } from "../alarms.ts";
import { variants } from "./variants.ts";

test.each(Object.keys(variants))("a target with %s raises no alarm", async (name) => {
  const found = await alarms({ behaviour: variants[name] ?? {} });

  expect(found).toEqual([]);
});

test("a target whose clock is hours off raises no alarm", async () => {
  const found = await alarms({ now: () => Date.now() - 5 * 3_600_000 });

  expect(found).toEqual([]);
});

test("a target whose reads lag behind raises no alarm", async () => {
  const areas = ["read-back", "numbering", "deploy", "migrations", "addressing", "concurrency"];
  const found = await alarms({ behaviour: lagging() }, { lagMs: 5000 }, areas);

  expect(found).toEqual([]);
});

test("a target that asks to wait raises no alarm", async () => {
  const mock = createMock({ seed: "variant" });
  let count = 0;
  const fetch = async (request: Request) => {
    count += 1;
    return count % 7 === 0
      ? new Response("slow down", { status: 429, headers: { "retry-after": "0" } })
      : mock.fetch(request);
  };

  const found = await alarms({}, { transport: mockTransport({ ...mock, fetch }) });

  expect(found).toEqual([]);
});
