import { isCause, isOver } from "../../reports/known.ts";
import type { Report } from "../../reports/report.ts";
import type { WorkerSuite } from "../judge/judging.ts";
import { applied, readBaseline } from "../settings/baseline.ts";
import { triedIn } from "../settings/reports.ts";
import { readResources } from "../settings/resources.ts";
import type { Settings } from "../settings/settings.ts";
import { CannotRun } from "../shared/errors.ts";
import { textMask } from "../shared/mask.ts";
import { prepareFolder } from "../shared/write.ts";
import { openTarget } from "../target/target.ts";
import { type RunOptions, run } from "./run.ts";
import { type Written, writeReports } from "./write.ts";

const masked = ({ message, hint }: CannotRun, mask: (text: string) => string) =>
  new CannotRun(mask(message), hint && mask(hint));

/** A whole run: opens the target, judges it, writes the reports. What `run` and the vitest project do. */
export async function conformance(
  suite: WorkerSuite,
  settings: Settings,
  env: Readonly<Record<string, string | undefined>>,
  options: RunOptions = {},
): Promise<{ report: Report } & Written> {
  const resources = settings.resources === undefined ? undefined : await readResources(settings.resources);
  const baseline = settings.baseline === undefined ? [] : await readBaseline(settings.baseline, suite);
  const tried = await triedIn(settings.since);
  const target = openTarget(settings, env);
  prepareFolder(settings.out);
  try {
    const today = new Date().toISOString().slice(0, 10);
    const causes = baseline.filter(isCause).filter((one) => !isOver(one, today));
    const judged = await run(suite, settings, target, { ...options, resources, causes, tried });
    const report = settings.baseline === undefined ? judged : applied(judged, baseline, settings.baseline);
    return { report, ...(await writeReports(report, settings.out, settings.format)) };
  } catch (error) {
    if (error instanceof CannotRun && error.report) await writeReports(error.report, settings.out, settings.format);
    throw error instanceof CannotRun ? masked(error, textMask(target.secrets ?? [])) : error;
  } finally {
    await target.transport.close();
  }
}
