import { run } from "../../harness/run/run.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { openTarget } from "../../harness/target/target.ts";
import type { Report } from "../../reports/report.ts";
import { suite } from "../../suites/index.ts";

let made: Promise<string> | undefined;

async function faulty(): Promise<string> {
  const fault = ["deploy-joins", "loses-d1", "refuses-kv_namespace", "number-as-text"];
  const only = ["deploy", "bindings", "version", "numbering", "refusal.placement"];
  const settings = readSettings({ runs: 1, fault, only }, {});
  return JSON.stringify(await run(suite, settings, openTarget(settings, {})));
}

/** A report of the embedded mock with some target faults, as a run makes it; it is made once. */
export async function realReport(): Promise<Report> {
  made ??= faulty();
  return JSON.parse(await made) as Report;
}
