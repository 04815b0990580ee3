import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CannotRun } from "../../../harness/shared/errors.ts";
import { prepareFolder, writeWhole } from "../../../harness/shared/write.ts";

const folder = () => mkdtempSync(join(tmpdir(), "wvc-write-"));
const refused = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return error as CannotRun;
  }
  return undefined;
};

describe("a file that is written whole", () => {
  test("replaces the one before, and leaves nothing else beside it", async () => {
    const out = folder();
    const path = join(out, "report.txt");
    writeFileSync(path, "before, and longer");

    expect(await writeWhole(path, "after")).toBe(path);

    expect(readFileSync(path, "utf8")).toBe("after");
    expect(readdirSync(out)).toEqual(["report.txt"]);
  });

  test("leaves the one before as it is where it cannot be written", async () => {
    const out = folder();
    const path = join(out, "report.txt");
    writeFileSync(path, "before");
    mkdirSync(`${path}.part`);

    const error = await writeWhole(path, "after").catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(CannotRun);
    expect((error as CannotRun).message).toContain(`cannot write ${path}: `);
    expect((error as CannotRun).hint).toBe("see --out");

    expect(readFileSync(path, "utf8")).toBe("before");
  });
});

describe("a file of a run", () => {
  test("is its owner's alone, and goes through no link that was there before", async () => {
    const out = folder();
    const [path, victim] = [join(out, "report.txt"), join(out, "victim")];
    writeFileSync(victim, "as it was");
    symlinkSync(victim, `${path}.part`);

    await writeWhole(path, "after");

    expect(readFileSync(victim, "utf8")).toBe("as it was");
    expect(readFileSync(path, "utf8")).toBe("after");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe("the folder of the reports", () => {
  test("is made with those above it, and may be there already", () => {
    const path = join(folder(), "a", "b");

    prepareFolder(path);
    prepareFolder(path);

    expect(readdirSync(path)).toEqual([]);
  });

  test("that cannot be made ends the run before it begins", () => {
    const file = join(folder(), "file");
    writeFileSync(file, "");

    const error = refused(() => prepareFolder(join(file, "out")));

    expect(error).toBeInstanceOf(CannotRun);
    expect(error?.message).toMatch(`cannot make the folder ${file}/out: ENOTDIR`);
    expect(error?.hint).toBe("see --out");
  });
});
