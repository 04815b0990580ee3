import fc from "fast-check";
import { type Call, schedules } from "../../arbitraries/histories.ts";
import { plainVersion, versionWith } from "../../arbitraries/version.ts";
import type { Exchange, Reply, WorkerPort } from "../../contract/api.ts";
import { Unjudged } from "../../contract/refutation.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { Version } from "../../contract/version.ts";
import { deploymentsShown } from "../judges/deploy.ts";
import { leavesWorker } from "../judges/read-back.ts";
import { claim } from "../words/claim.ts";
import { idsOf, isAccepted, isRefused, listedAll, listsAtLeast, made, takenOrRefused } from "../words/verdicts.ts";
import { type Final, judge, judgeKept } from "./concurrent-judge.ts";
import type { Deployed, History } from "./concurrent-model.ts";

/** Where clients wait for each other, so that their calls leave together: over a network they would seldom meet at the target. */
class Meeting {
  #clients: number;
  #waiting: (() => void)[] = [];

  /** Of so many clients; of none, nobody waits for anybody. */
  constructor(clients: number) {
    this.#clients = clients;
  }

  all(): Promise<void> {
    if (this.#clients === 0) return Promise.resolve();
    const met = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#release();
    return met;
  }

  /** One that has no more calls keeps nobody waiting. */
  leave(): void {
    if (this.#clients === 0) return;
    this.#clients -= 1;
    this.#release();
  }

  #release(): void {
    if (this.#waiting.length < this.#clients) return;
    for (const go of this.#waiting.splice(0)) go();
  }
}

/** Calls of a history, as they are made and answered. */
class Recorder {
  readonly record: History = { operations: [], made: [], deletes: [], unknown: 0 };
  readonly #worker: WorkerPort;
  #count = 0;

  constructor(worker: WorkerPort) {
    this.#worker = worker;
  }

  /** One client: its calls, one after the other; each after whatever `meets` waits for. */
  async client(calls: readonly Call[], meets: Meeting): Promise<void> {
    const own: string[] = [];
    try {
      for (const { do: what, wait } of calls) {
        await meets.all();
        await this.#worker.pause(wait);
        await this.#call(what, own);
      }
    } finally {
      meets.leave();
    }
  }

  async #call(what: Call["do"], own: string[]): Promise<void> {
    const { record } = this;
    switch (what) {
      case "create":
      case "deploy": {
        const id = await this.#create(what === "deploy");
        if (id !== undefined && what === "create") own.push(id);
        return;
      }
      case "delete":
        return this.#delete(own.shift());
      case "get": {
        const one = record.made.at(-1);
        if (one) await this.#get(one.id);
        return;
      }
      case "list":
        return this.#list();
      case "deployments":
        return this.#deployments();
    }
  }

  async #create(deploy: boolean): Promise<string | undefined> {
    this.#count += 1;
    const text = `${this.#worker.name} ${this.#count}`;
    const request = versionWith([{ name: "ORIGIN", type: "plain_text", text }]);
    const reply = await sent(this.#worker.create(request, deploy ? { deploy } : {}));
    const { result } = reply ?? {};
    if (reply) takenOrRefused(reply);
    // Refused under load is allowed; what got no usable answer may have been made.
    if (reply && isRefused(reply)) return undefined;
    if (!reply || !result) {
      this.record.unknown += 1;
      return undefined;
    }
    this.#took(reply.exchange, result, deploy);
    return result.id;
  }

  #took({ invoked, returned }: Exchange, { id, number }: Version, deploy: boolean): void {
    const { made, operations } = this.record;
    made.push({ id, number, deploy, invoked, returned });
    operations.push({ call: { kind: "created", id }, invoked, returned });
    if (deploy) operations.push({ call: { kind: "deployed", id }, invoked, returned });
  }

  async #delete(id: string | undefined): Promise<void> {
    if (id === undefined) return;
    const reply = await sent(this.#worker.remove(id));
    if (reply && isRefused(reply)) return;
    this.record.deletes.push(id);
    const returned = reply && isAccepted(reply) ? reply.exchange.returned : Number.POSITIVE_INFINITY;
    const invoked = reply?.exchange.invoked ?? 0;
    this.record.operations.push({ call: { kind: "deleted", id }, invoked, returned });
  }

  async #get(id: string): Promise<void> {
    const reply = await sent(this.#worker.get(id));
    if (!reply || !(isAccepted(reply) || reply.exchange.answer.status === 404)) return;
    const { invoked, returned } = reply.exchange;
    this.record.operations.push({ call: { kind: isAccepted(reply) ? "found" : "missing", id }, invoked, returned });
  }

  async #list(): Promise<void> {
    const reply = await sent(this.#worker.list({ perPage: 100 }));
    // A page that is not the whole list says nothing of what is not on it.
    if (!reply?.result || reply.result.info.total_count !== reply.result.versions.length) return;
    const { invoked, returned } = reply.exchange;
    const ids = reply.result.versions.map((one) => one.id);
    this.record.operations.push({ call: { kind: "listed", ids }, invoked, returned });
  }

  async #deployments(): Promise<void> {
    const reply = await sent(this.#worker.deployments());
    if (!reply?.result) return;
    const { invoked, returned } = reply.exchange;
    this.record.operations.push({ call: { kind: "showed", deployments: reply.result.map(shares) }, invoked, returned });
  }
}

const shares = ({ versions }: { versions: Deployed }): Deployed => versions;

/** A call that may get no answer: then nobody knows whether it took effect. */
async function sent<T>(reply: Promise<Reply<T>>): Promise<Reply<T> | undefined> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof Unjudged) return undefined;
    throw error;
  }
}

