import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { afterAll, expect, test } from "vitest";
import { addGateMatrix } from "../../../gate/commands/matrix.ts";
import { matrixSchema } from "../../../reports/gate/matrix.ts";
import { gateReportSchema } from "../../../reports/gate/report.ts";

const folder = mkdtempSync(join(tmpdir(), "wvc-matrix-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const read = (path: string) => readFileSync(join(folder, path), "utf8");
const adapter = resolve(import.meta.dirname, "../adapter.mjs");
function manifest(client: string, command: string[]): void {
  mkdirSync(join(folder, "clients", client), { recursive: true });
  writeFileSync(
    join(folder, "clients", client, "1.json"),
    JSON.stringify({ client, version: "1.0.0", command, mode: "stream" }),
  );
}

async function matrix(...args: string[]): Promise<{ text: string; code: number }> {
  let [text, code] = ["", -1];
  const gate = new Command();
  addGateMatrix(gate, {
    env: process.env,
    print: (one) => {
      text += `${one}\n`;
    },
    complain: () => {},
    done: (one) => {
      code = one;
    },
  });
  const out = ["--out", join(folder, "pages"), "--captures", join(folder, "captures")];
  await gate.parseAsync(["matrix", join(folder, "clients"), ...args, ...out, "--runs", "1"], { from: "user" });
  return { text, code };
}

test("gate matrix writes small pages, and the whole of it elsewhere; a client that cannot be run is said", async () => {
  manifest("right", [process.execPath, adapter, "right"]);
  manifest("wrong", [process.execPath, adapter, "forgets-deploy"]);
  manifest("gone", ["./no-such-program"]);

  const { text, code } = await matrix();
  const again = await matrix("gone");

  const { clients, skipped } = matrixSchema.parse(JSON.parse(read("pages/clients.json")));
  expect([code, again.code]).toEqual([0, 0]);
  expect(clients.map(({ client }) => client.name)).toEqual(["right", "wrong"]);
  expect(skipped).toMatchObject([{ client: "gone 1.0.0" }]);
  expect(text).toContain("2 clients in the matrix, 1 could not be judged");
  expect(again.text).not.toContain("right 1.0.0:");
  expect(readdirSync(join(folder, "pages")).toSorted()).toEqual(["clients.html", "clients.json", "clients.md"]);
  expect(gateReportSchema.parse(JSON.parse(read("captures/wrong-1-0-0.json"))).client.name).toBe("wrong");
  expect(read("captures/wrong-1-0-0.txt")).toContain("--- request 1, after 0 ms\nPOST /c/");
});
