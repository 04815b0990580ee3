import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { type CaseFile, caseFile, caseFileSchema } from "../../reports/case.ts";
import { membersOf } from "../../reports/groups.ts";
import type { Report } from "../../reports/report.ts";
import { CannotRun } from "../shared/errors.ts";
import { makeFolder } from "../shared/folder.ts";
import { readJson } from "../shared/read-json.ts";
import { inOurWords } from "../shared/words.ts";
import { writeWhole } from "../shared/write.ts";

/** A case of a corpus, and where it is kept. */
export interface Stored extends CaseFile {
  file: string;
}

/** A file of a corpus. Throws CannotRun where it is none. */
export async function readCase(path: string): Promise<Stored> {
  const parsed = caseFileSchema.safeParse(await readJson(path, "the case"), { error: inOurWords });
  if (parsed.success) return { ...parsed.data, file: path };
  const [issue] = parsed.error.issues;
  throw new CannotRun(
    `${path} is no case of this suite: at ${issue?.path.join(".") || "the top"}: ${issue?.message}`,
    "`run --corpus DIR` writes them",
  );
}

const isCase = (name: string) => name.endsWith(".case.json");

/** The cases of a corpus, by the names of their files; none where there is no such folder yet. */
export async function readCorpus(folder: string): Promise<Stored[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new CannotRun(`cannot read the corpus ${folder}: ${error.message}`);
  });
  return Promise.all(
    names
      .filter(isCase)
      .sort()
      .map((name) => readCase(join(folder, name))),
  );
}

/** The name under which a failure of a corpus is kept: one for each claim and row, whatever the input. */
const nameOf = (hash: string) => `${hash}.case.json`;

/** Keeps the failures of a run that the corpus does not have yet. What it has stays as it is. */
export async function writeCorpus(report: Report, folder: string, before: readonly Stored[]): Promise<string[]> {
  makeFolder(folder);
  const has = new Set(before.map(({ file }) => basename(file)));
  const { failures, known, warnings } = membersOf(report);
  const files: string[] = [];
  for (const { requirement, failure } of [...failures, ...known, ...warnings]) {
    if (failure.hash === undefined || has.has(nameOf(failure.hash)) || failure.flaky) continue;
    has.add(nameOf(failure.hash));
    const text = JSON.stringify(caseFile(report, requirement, failure), undefined, 2);
    files.push(await writeWhole(join(folder, nameOf(failure.hash)), `${text}\n`));
  }
  return files;
}

/** The report with the days on which a corpus first held its failures. */
export function withFirstSeen(report: Report, corpus: readonly Stored[]): Report {
  if (corpus.length === 0) return report;
  const requirements = report.requirements.map((one) => ({
    ...one,
    failures: one.failures.map((failure) => {
      const days = corpus.filter(({ id, row }) => id === one.id && row === failure.row).map((kept) => kept.firstSeen);
      const [first] = days.sort();
      return first === undefined ? failure : { ...failure, firstSeen: first };
    }),
  }));
  return { ...report, requirements };
}
