import { createHash } from "node:crypto";
import type { Failure, Report, RequirementResult } from "../../reports/report.ts";
import { failureOf } from "./failures.ts";
import { sampleReport } from "./sample.ts";

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 8);
const path = "/accounts/0123456789abcdef0123456789abcdef/workers/workers/abc/versions";

/** The failure of a field: what was sent does not come back. */
function lost(id: string, field: number, row: number, calls: number): Failure {
  const pointer = `/result/part_${field}/value`;
  const binding = { name: `NAME_${row}`, type: "plain_text", text: `value ${row} of part ${field}` };
  const body = { main_module: "index.js", [`part_${field}`]: { value: row }, bindings: [binding] };
  const result = { id: hashOf(`${id} ${row}`), number: 1, [`part_${field}`]: { value: null }, bindings: [binding] };
  const answer = { success: true, errors: [], messages: [], result };
  const call = { method: "POST", path, kind: "createVersion", body, status: 200, contentType: "application/json" };
  return failureOf({
    row: `part_${field}.${row}`,
    hash: hashOf(`${id} ${field} ${row}`),
    expected: `${row} at ${pointer}`,
    actual: null,
    pointer,
    decides: calls - 1,
    replay: `npx --no-install workers-version-conformance replay --only ${id}/part_${field}.${row} --seed 1 --path 0:0:${row}`,
    exchanges: Array.from({ length: calls }, () => ({
      ...call,
      answer,
      startedAt: "2026-01-01T00:00:00.000Z",
      tookMs: 1,
    })),
  });
}

const ids = ["read-back", "envelope", "deploy", "version"].flatMap((area) =>
  Array.from({ length: 5 }, (_, i) => `${area}.rule-${i}`),
);

/** A report that was made up: so many failures of twenty requirements, each of so many fields, shown by so many calls. */
export function manyFailures(count: number, { fields = 10, calls = 1 } = {}): Report {
  const perField = Math.ceil(count / ids.length / fields);
  const requirements = ids.map((id, n): RequirementResult => {
    const failures = Array.from({ length: fields * perField }, (_, i) =>
      lost(id, (n % 5) * fields + (i % fields), i, calls),
    );
    const rows = failures.map(({ row = "" }) => ({ row, verdict: "fail" as const, judged: 1 }));
    return { id, level: "must", text: `keep ${id}`, source: "page:result", verdict: "fail", judged: 9, rows, failures };
  });
  return sampleReport({ requirements, totals: { pass: 0, fail: ids.length } });
}
