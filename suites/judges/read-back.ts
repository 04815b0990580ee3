import type { Page, Reply } from "../../contract/api.ts";
import { type Binding, bindingsFieldAt } from "../../contract/bindings.ts";
import { echo } from "../../contract/echo.ts";
import { isObject, sameJson } from "../../contract/json.ts";
import { Unjudged } from "../../contract/refutation.ts";
import { revision } from "../../contract/revision.ts";
import { requestField, type Version } from "../../contract/version.ts";
import { acceptance, holds, isAccepted, isRefused, missing, type Sameness, sameness } from "../words/verdicts.ts";

type Ids = readonly string[];

interface Paged {
  pages: readonly Ids[];
  perPage: number;
}
/** A list that gives more on a page than it is asked for knows no pages. */
export function knowsPages({ pages, perPage }: Paged): void {
  const isPaged = pages.every((page) => page.length <= perPage);
  if (!isPaged) throw new Unjudged("inapplicable", "the target gives more on a page than it is asked for");
}

/** Over the pages of a list each version stands once. */
export function pagesComplete(expected: Ids, { pages, perPage }: Paged): void {
  knowsPages({ pages, perPage });
  holds(sameJson(pages.flat().sort(), expected), `each of ${expected.join(", ")} on one page`, pages, {
    id: "read-back.pages-complete",
  });
}

interface Counted {
  /** Versions in all, and on the page, which is the first. */
  total: number;
  onPage: number;
  /** As asked for, if so. */
  perPage: number | undefined;
}
/** What `result_info` counts, it counts right: `count` may be of the page or of all. */
export function countsRight(info: Readonly<Record<string, unknown>>, { total, onPage, perPage }: Counted): void {
  const pages = Math.ceil(total / (perPage ?? Math.max(1, onPage)));
  const expected: Record<string, readonly unknown[]> = {
    total_count: [total],
    count: [onPage, total],
    page: [1],
    per_page: perPage === undefined ? [info.per_page] : [perPage],
    total_pages: total === 0 ? [0, 1] : [pages],
  };
  for (const [name, right] of Object.entries(expected)) {
    const shown = info[name] ?? null;
    holds(shown === null || right.includes(shown), `${name} ${right.join(" or ")}`, shown, {
      id: "read-back.counts",
      pointer: `/result_info/${name}`,
      after: ["read-back.list-finds"],
    });
  }
}

/** A page beyond the last one shows no version, or is refused. */
export function nothingBeyond(reply: Reply<Page>): void {
  const isEmpty = isAccepted(reply) && (reply.result?.versions ?? []).length === 0;
  holds(isEmpty || isRefused(reply), "an empty page, or a refusal with a 4xx status", reply.exchange.answer.json, {
    id: "read-back.beyond-the-end",
    after: ["read-back.pages-complete"],
  });
}

const takesOne = { id: "read-back.delete-takes-one", after: ["read-back.list-finds"] } as const;
/** A delete of a version leaves its Worker, which still lists its versions … */
export const leavesWorker = (list: Reply<Page>): void =>
  holds(!isRefused(list), "the Worker and its list", list.exchange.answer.json, takesOne);
/** … the others among them … */
export const leavesOthers = (others: Ids, ids: Ids): void =>
  holds(
    others.every((id) => ids.includes(id)),
    `a list with the other versions ${others.join(", ")}`,
    ids,
    takesOne,
  );
/** … each of which a get still finds. */
export const leavesFindable = (get: Reply<Version>): void =>
  holds(!isRefused(get), "the other version to be still there", get.exchange.answer.json, takesOne);

const deleted = { id: "read-back.deleted-gone" } as const;
/** A get of a deleted version finds nothing. */
export const isGone = (reply: Reply<Version>): void => missing(reply, deleted);
const listsThese = sameness("the versions", deleted);
/** After a delete the list shows the versions that are left, and no other. */
export const listsTheRest: Sameness = Object.assign(
  (rest: unknown, ids: unknown) => {
    leavesOthers(rest as Ids, ids as Ids);
    listsThese(rest, ids);
  },
  { id: deleted.id },
);

const sameContent = (a: unknown, b: unknown) =>
  echo(requestField, a, b).length === 0 && echo(requestField, b, a).length === 0;

/** A target that refuses what is valid may refuse it for being sent again. */
const takenAtAll = ["version.accepts-valid"] as const;
const spelling = { id: "read-back.json-form-free" } as const;
/** A request is taken in another spelling … */
export const takenInOtherForm = acceptance({ ...spelling, after: takenAtAll });
/** … and means the same. */
export const sameInOtherForm = (plain: Version, other: Version): void =>
  holds(
    sameContent(plain, other),
    `the version that the plain spelling gives: ${JSON.stringify(plain)}`,
    other,
    spelling,
  );

const replay = { id: "read-back.replay" } as const;
/** What was read back is taken … */
export const replayTaken = acceptance(replay);
/** … and makes an equal version, as far as it is about it. */
export const replayEqual = (seen: unknown, again: unknown): void =>
  holds(sameContent(seen, again), `a version equal to ${JSON.stringify(seen)}`, again, replay);

/** What a target shows of what is newer than the page, is compared with what was sent alone. */
const bindingsField = bindingsFieldAt(revision);

/** A version's bindings as the target shows them, by name. */
const bindingsOf = ({ bindings }: Version): Binding[] => {
  const list = Array.isArray(bindings) ? bindings.filter(isObject) : [];
  return [...new Map(list.map((one) => [String(one.name), one as Binding])).values()];
};
const order = { id: "bindings.order-free" } as const;
/** Bindings are taken in another order … */
export const takenInOtherOrder = acceptance({ ...order, after: takenAtAll });
/** … and mean the same. */
export function sameInOtherOrder(first: Version, other: Version): void {
  const [a, b] = [bindingsOf(first), bindingsOf(other)];
  holds(
    echo(bindingsField, a, b).length === 0,
    `the same bindings as in the other order: ${JSON.stringify(a)}`,
    b,
    order,
  );
}

type Settings = Readonly<Record<string, unknown>>;
/** A create changes nothing of what the Worker shows of its settings. */
export function settingsUnchanged(before: Settings, after: Settings): void {
  const changed = Object.keys(before).filter((key) => !sameJson(before[key], after[key]));
  const shown = Object.fromEntries(changed.map((key) => [key, after[key]]));
  holds(changed.length === 0, "the Worker's settings as they were", shown, { id: "read-back.worker-unchanged" });
}
