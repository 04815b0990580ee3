import type { Answer } from "../../contract/api.ts";
import { Journal, targetMark } from "../cleanup/journal.ts";
import { type Swept, sweep } from "../cleanup/sweep.ts";
import type { Lane } from "../session/lane.ts";
import type { Inventory } from "../session/workspace.ts";
import type { Settings } from "../settings/settings.ts";
import type { Target } from "../target/target.ts";

/** The journal of a run on a target that outlives it. */
export function openJournal({ out }: Pick<Settings, "out">, target: Target, startedAt: Date): Journal | undefined {
  if (target.kind === "mock" || target.isGiven) return undefined;
  const { runId: run, accountId, transport } = target;
  return new Journal(out, { run, startedAt, target: targetMark(transport.baseUrl, accountId) });
}

/** How long a clean-up goes on asking a target that does not answer; one that never did is asked once. */
const patienceMs = { usual: 15_000, none: 0 } as const;

export interface Tidying {
  /** Ends the clean-up at once. */
  hurry?: AbortSignal | undefined;
  patience?: keyof typeof patienceMs;
  /** Removes what is no Worker, once the Workers are gone. What is left of it. */
  others?: () => Promise<string[]>;
}

/** Removes what the run made and the target still shows, and says in the inventory's residue what came of it. */
export async function tidyUp(
  lane: Lane,
  inventory: Inventory,
  { lagMs }: Target,
  { hurry, patience = "usual", others }: Tidying,
): Promise<void> {
  const { given, residue, asked, unsure, journal } = inventory;
  if (given) {
    residue.given = await given.restore(lane);
    residue.proven = residue.given.isProven;
    journal?.close({ keep: false });
    return;
  }
  const account = lane.session.accountPath().replace(/\/workers$/, "");
  const ask = async (method: "GET" | "DELETE", path: string): Promise<Answer> =>
    (
      await lane.call({
        kind: method === "DELETE" ? "deleteWorker" : "other",
        method,
        path: account + path,
        cleanUp: true,
      })
    ).answer;
  const swept: Swept = await sweep({
    ask,
    owns: (name) => asked.has(name),
    names: [...asked],
    lagMs,
    mayAppear: unsure.size > 0,
    patienceMs: patienceMs[patience],
    hurry,
  });
  const unseen = swept.done ? [] : [...unsure].filter((name) => !swept.removed.includes(name));
  const workers = [...new Set([...swept.left.map(({ name }) => name), ...swept.unknown, ...unseen])];
  residue.created = Math.max(residue.created, workers.length, residue.deleted + swept.removed.length);
  residue.deleted = residue.created - workers.length;
  residue.left = [...workers, ...((await others?.()) ?? [])];
  residue.proven = swept.proven;
  journal?.close({ keep: residue.left.length > 0 || !swept.proven });
}
