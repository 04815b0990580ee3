import { chmod, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { groupsOf, type Member, membersOf } from "../../reports/groups.ts";
import type { Report } from "../../reports/report.ts";
import { reproPack } from "../../reports/repro/pack.ts";
import { whyNoPack } from "../../reports/repro/plan.ts";
import { writeWhole } from "../shared/write.ts";

/** Packs that a run writes: one of each group first, then of the others. */
const mostPacks = 200;
const isPack = (name: string) => /^[0-9a-f]{8}$/.test(name);

/** Failures in the order in which packs are written: the example of each group, then all. */
function inOrder(report: Report): Member[] {
  const { failures, known, warnings } = membersOf(report);
  const examples = groupsOf(report, failures).map(({ example }) => example);
  return [...new Map([...examples, ...failures, ...warnings, ...known].map((one) => [one.failure, one])).values()];
}

/** Why a failure has no pack. */
function whyNone(failure: Member["failure"], packs: ReadonlyMap<Member["failure"], string>): string | undefined {
  if (packs.has(failure)) return undefined;
  return whyNoPack(failure) ?? `the first ${mostPacks} failures have packs`;
}

async function writePack(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await chmod(await writeWhole(join(folder, name), text), 0o700);
}

/**
 * Writes a repro pack for each failure into `<folder>/repro/<hash>`, and removes those of an earlier run. The report,
 * with where each pack is; and why some could not be written.
 */
export async function withPacks(report: Report, folder: string): Promise<{ report: Report; failed: string[] }> {
  const place = join(folder, "repro");
  const packs = new Map<Member["failure"], string>();
  try {
    for (const name of await readdir(place).catch(() => []))
      if (isPack(name)) await rm(join(place, name), { recursive: true });
    for (const member of inOrder(report)) {
      const { hash } = member.failure;
      const files = packs.size < mostPacks && hash !== undefined ? reproPack(report, member) : undefined;
      if (files === undefined || hash === undefined) continue;
      const path = join(place, hash);
      await writePack(path, files);
      packs.set(member.failure, path);
    }
  } catch (error) {
    return { report, failed: [`cannot write ${place}: ${(error as Error).message}`] };
  }
  const requirements = report.requirements.map((one) => ({
    ...one,
    failures: one.failures.map((failure) => ({
      ...failure,
      pack: packs.get(failure),
      noPack: whyNone(failure, packs),
    })),
  }));
  return { report: { ...report, requirements }, failed: [] };
}
