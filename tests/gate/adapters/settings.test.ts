import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readManifest } from "../../../gate/adapters/settings.ts";

async function manifestOf(value: unknown): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "wvc-manifest-")), "manifest.json");
  await writeFile(file, JSON.stringify(value));
  return file;
}

test("a manifest has defaults for all but its client and its command", async () => {
  const manifest = await readManifest(await manifestOf({ client: "my-sdk", command: ["node"] }));

  expect(manifest).toMatchObject({ mode: "spawn", protocol: 1, pool: 2, decode: "typed", auth: ["token"] });
});

test.each([
  [{ client: "c", comand: ["node"] }, '"comand" is no key of a manifest; the nearest known name is command'],
  [
    { client: "c", command: ["node"], Mode: "stream" },
    '"Mode" is no key of a manifest; the nearest known name is mode',
  ],
  [
    { client: "c", command: ["node"], deploy: { tru: [] } },
    '"deploy.tru" is no key of a manifest; the nearest known name is deploy.true',
  ],
  [{ client: "c", command: ["node"], protocol: 3 }, "protocol must be one of 1, 2"],
])("%j is refused, by its file and its key", async (value, reason) => {
  const file = await manifestOf(value);

  await expect(readManifest(file)).rejects.toThrow(`the manifest ${file}: ${reason}`);
});
