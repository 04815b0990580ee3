import { setImmediate } from "node:timers/promises";
import { isObject, type JsonObject, toJson } from "../../../contract/json.ts";
import { readDeployments } from "../../../contract/neighbours.ts";
import type { Behaviour } from "../../../mock/behaviour.ts";
import { invalid, Refusal } from "../../../mock/refusal.ts";
import { bodies, onCall, shaped, shows, type Variant, variant } from "../variant.ts";

const infos = (change: (info: JsonObject) => void) =>
  bodies((body) => {
    const info = { ...(body.result_info as JsonObject) };
    change(info);
    body.result_info = info;
  }, onCall("listVersions"));
const perPage = (most: number): Behaviour => ({
  request: (asked) => {
    const { pathname, searchParams } = new URL(asked.path, "http://mock");
    if (Number(searchParams.get("per_page")) <= most) return asked;
    searchParams.set("per_page", String(most));
    return { ...asked, path: `${pathname}?${searchParams}` };
  },
});

/** A target whose reads lag so many ms behind its writes; `isBehind`: whether a read goes to where they lag. */
export function lagging(lag = 30, isBehind: () => boolean = () => true): Behaviour {
  const isFresh = (createdOn: string) => Date.now() - Date.parse(createdOn) < lag && isBehind();
  return {
    find: (right) => (right && isFresh(right.createdOn) ? undefined : right),
    list: (versions) => versions.filter((one) => !isFresh(one.createdOn)),
    answer: (call, reply) => {
      const list = readDeployments(isObject(reply.body) ? reply.body.result : undefined);
      if (call !== "listDeployments" || !list || !isObject(reply.body)) return reply;
      const deployments = toJson(list.filter((one) => !isFresh(String(one.created_on))));
      return { ...reply, body: { ...reply.body, result: { deployments } } };
    },
  };
}

/** Lists of versions, paging, and reads beside writes. */
export const listVariants = {
  "oldest-first": variant("facts:S-38", "begins a list with the oldest version", {
    list: (versions) => [...versions].reverse(),
  }),
  "by-id": variant("facts:S-38", "sorts a list by id", {
    list: (versions) => [...versions].sort((a, b) => (a.id < b.id ? -1 : 1)),
  }),
  "short-items": variant(
    "facts:S-39",
    "lists no more of a version than its id and number",
    shows((version) => {
      for (const name of Object.keys(version)) if (!["id", "number"].includes(name)) delete version[name];
    }, "list"),
  ),
  "null-items": variant(
    "facts:S-39",
    "says null in lists for what only a get shows",
    shows((version) => {
      for (const name of Object.keys(version))
        if (!["id", "number", "created_on", "urls"].includes(name)) version[name] = null;
    }, "list"),
  ),
  "no-total-pages": variant(
    "facts:A-12",
    "does not count its pages",
    infos((info) => void delete info.total_pages),
  ),
  "one-empty-page": variant(
    "facts:S-31",
    "counts one page of an empty list",
    infos((info) => {
      if (info.total_count === 0) info.total_pages = 1;
    }),
  ),
  "count-of-all": variant(
    "facts:list-info",
    "counts all versions in count",
    infos((info) => {
      info.count = info.total_count ?? null;
    }),
  ),
  "no-result-info": variant(
    "facts:list-info",
    "gives no result_info",
    bodies((body) => void delete body.result_info, onCall("listVersions")),
  ),
  "short-result-info": variant(
    "facts:list-info",
    "gives a result_info of one key",
    bodies(
      (body) => {
        body.result_info = { page: 1 };
      },
      (reply, call) => onCall("listVersions")(reply, call),
    ),
  ),
  cursor: variant(
    "facts:list-info",
    "gives a cursor beside its counts",
    infos((info) => {
      info.cursor = "next";
      info.has_more = false;
    }),
  ),
  "fifty-a-page": variant("facts:S-35", "gives at most 50 on a page", perPage(50)),
  "twenty-a-page": variant("facts:S-35", "gives at most 20 on a page", perPage(20)),
  "five-a-page": variant("facts:S-35", "gives at most 5 on a page", perPage(5)),
  "over-fifty-refused": variant("facts:S-35", "refuses pages of over 50", {
    list: (versions, _page, count) => {
      if (count > 50) throw invalid("per_page is out of range");
      return versions;
    },
  }),
  "over-twenty-refused": variant("facts:S-35", "refuses pages of over 20", {
    list: (versions, _page, count) => {
      if (count > 20) throw invalid("per_page is out of range");
      return versions;
    },
  }),
  "no-paging": variant("facts:S-34", "gives all versions on each page", { page: (versions) => versions }),
  "one-page": variant("facts:S-34", "gives all versions on the first page", {
    page: (versions, page) => (page === 1 ? versions : []),
  }),
  "nothing-beyond": variant("facts:S-36", "refuses a page beyond the end", {
    list: (versions, page, count) => {
      if (page > 1 && (page - 1) * count >= versions.length) throw new Refusal(404, 10021, "no such page");
      return versions;
    },
  }),
  "numbers-again": variant("facts:S-10", "gives the number of a deleted newest version again", {
    number: (next, { versions }) =>
      versions.length === 0 ? next : Math.max(...versions.map(({ number }) => number)) + 1,
  }),
  "numbers-of-gaps": variant("facts:S-10", "gives the lowest number that no version has", {
    number: (next, { versions }) => {
      const all = Array.from({ length: versions.length + 1 }, (_, i) => i + 1);
      return all.find((number) => !versions.some((one) => one.number === number)) ?? next;
    },
  }),
  "numbers-of-refusals": variant("facts:S-11", "uses up a number with each refusal", {
    created: (worker, _s, version) => {
      if (!version) worker.lastNumber += 1;
    },
  }),
  "parallel-conflict": variant("facts:S-12", "refuses parallel creates as a conflict", {
    refuse: (_request, worker) => (worker.inFlight > 1 ? new Refusal(409, 10035, "conflict") : undefined),
  }),
  "parallel-429": variant("facts:S-12", "lets one create at a time pass, and asks others to wait", {
    refuse: (_request, worker) => (worker.inFlight > 1 ? new Refusal(423, 10035, "locked") : undefined),
  }),
  "slow-creates": variant("facts:S-12", "takes its time for some creates", {
    race: {
      pause: async (worker) => {
        for (let turns = worker.lastNumber % 4; turns > 0; turns -= 1) await setImmediate();
      },
    },
  }),
  "reads-that-lag": shaped("facts:S-48", "shows what was written after a while", () => ({
    behaviour: lagging(),
    lagMs: 5000,
  })),
} satisfies Record<string, Variant>;
