import type { WorkerPort } from "../../contract/api.ts";
import { sameJson } from "../../contract/json.ts";
import { Unjudged } from "../../contract/refutation.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import { listCap } from "../judges/deploy.ts";
import { given, holds } from "../words/verdicts.ts";
import { type Deployed, full, type History, isRead, type Made, type Seen, sequential } from "./concurrent-model.ts";
import { linearizable, type Operation } from "./linearizable.ts";

/**
 * A later create has a higher number: later means that the other one was answered before it was made. What it says of
 * the number of a deleted version, which may come again, is nothing.
 */
function judgeNumbers({ made, deletes }: History): void {
  const numbered = made.filter((one): one is Made & { number: number } => Number.isInteger(one.number));
  const free = numbered.filter(({ id }) => deletes.includes(id)).map(({ number }) => number);
  for (const one of numbered)
    for (const later of numbered)
      holds(
        !(one.returned < later.invoked) || later.number > one.number || free.includes(later.number),
        `a number above ${one.number} for a version that was created after number ${one.number} was answered`,
        later.number,
        {
          id: "concurrency.number-order",
          after: ["numbering.one-more", "numbering.parallel-distinct", "numbering.live-distinct"],
        },
      );
}

/** Every version whose create was answered is there at the end, unless it was deleted. */
export function judgeKept({ made, deletes }: History, { ids }: Final): void {
  const kept = made.map(({ id }) => id).filter((id) => !deletes.includes(id));
  const lost = kept.filter((id) => !ids.includes(id));
  holds(lost.length === 0, `the versions ${kept.join(", ")}`, ids, {
    id: "concurrency.none-lost",
    after: ["read-back.list-finds", "read-back.delete-takes-one"],
  });
}

function judgeStrangers({ made, unknown }: History, { ids }: Final): void {
  const strange = ids.filter((id) => !made.some((one) => one.id === id));
  holds(strange.length <= unknown, "no version that no create made", strange, {
    id: "concurrency.none-invented",
    after: ["concurrency.none-lost"],
  });
}

function judgeDeployments({ made, unknown }: History, deployments: readonly Deployed[] | undefined): void {
  if (!deployments) return;
  const wanted = made.filter(({ deploy }) => deploy).map(({ id }) => id);
  const count = (id: string) => deployments.filter((one) => sameJson(one, full(id))).length;
  const isCut = deployments.length >= listCap && deployments.length < wanted.length + unknown;
  const wrong = wanted.filter((id) => (isCut ? count(id) > 1 : count(id) !== 1));
  holds(wrong.length === 0, `one deployment of each of ${wanted.join(", ")}`, deployments, {
    id: "concurrency.deployments-kept",
    after: [
      "deploy.true-one-deployment",
      "deploy.true-all-traffic",
      "deploy.supersedes",
      "deploy.earlier-kept",
      "deploy.delete-moves-nothing",
    ],
  });
}

/** Whether an order explains the operations; a search that was given up is no verdict. */
function explained(operations: readonly Operation<Seen>[]): boolean {
  const answer = linearizable(sequential(operations), operations);
  if (answer === "unknown") throw new Unjudged("untested", "history too large: the search for an order was given up");
  return answer === "yes";
}

const has = ({ call }: Operation<Seen>, id: string): boolean => {
  if (call.kind === "listed") return call.ids.includes(id);
  if (call.kind === "showed") return call.deployments.some((one) => sameJson(one, full(id)));
  return call.kind === "found" && call.id === id;
};
/** Reads that can show the effect of a write on a version. */
const concerns = (read: Operation<Seen>, write: Extract<Seen, { id: string }>): boolean => {
  if (read.call.kind === "showed") return write.kind === "deployed" && read.call.deployments.length < listCap;
  const isAboutIt = read.call.kind === "listed" || (read.call as { id: string }).id === write.id;
  return isAboutIt && write.kind !== "deployed";
};

/** A read shows what was answered before it began. */
function judgeReads({ operations }: History): void {
  const deletes = operations.filter(({ call }) => call.kind === "deleted");
  for (const read of operations.filter(isRead))
    for (const { call, returned } of operations) {
      if (!("id" in call) || !["created", "deployed", "deleted"].includes(call.kind)) continue;
      if (returned >= read.invoked || !concerns(read, call)) continue;
      const mayBeGone = deletes.some(
        (one) => (one.call as { id: string }).id === call.id && one.invoked < read.returned,
      );
      const right = call.kind === "deleted" ? !has(read, call.id) : mayBeGone || has(read, call.id);
      holds(right, `version ${call.id} ${call.kind}, as was answered before the read began`, read.call, {
        id: "concurrency.reads-fresh",
        after: [
          "read-back.get-finds",
          "read-back.list-finds",
          "read-back.delete-takes-one",
          "read-back.deleted-gone",
          "deploy.true-one-deployment",
        ],
      });
    }
}

/** What the Worker is like at the end, as reads after everything else. */
function lastReads({ operations }: History, { ids, deployments }: Final): Operation<Seen>[] {
  const at = Math.max(0, ...operations.map(({ returned }) => returned).filter(Number.isFinite)) + 1;
  const list: Operation<Seen> = { call: { kind: "listed", ids }, invoked: at, returned: at + 1 };
  if (!deployments) return [list];
  return [list, { call: { kind: "showed", deployments }, invoked: at + 2, returned: at + 3 }];
}

/** The versions and the deployments of a Worker when all is done. */
export interface Final {
  ids: readonly string[];
  deployments: readonly Deployed[] | undefined;
}

/** Judges a history and what it left behind: the sentences that say most first. */
export function judge(worker: WorkerPort, record: History, end: Final): void {
  judgeNumbers(record);
  judgeKept(record, end);
  judgeStrangers(record, end);
  judgeDeployments(record, end.deployments);
  // Reads that lag prove nothing about the order of the writes.
  if (!worker.lags) judgeReads(record);
  const judged: RequirementId[] = ["concurrency.number-order", "concurrency.none-lost", "concurrency.none-invented"];
  const more: RequirementId[] = [
    ...(end.deployments ? ["concurrency.deployments-kept" as const] : []),
    ...(worker.lags ? [] : ["concurrency.reads-fresh" as const]),
  ];
  for (const id of [...judged, ...more]) worker.judged(id);
  given(record.unknown === 0, "some creates got no answer");
  const known = record.operations.filter((one) => !worker.lags || !isRead(one));
  const all = [...known, ...lastReads(record, end)];
  holds(explained(all), "an order of the calls that fits their times", shownHistory(all), {
    id: "concurrency.linearizable",
  });
}

/** The calls in the order in which they were made, one a line. */
const shownHistory = (operations: readonly Operation<Seen>[]): string[] =>
  [...operations]
    .sort((a, b) => a.invoked - b.invoked)
    .map(({ call, invoked, returned }) => `${invoked} to ${returned}: ${JSON.stringify(call)}`);
