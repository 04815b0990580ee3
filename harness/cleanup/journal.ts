import { createHash } from "node:crypto";
import { closeSync, fdatasyncSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { CannotRun, EndOfRun } from "../shared/errors.ts";
import { makeFolder } from "../shared/folder.ts";
import { ownerOnly } from "../shared/write.ts";

/** A path below the account's that is not a Worker's: those are known by their names alone. */
const path = z.string().regex(/^(?!\/workers\/(?:workers|scripts))(\/[\w-][\w.-]*)+$/);

/** Something made on the account that is no Worker: DELETE on its path removes it. */
const thing = z.object({ kind: z.string().min(1), path });
export type Thing = z.infer<typeof thing>;

/** Something about to be made: until its path is known, it is found in its kind's list by its name. */
const search = z.object({
  kind: z.string().min(1),
  name: z.string().startsWith("wvc-"),
  /** GET gives the list; DELETE on `list/<id>` removes one of it. */
  list: path,
  /** The fields of an item that hold its name and its id. */
  nameField: z.string(),
  idField: z.string(),
});
export type Search = z.infer<typeof search>;

/** What a journal says, one a line. */
const entry = z.discriminatedUnion("what", [
  z.object({ what: z.literal("run"), run: z.string(), target: z.string(), process: z.number(), startedAt: z.string() }),
  /** Workers whose numbers lie below this may have been made. */
  z.object({ what: z.literal("workers"), below: z.number() }),
  z.object({ what: z.literal("making"), ...search.shape }),
  z.object({ what: z.literal("made"), ...thing.shape }),
  z.object({ what: z.literal("gone"), path: z.string() }),
]);
type Entry = z.infer<typeof entry>;

const sumOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);
const lineOf = (one: Entry): string => `${JSON.stringify({ ...one, sum: sumOf(JSON.stringify(one)) })}\n`;

/** The entry of a line; undefined where the line is damaged: what it says then cannot be trusted. */
function entryOf(line: string): Entry | undefined {
  try {
    const { sum, ...rest } = z.looseObject({ sum: z.string() }).parse(JSON.parse(line));
    return sum === sumOf(JSON.stringify(rest)) ? entry.parse(rest) : undefined;
  } catch {
    return undefined;
  }
}

/** Stands for a target and an account in a journal: neither is readable in it. */
export const targetMark = (baseUrl: string, accountId: string): string => sumOf(`${baseUrl}\n${accountId}`);

/** Names are written down in blocks, so that not each of them waits for the disk. */
const blockSize = 16;
const fileName = /^journal-([0-9a-z]+)-(\d+)\.jsonl$/;

export interface JournalHead {
  run: string;
  target: string;
  startedAt: Date;
}

function opened(folder: string, file: string): number {
  try {
    makeFolder(folder);
    return openSync(file, "a", ownerOnly);
  } catch (error) {
    throw new CannotRun(`cannot write the journal of the run: ${(error as Error).message}`, "see --out");
  }
}

/** What a run may have made, on disk before it is made: `clean` needs nothing else after a crash. */
export class Journal {
  readonly file: string;
  readonly #handle: number;
  #below = 0;
  #open = true;

  constructor(folder: string, { run, target, startedAt }: JournalHead) {
    this.file = join(folder, `journal-${run}-${process.pid}.jsonl`);
    this.#handle = opened(folder, this.file);
    this.#write({ what: "run", run, target, process: process.pid, startedAt: startedAt.toISOString() });
  }

  /** Without its journal a run goes no further. */
  #write(one: Entry): void {
    try {
      writeSync(this.#handle, lineOf(one));
      fdatasyncSync(this.#handle);
    } catch (error) {
      throw new EndOfRun(`the journal cannot be written: ${(error as Error).message}`);
    }
  }

  /** A Worker of this number is about to be made. */
  worker(number: number): void {
    if (number < this.#below) return;
    this.#below = number + blockSize;
    this.#write({ what: "workers", below: this.#below });
  }

  /** Something else is about to be made. */
  intend(making: Search): void {
    this.#write({ what: "making", ...search.parse(making) });
  }

  /** Something else was made. */
  add(made: Thing): void {
    this.#write({ what: "made", ...thing.parse(made) });
  }

  /** What `add` named is removed. */
  gone({ path }: Pick<Thing, "path">): void {
    this.#write({ what: "gone", path });
  }

  /** Ends the journal; where nothing is left, it has nothing more to say. */
  close({ keep }: { keep: boolean }): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#handle);
    if (!keep) rmSync(this.file, { force: true });
  }
}

/** A journal as it was found on disk. */
export interface Found {
  file: string;
  run: string;
  process: number;
  /** Undefined where the first line is damaged. */
  target: string | undefined;
  below: number;
  /** What is not known to be gone, the newest first. */
  things: Thing[];
  searches: Search[];
  damaged: number;
}

const is =
  <What extends Entry["what"]>(what: What) =>
  (one: Entry): one is Extract<Entry, { what: What }> =>
    one.what === what;

function found(folder: string, name: string): Found | undefined {
  const [, run, id] = fileName.exec(name) ?? [];
  if (run === undefined) return undefined;
  const file = join(folder, name);
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  const entries = lines.flatMap((line) => entryOf(line) ?? []);
  const gone = new Set(entries.filter(is("gone")).map((one) => one.path));
  return {
    file,
    run,
    process: Number(id),
    target: entries.find(is("run"))?.target,
    below: Math.max(0, ...entries.filter(is("workers")).map((one) => one.below)),
    things: entries
      .filter(is("made"))
      .filter((one) => !gone.has(one.path))
      .reverse(),
    searches: entries.filter(is("making")).reverse(),
    damaged: lines.length - entries.length,
  };
}

/** The journals of a folder: of runs that go on, that crashed, or that left something. */
export function findJournals(folder: string): Found[] {
  try {
    return readdirSync(folder).flatMap((name) => found(folder, name) ?? []);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
