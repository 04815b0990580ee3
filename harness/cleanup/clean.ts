import { rmSync } from "node:fs";
import type { Answer, Call } from "../../contract/api.ts";
import { runOf, workerName } from "../shared/names.ts";
import { type Found, findJournals, targetMark } from "./journal.ts";
import { type Ask, find, listWorkers, removeThings, sweep } from "./sweep.ts";

export interface Cleaning {
  target: {
    accountId: string;
    lagMs: number;
    transport: {
      baseUrl: string;
      send: (call: Pick<Call, "method" | "path"> & { idempotent: true }) => Promise<Answer>;
    };
  };
  /** The folder of the journals. */
  out: string;
  /** The one run to clean up after; without it, every run that a journal of this target tells of. */
  run?: string | undefined;
}

export interface Cleaned {
  lines: string[];
  left: number;
  /** Runs that were cleaned up after. */
  runs: number;
}

/** Whether the process that wrote a journal goes on. */
function isAlive({ process: id }: Found): boolean {
  if (id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const askOf =
  ({ transport, accountId }: Cleaning["target"]): Ask =>
  (method, path) =>
    transport.send({ method, path: `/accounts/${accountId}${path}`, idempotent: true });

/** How long the clean-up goes on asking a target that does not answer. */
const patienceMs = 60_000;
/** Names of a journal that are looked for one by one where the target lists no Workers. */
const namesOf = ({ run, below }: Found) => Array.from({ length: below }, (_, number) => workerName(run, number));

/** Removes what one run left, and its journals where nothing is left. */
async function cleanRun(run: string, journals: readonly Found[], { target }: Cleaning): Promise<Cleaned> {
  const ask = askOf(target);
  const names = journals.flatMap(namesOf);
  const owns = (name: string) => runOf(name) === run;
  const swept = await sweep({ ask, owns, names, lagMs: target.lagMs, mayAppear: true, patienceMs });
  const searched: Awaited<ReturnType<typeof find>> = [];
  for (const one of journals.flatMap(({ searches }) => searches)) searched.push(...(await find(ask, one)));
  const unknown = swept.unknown.map((name) => ({ name, reason: "the target does not show whether it is there" }));
  const left = [
    ...swept.left,
    ...unknown,
    ...(await removeThings(ask, [...journals.flatMap((one) => one.things), ...searched])),
  ];
  const isDone = swept.done && left.length === 0;
  if (isDone) for (const { file } of journals) rmSync(file, { force: true });
  const damaged = journals.reduce((sum, one) => sum + one.damaged, 0);
  return {
    lines: [
      ...swept.removed.map((name) => `deleted ${name}`),
      ...left.map(({ name, reason }) => `left ${name}: ${reason}`),
      ...(damaged > 0 ? [`${damaged} damaged lines of the journal were not believed`] : []),
      ...(swept.done || left.length > 0
        ? []
        : [`run ${run}: the target did not answer well enough to see what is left`]),
      `run ${run}: deleted ${swept.removed.length}, left ${isDone ? "none" : Math.max(1, left.length)}`,
    ],
    left: isDone ? 0 : Math.max(1, left.length),
    runs: 1,
  };
}

/** Workers of other runs that the target shows: they are named, not touched. */
async function others(ask: Ask, cleaned: ReadonlySet<string>): Promise<string[]> {
  const listed = (await listWorkers(ask)) ?? [];
  const runs = new Set(listed.flatMap(({ name }) => runOf(name) ?? []).filter((run) => !cleaned.has(run)));
  return [...runs].map((run) => `run ${run} has Workers here too: if it is over, clean --run ${run}`);
}

/** Removes what runs left on a target: nothing but Workers named after a run, and what its journal names. */
export async function clean(cleaning: Cleaning): Promise<Cleaned> {
  const { target, out, run } = cleaning;
  const mark = targetMark(target.transport.baseUrl, target.accountId);
  const here = findJournals(out).filter((one) => one.target === undefined || one.target === mark);
  const chosen = here.filter((one) => (run === undefined ? !isAlive(one) : one.run === run));
  const busy = here.filter((one) => run === undefined && isAlive(one));
  const lines = busy.map(
    (one) =>
      `run ${one.run} goes on in process ${one.process}: not touched; if that is another program, clean --run ${one.run}`,
  );
  const runs = new Set(run === undefined ? chosen.map((one) => one.run) : [run]);
  let left = 0;
  for (const one of runs) {
    const cleaned = await cleanRun(
      one,
      chosen.filter((each) => each.run === one),
      cleaning,
    );
    lines.push(...cleaned.lines);
    left += cleaned.left;
  }
  if (runs.size === 0) lines.push(`no journal in ${out} (see --out) tells of a run on this target that is over`);
  if (run === undefined)
    lines.push(...(await others(askOf(target), new Set([...runs, ...busy.map((one) => one.run)]))));
  return { lines, left, runs: runs.size };
}
