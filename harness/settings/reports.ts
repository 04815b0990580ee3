import { type Report, reportSchema } from "../../reports/report.ts";
import { CannotRun } from "../shared/errors.ts";
import { readJson } from "../shared/read-json.ts";
import { keyOf } from "../shared/tally.ts";
import { inOurWords } from "../shared/words.ts";

/** A report.json. Throws CannotRun where it is none. */
export async function readReport(path: string): Promise<Report> {
  const parsed = reportSchema.safeParse(await readJson(path, "the report"), { error: inOurWords });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CannotRun(
    `${path} is no report of this suite: at ${issue?.path.join(".") || "the top"}: ${issue?.message}`,
    "`run` writes report.json into conformance-report/ or --out",
  );
}

/** How many earlier runs tried a requirement or a row, by its key. */
export type Tried = ReadonlyMap<string, number>;

/** What earlier runs tried: where nothing was judged for want of a case, nothing was. */
export async function triedIn(paths: readonly string[]): Promise<Tried> {
  const tried = new Map<string, number>();
  for (const path of paths) {
    const { requirements } = await readReport(path);
    const keys = requirements.flatMap(({ id, rows, ...whole }) => [
      ...[whole].filter(wasTried).map(() => id),
      ...rows.filter(wasTried).map(({ row }) => keyOf(id, row)),
    ]);
    for (const key of keys) tried.set(key, (tried.get(key) ?? 0) + 1);
  }
  return tried;
}
const wasTried = ({ verdict, judged }: { verdict: string; judged: number }) => judged > 0 || verdict !== "untested";