/** What the Worker is like when all is done. */
async function final(worker: WorkerPort, { deletes }: History): Promise<Final> {
  if (deletes.length > 0) leavesWorker(await worker.list());
  const versions = await listedAll(worker);
  const { result } = await worker.deployments();
  return { ids: versions.map((one) => one.id), deployments: result?.map(shares) };
}

/** Reads a create back until it shows: a target whose reads lag is known by it, also where this claim is the only one. */
async function noticeLag(worker: WorkerPort): Promise<void> {
  made(await worker.create(plainVersion(), { deploy: true }));
  await worker.eventually(async () => {
    const ids = idsOf(await listedAll(worker));
    const { result } = await worker.deployments();
    listsAtLeast(1, ids);
    if (result) deploymentsShown(1, result);
  });
}

/** What breaks without any concurrency breaks here too. */
const explanations: readonly RequirementId[] = [
  "numbering.parallel-distinct",
  "deploy.true-one-deployment",
  "deploy.true-first",
  "deploy.true-all-traffic",
  "deploy.supersedes",
  "deploy.earlier-kept",
  "deploy.absent-moves-nothing",
  "deploy.delete-moves-nothing",
  "read-back.delete-takes-one",
  "read-back.list-finds",
  "concurrency.reads-fresh",
  "concurrency.deployments-kept",
];

/** What a history alone proves; a read that is not fresh may be one that lags, and must show again. */
export const conclusive: readonly RequirementId[] = [
  "concurrency.number-order",
  "concurrency.none-lost",
  "concurrency.none-invented",
  "concurrency.deployments-kept",
  "concurrency.linearizable",
  "numbering.parallel-distinct",
  "numbering.parallel-gap-free",
];

export const concurrencyClaims = [
  claim(
    "concurrency.linearizable",
    {
      weight: 1.2,
      tries: 5,
      drives: [
        "concurrency.number-order",
        "concurrency.none-lost",
        "concurrency.none-invented",
        "concurrency.deployments-kept",
        "concurrency.reads-fresh",
      ],
      after: explanations,
    },
    () => [schedules(), fc.boolean()],
    async (worker, schedule, isInStep) => {
      const other = await worker.sibling();
      await noticeLag(await worker.sibling());
      const [own, beside] = [new Recorder(worker), new Recorder(other)];
      const meeting = new Meeting(isInStep ? schedule.length : 0);
      await Promise.all(schedule.map((one) => (one.beside ? beside : own).client(one.calls, meeting)));
      await worker.eventually(async () => judgeKept(own.record, await final(worker, own.record)));
      await worker.eventually(async () => judgeKept(beside.record, await final(other, beside.record)));
      await worker.eventually(async () => judge(worker, own.record, await final(worker, own.record)));
      await worker.eventually(async () => judge(other, beside.record, await final(other, beside.record)));
    },
  ),
];
