import { existsSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../../harness/shared/folder.ts";

const place = () => mkdtempSync(join(tmpdir(), "wvc-folder-"));

test("a folder is made with those above it, and may be there already", () => {
  const folder = join(place(), "a", "b", "c");

  makeFolder(folder);
  makeFolder(folder);

  expect(statSync(folder).isDirectory()).toBe(true);
});

test("a file in the way is an error", () => {
  const file = join(place(), "file");
  writeFileSync(file, "");

  expect(() => makeFolder(file)).toThrow("EEXIST");
  expect(() => makeFolder(join(file, "below"))).toThrow("ENOTDIR");
});

test.runIf(existsSync("/proc/self"))("a file system that denies a folder is an error, and no endless loop", () => {
  expect(() => makeFolder("/proc/wvc/reports")).toThrow("ENOENT");
});
