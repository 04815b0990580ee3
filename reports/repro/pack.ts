import { command } from "../command.ts";
import type { Member } from "../groups.ts";
import type { Report } from "../report.ts";
import { sentenceOf } from "../story.ts";
import { reproMjs } from "./mjs.ts";
import { planOf, whyNoPack } from "./plan.ts";
import { reproSh } from "./sh.ts";

/** The files of a repro pack, by name; undefined where a report does not keep enough of the case. */
export function reproPack(report: Report, { requirement, failure }: Member): Record<string, string> | undefined {
  if (whyNoPack(failure) !== undefined) return undefined;
  const plan = planOf(report, failure);
  const row = failure.row === undefined ? "" : ` [${failure.row}]`;
  const title = `${requirement.id}${row}: ${sentenceOf(requirement)}; expected ${failure.expected}`;
  const { fault } = report.run.settings ?? {};
  const faults = Array.isArray(fault) ? fault.map((one) => ` --fault ${one}`).join("") : "";
  const { kind, inProcess } = report.target;
  const hint = inProcess
    ? "Found in a program of its own: serve its target over HTTP, and name it with CLOUDFLARE_BASE_URL"
    : kind === "mock"
      ? `Needs a target: ${command} mock --port 8787${faults}`
      : `Found on ${report.target.baseUrl}; CLOUDFLARE_BASE_URL names another target`;
  return { "repro.sh": reproSh(plan, title, hint), "repro.mjs": reproMjs(plan, title, hint) };
}
