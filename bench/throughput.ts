import { sizes, sliceSize } from "./plan.ts";
import { startLoop } from "./processes.ts";
import { table, times, whole } from "./table.ts";

/** What the two loops took for the first `cases` cases. */
interface Growth {
  cases: number;
  judgedMs: number;
  rawMs: number;
  /** Memory of the judging process, resident. */
  judgedBytes: number;
  rawBytes: number;
}

/** Both loops take turns, slice by slice, so that a busy machine slows both alike and their ratio stays. */
export async function measureThroughput(baseUrl?: string): Promise<Growth[]> {
  const cases = sizes.at(-1) ?? 0;
  const judged = await startLoop("judged", cases, baseUrl);
  const raw = await startLoop("raw", cases, baseUrl);
  const growth: Growth[] = [];
  const sum = { judgedMs: 0, rawMs: 0 };
  for (let done = sliceSize; done <= cases; done += sliceSize) {
    const one = await judged.slice();
    const other = await raw.slice();
    sum.judgedMs += one.tookMs;
    sum.rawMs += other.tookMs;
    if (sizes.some((size) => size === done))
      growth.push({ cases: done, ...sum, judgedBytes: one.rssBytes, rawBytes: other.rssBytes });
  }
  await Promise.all([judged.end(), raw.end()]);
  return growth;
}

const mib = (bytes: number) => `${whole(bytes / 2 ** 20)} MiB`;

/** A row for each size: the rates from the first case on, and how often the time of the size before went into it. */
export function throughputTable(targets: Readonly<Record<string, readonly Growth[]>>): string {
  const rows = Object.entries(targets).flatMap(([target, growth]) =>
    growth.map(({ cases, judgedMs, rawMs, judgedBytes, rawBytes }, i) => {
      const before = growth[i - 1];
      const perSecond = (ms: number) => whole((1000 * cases) / ms);
      const grown = before ? [times(judgedMs / before.judgedMs), times(rawMs / before.rawMs)] : ["", ""];
      const memory = [mib(judgedBytes), mib(rawBytes)];
      return [
        target,
        whole(cases),
        perSecond(judgedMs),
        perSecond(rawMs),
        times(rawMs / judgedMs),
        ...grown,
        ...memory,
      ];
    }),
  );
  return table(
    [
      "target",
      "cases",
      "judged/s",
      "raw/s",
      "judged ÷ raw",
      "time, judged",
      "time, raw",
      "memory, judged",
      "memory, raw",
    ],
    rows,
  );
}
