import { isObject, type JsonObject, sameJson } from "../../contract/json.ts";
import type { Behaviour } from "../behaviour.ts";
import { invalid, noWorker, Refusal } from "../refusal.ts";
import type { StoredVersion, StoredWorker } from "../state.ts";
import { envelopes, fault, isOk, listIn, partOf, showing, type TargetFault, table } from "./fault.ts";

const clock = (byMs: number): Behaviour =>
  showing((version) => {
    version.created_on = new Date(Date.parse(String(version.created_on)) + byMs).toISOString();
  });
const fullyOn = (worker: StoredWorker) => worker.deployments[0];
/** A number skipped or repeated once, at one place of the row. */
const numbers = (change: NonNullable<Behaviour["number"]>): Behaviour => ({ number: change });

/** What a body says, whatever its spelling and the order of its keys. */
const contentOf = (rawBody: string): string =>
  JSON.stringify(JSON.parse(rawBody), (_key, value) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );

/** Creates of one key make one version. */
const onceEach = (keyOf: (worker: StoredWorker, rawBody: string) => string) => (): Behaviour => {
  const seen = new Map<string, string>();
  return {
    store: (version, worker, _s, rawBody) => {
      const key = keyOf(worker, rawBody);
      const before = worker.versions.find((one) => one.id === seen.get(key));
      seen.set(key, before?.id ?? version.id);
      if (!before) return;
      Object.assign(version, before);
      worker.versions = worker.versions.filter((one) => one !== before);
      worker.lastNumber -= 1;
    },
  };
};

/** A delete that takes effect on others beside the version it names. */
const takesToo = (isTaken: (one: StoredVersion, right: StoredVersion) => boolean): Behaviour => ({
  removes: (right, _k, workerKey, state) => {
    const worker = state.worker(workerKey);
    if (right && worker) worker.versions = worker.versions.filter((one) => one === right || !isTaken(one, right));
    return true;
  },
});

const counted = { total_count: 1, count: 1, page: 1, per_page: 1, total_pages: 1 } as const;
/** What a list counts, counted one too many. */
const counts = table(
  Object.entries(counted).map(([name, more]) => [
    `counts-${name}-wrong`,
    fault(
      "read-back.counts",
      `gives ${name} one too high`,
      envelopes(
        (reply, call) => isOk(reply) && call === "listVersions",
        (body) => {
          const info = partOf(body, "result_info");
          body.result_info = { ...info, [name]: Number(info[name]) + more };
        },
      ),
    ),
  ]),
);

/** What a version shows, in one kind of read, of what the server settled at the create. */
const settled = table(
  (["get", "list"] as const).flatMap((where) => [
    [
      `another-source-in-${where}`,
      fault(
        "read-back.agree",
        `shows another source in ${where}`,
        showing((version) => {
          version.source = "wrangler";
        }, where),
      ),
    ] as const,
    [
      `another-trigger-in-${where}`,
      fault(
        "read-back.agree",
        `shows another trigger in ${where}`,
        showing((version) => {
          version.annotations = { ...partOf(version, "annotations"), "workers/triggered_by": "upload" };
        }, where),
      ),
    ] as const,
    [
      `another-usage-model-in-${where}`,
      fault(
        "read-back.agree",
        `shows standard in ${where} where the create showed the usage model that was sent`,
        showing((version, { version: { request } }) => {
          if (request.usage_model !== undefined) version.usage_model = "standard";
        }, where),
      ),
    ] as const,
    [
      `created-later-in-${where}`,
      fault(
        "read-back.agree",
        `shows created_on 20 ms later in ${where}`,
        showing((version) => {
          version.created_on = new Date(Date.parse(String(version.created_on)) + 20).toISOString();
        }, where),
      ),
    ] as const,
  ]),
);

/** A field of older versions, which reads that come after a later create show differently. */
const aging: Readonly<Record<string, (version: JsonObject) => void>> = {
  created_on: (one) => {
    one.created_on = "2026-01-01T00:00:00.000Z";
  },
  number: (one) => {
    one.number = Number(one.number) + 100;
  },
  main_module: (one) => {
    one.main_module = "aged.js";
  },
  limits: (one) => {
    if (one.limits !== undefined) one.limits = { cpu_ms: 7, subrequests: 7 };
  },
  bindings: (one) => {
    for (const each of listIn(one, "bindings")) if (each.type === "plain_text") each.text = "aged";
  },
  compatibility_date: (one) => {
    if (one.compatibility_date !== undefined) one.compatibility_date = "2020-02-29";
  },
};
const aged = table(
  Object.entries(aging).map(([name, age]) => [
    `ages-${name}`,
    fault("read-back.immutable", `shows another ${name} of a version in a get that comes after a later create`, () => {
      const seen = new Set<string>();
      return showing((version, { worker, version: { id } }) => {
        if (seen.has(id) && worker.versions.at(-1)?.id !== id) age(version);
        seen.add(id);
      }, "get");
    }),
  ]),
);

/** Deviations in numbering, deployments, addressing and read-back. */
export const stateFaults = {
  ...counts,
  ...settled,
  ...aged,
  "main-module-ages-in-list": fault(
    "read-back.immutable",
    "shows another main_module of older versions in lists",
    showing((version, { worker, version: { id } }) => {
      if (worker.versions.at(-1)?.id !== id) version.main_module = "aged.js";
    }, "list"),
  ),
  "deployed-on-moves-at-false": fault("deploy.false-moves-nothing", "sets deployed_on when deploy is false", () => {
    let asked: boolean | undefined;
    return {
      deploys: (value) => {
        asked = value;
        return value === true;
      },
      created: (worker, state, version) => {
        if (version && asked === false) worker.deployedOn = state.time();
      },
    };
  }),
  "deployed-on-moves-at-absent": fault("deploy.absent-moves-nothing", "sets deployed_on when deploy is absent", () => {
    let asked: boolean | undefined;
    return {
      deploys: (value) => {
        asked = value;
        return value === true;
      },
      created: (worker, state, version) => {
        if (version && asked === undefined) worker.deployedOn = state.time();
      },
    };
  }),
  "skips-long-after-a-refusal": fault(
    "numbering.one-more",
    "skips a number at the second version after a refused create",
    () => {
      const since = new Map<string, number>();
      return {
        created: (worker, _s, version) => {
          if (!version) since.set(worker.id, 0);
        },
        number: (next, worker) => {
          const count = since.get(worker.id);
          if (count === undefined) return next;
          since.set(worker.id, count + 1);
          return count === 1 ? next + 1 : next;
        },
      };
    },
  ),
  "lists-foreign-versions": fault(
    "addressing.own-versions-only",
    "lists the version of the next Worker too, on a plain Worker with one version",
    () => {
      const all: StoredWorker[] = [];
      return {
        store: (_v, worker) => {
          if (!all.includes(worker)) all.push(worker);
        },
        list: (versions, _p, perPage, worker) => {
          const next = all[all.indexOf(worker) + 1]?.versions ?? [];
          const isPlain =
            perPage === 10 && versions.length === 1 && Object.keys(versions[0]?.request ?? {}).length === 2;
          return isPlain && next.length === 1 ? [...versions, ...next] : versions;
        },
      };
    },
  ),
  "deleted-still-listed": fault("read-back.deleted-gone", "lists a deleted version, though no get finds it", () => {
    const gone = new Map<string, StoredWorker["versions"]>();
    return {
      removes: (right, _k, workerKey, state) => {
        const worker = state.worker(workerKey);
        if (right && worker) gone.set(worker.id, [...(gone.get(worker.id) ?? []), right]);
        return true;
      },
      list: (versions, _p, _s, worker) => [...versions, ...(gone.get(worker.id) ?? [])],
    };
  }),
  "clock-slow": fault("version.created-on-now", "gives created_on three minutes too early", clock(-180_000)),
  "clock-fast": fault("version.created-on-now", "gives created_on three minutes too late", clock(180_000)),
  "starts-at-zero": fault("numbering.first-is-one", "numbers the first version 0", () => {
    const seen = new Set<string>();
    return numbers((next, worker) => {
      const isFirst = !seen.has(worker.id);
      seen.add(worker.id);
      return isFirst ? 0 : next;
    });
  }),
  "starts-at-two": fault(
    "numbering.first-is-one",
    "numbers the first version 2",
    numbers((next) => (next === 1 ? 2 : next)),
  ),
  "skips-after-deploy": fault(
    "numbering.one-more",
    "skips a number after a deployment",
    numbers((next, worker) => {
      const last = worker.versions.at(-1);
      return fullyOn(worker)?.versions[0]?.version_id === last?.id && last ? next + 1 : next;
    }),
  ),
  "skips-the-tenth": fault(
    "numbering.one-more",
    "skips the number 10",
    numbers((next) => (next === 10 ? 11 : next)),
  ),
  "skips-after-delete": fault(
    "numbering.one-more",
    "skips a number after a delete",
    numbers((next, { versions, lastNumber }) => (versions.length < lastNumber ? next + 1 : next)),
  ),
  "repeats-the-newest": fault(
    "numbering.live-distinct",
    "gives the number of the newest version again after an older one was deleted",
    numbers((next, { versions, lastNumber }) =>
      versions.at(-1)?.number === lastNumber && versions.length < lastNumber ? lastNumber : next,
    ),
  ),
  "counts-other-workers": fault("numbering.per-worker", "counts a create on another Worker too", () => {
    let last: string | undefined;
    return numbers((next, worker) => {
      const moved = last !== undefined && last !== worker.id && worker.versions.length > 0;
      last = worker.id;
      return moved ? next + 1 : next;
    });
  }),
  "number-differs-in-list": fault(
    "numbering.same-everywhere",
    "shows the number less one in lists",
    showing((version) => {
      version.number = Number(version.number) - 1;
    }, "list"),
  ),
  "number-differs-in-get": fault(
    "numbering.same-everywhere",
    "shows the number plus one in get",
    showing((version) => {
      version.number = Number(version.number) + 1;
    }, "get"),
  ),
  "parallel-same-number": fault("numbering.parallel-distinct", "gives two parallel creates one number", {
    race: { pause: (_worker, turns) => turns(1) },
    store: (_v, worker) => {
      if (worker.inFlight > 1) worker.lastNumber -= 1;
    },
  }),
  "parallel-gap": fault("numbering.parallel-gap-free", "leaves a gap between the numbers of parallel creates", {
    ...numbers((next, worker) => (worker.inFlight > 1 ? next + 1 : next)),
    race: { pause: (_worker, turns) => turns(1) },
  }),
  "deploy-twice": fault("deploy.true-one-deployment", "makes two deployments of one deploy=true", {
    deployed: (worker, deployment, state, by) => {
      if (by === "create") worker.deployments.splice(1, 0, { ...structuredClone(deployment), id: state.uuid() });
    },
  }),
  "deploy-never": fault(
    "deploy.true-one-deployment",
    "makes no deployment when deploy is true and another version is deployed",
    {
      deployed: (worker, _d, _s, by) => {
        if (by === "create" && worker.deployments.length === 3) worker.deployments.shift();
      },
    },
  ),
  "deploy-last": fault("deploy.true-first", "lists a new deployment last", {
    deployed: (worker) => {
      const newest = worker.deployments.shift();
      if (newest) worker.deployments.push(newest);
    },
  }),
  "deploy-half": fault("deploy.true-all-traffic", "sends 50 % to the new version", {
    deployed: (worker, deployment, _s, by) => {
      if (by === "create")
        worker.deployments[0] = {
          ...deployment,
          versions: deployment.versions.map((one) => ({ ...one, percentage: 50 })),
        };
    },
  }),
  "deploy-percentage-as-text": fault("deploy.true-all-traffic", "gives the percentage as text", {
    deployed: (_w, deployment, _s, by) => {
      if (by === "create") for (const one of deployment.versions) Object.assign(one, { percentage: "100" });
    },
  }),
  "deploy-joins": fault("deploy.supersedes", "keeps the version before at 50 % beside the new one", {
    deployed: (worker, deployment, _s, by) => {
      const before = worker.deployments[1]?.versions[0]?.version_id;
      const [now] = deployment.versions;
      if (by !== "create" || !before || !now) return;
      deployment.versions = [now, { version_id: before, percentage: 100 }].map((one) => ({ ...one, percentage: 50 }));
    },
  }),
  "deployed-on-unset": fault("deploy.true-deployed-on", "leaves deployed_on null", {
    deployed: (worker) => {
      worker.deployedOn = null;
    },
  }),
  "strategy-missing": fault("deploy.strategy", "gives a deployment no strategy", {
    deployed: (_w, deployment) => {
      Reflect.deleteProperty(deployment, "strategy");
    },
  }),
  "deploys-on-false": fault("deploy.false-moves-nothing", "deploys when deploy is false", {
    deploys: (asked) => asked !== undefined,
  }),
  "undeploys-on-false": fault("deploy.false-moves-nothing", "drops the deployments when deploy is false", () => {
    let asked: boolean | undefined;
    return {
      deploys: (value) => {
        asked = value;
        return value === true;
      },
      created: (worker, _s, version) => {
        if (asked === false && version) worker.deployments = [];
      },
    };
  }),
  "deploys-on-absent": fault("deploy.absent-moves-nothing", "deploys when deploy is absent", {
    deploys: (asked) => asked !== false,
  }),
  "deploys-first-version": fault(
    "deploy.absent-moves-nothing",
    "deploys when deploy is absent and something was deployed before",
    {
      deploys: (asked, worker) => asked ?? worker.deployments.length > 0,
    },
  ),
  "deploy-forgets-earlier": fault("deploy.earlier-kept", "drops the earlier deployments", {
    deployed: (worker) => {
      worker.deployments.length = 1;
    },
  }),
  "deploy-rewrites-earlier": fault("deploy.earlier-kept", "sets the deployment before to no traffic", {
    deployed: (worker) => {
      const [, before] = worker.deployments;
      if (before && before.versions.length === 1)
        before.versions = before.versions.map((one) => ({ ...one, percentage: 0.01 }));
    },
  }),
  "deploy-moves-others": fault("deploy.others-unmoved", "touches deployed_on of every Worker", {
    deployed: (worker, _d, state, by) => {
      if (by !== "create") return;
      for (const other of state.workers.values())
        if (other !== worker && other.versions.length < 2) other.deployedOn = "2020-01-01T00:00:00Z";
    },
  }),
  "refusal-undeploys": fault("deploy.refused-moves-nothing", "drops the deployments when it refuses a create", {
    created: (worker, _s, version) => {
      if (!version) worker.deployments = [];
    },
  }),
  "name-only-for-reads": fault("addressing.id-or-name", "does not take a Worker's name on delete", {
    worker: (right, key, call) => (call === "deleteVersion" && right?.name === key ? undefined : right),
  }),
  "get-by-id-only": fault("addressing.id-or-name", "does not take a Worker's name on get", {
    worker: (right, key, call) => (call === "getVersion" && right?.name === key ? undefined : right),
  }),
  "delete-by-name-keeps": fault("addressing.id-or-name", "deletes nothing when the Worker is named by its name", {
    removes: (_r, _k, workerKey, state) => state.workers.has(workerKey),
  }),
  "names-by-prefix": fault(
    "addressing.unknown-worker-refused",
    "takes a longer name for the Worker whose name it begins with",
    {
      worker: (right, key, _c, state) =>
        right ?? [...state.workers.values()].find((one) => key.startsWith(`${one.name}-`)),
    },
  ),
  "unknown-worker-400": fault("addressing.unknown-worker-refused", "refuses an unknown Worker with 400", {
    answer: (_c, reply) =>
      JSON.stringify(reply.body).includes(noWorker().message) ? { ...reply, status: 400 } : reply,
  }),
  "unknown-version-400": fault("addressing.unknown-version-refused", "refuses a version of an empty Worker with 400", {
    find: (right, _k, worker) => {
      if (!right && worker.versions.length === 0) throw new Refusal(400, 10021, "no versions");
      return right;
    },
  }),
  "shows-foreign-versions": fault("addressing.own-versions-only", "shows any version under any Worker", {
    find: (right, key, _w, state) =>
      right ?? [...state.workers.values()].flatMap((one) => one.versions).find((one) => one.id === key),
  }),
  "deletes-foreign-versions": fault("addressing.own-versions-only", "deletes any version under any Worker", {
    removes: (right, key, _w, state) => {
      if (right) return true;
      for (const one of state.workers.values()) one.versions = one.versions.filter(({ id }) => id !== key);
      return true;
    },
  }),
  "get-loses-deployed": fault(
    "read-back.get-finds",
    "does not find a Worker's only version when it has limits and is deployed",
    {
      find: (right, _k, worker) =>
        worker.versions.length === 1 && worker.deployments.length === 1 && right?.request.limits ? undefined : right,
    },
  ),
  "first-gone-after-twelve": fault("read-back.get-finds", "does not find a Worker's first version beside twelve more", {
    find: (right, _k, worker) => (worker.versions.length > 12 && right === worker.versions[0] ? undefined : right),
  }),
  "list-misses-fifth": fault("read-back.list-finds", "leaves the fifth version out of lists of everything", {
    list: (versions, _page, perPage) => (perPage === 100 ? versions.filter((one) => one.number !== 5) : versions),
  }),
  "pages-overlap": fault("read-back.pages-complete", "starts each page with the last version of the one before", {
    page: (versions, page, perPage) =>
      versions.slice(Math.max(0, (page - 1) * perPage - 1), Math.max(0, (page - 1) * perPage - 1) + perPage),
  }),
  "skips-between-pages": fault("read-back.pages-complete", "skips a version between two pages", {
    page: (versions, page, perPage) => versions.slice((page - 1) * (perPage + 1), (page - 1) * (perPage + 1) + perPage),
  }),
  "total-counts-page": fault(
    "read-back.counts",
    "gives the number of versions on the page as total_count",
    envelopes(
      (reply, call) => isOk(reply) && call === "listVersions",
      (body) => {
        const info = partOf(body, "result_info");
        info.total_count = info.count ?? null;
      },
    ),
  ),
  "created-on-of-read": fault(
    "read-back.agree",
    "shows created_on a second later in get",
    showing((version) => {
      version.created_on = new Date(Date.parse(String(version.created_on)) + 1000).toISOString();
    }, "get"),
  ),
  "source-differs": fault(
    "read-back.agree",
    "shows another source in lists",
    showing((version) => {
      version.source = "dash";
    }, "list"),
  ),
  "deploy-changes-older": fault(
    "read-back.immutable",
    "drops the message of older versions when a later one is deployed",
    {
      created: (worker, _s, version, deployed) => {
        for (const one of worker.versions) {
          if (deployed && version && one !== version) one.request = { ...one.request, main_module: "changed.js" };
        }
      },
    },
  ),
  "create-changes-older": fault("read-back.immutable", "drops the notes of older versions with each create", {
    created: (worker, _s, version) => {
      if (version) for (const one of worker.versions.slice(0, -1)) one.request = { ...one.request, annotations: {} };
    },
  }),
  "same-request-same-version": fault(
    "read-back.not-idempotent",
    "answers a repeated request with the version it made before",
    onceEach((worker, rawBody) => `${worker.id} ${rawBody}`),
  ),
  "same-content-same-version": fault(
    "read-back.not-idempotent",
    "answers a request of the same content, however it is spelled, with the version it made before",
    onceEach((worker, rawBody) => `${worker.id} ${contentOf(rawBody)}`),
  ),
  "id-of-content": fault("version.id-unique", "gives versions of the same content on two Workers one id", () => {
    const ids = new Map<string, string>();
    return {
      store: (version, worker, _s, rawBody) => {
        const content = contentOf(rawBody);
        const id = ids.get(content) ?? version.id;
        ids.set(content, id);
        if (!worker.versions.some((one) => one.id === id)) version.id = id;
      },
    };
  }),
  "key-order-matters": fault(
    "read-back.json-form-free",
    "loses the main module's name when modules come before it in reverse",
    {
      store: (version, _w, _s, rawBody) => {
        if (/"name":"[^"]*","content_type"/.test(rawBody) || !/"content_base64":"[^"]*","content_type"/.test(rawBody))
          return;
        version.request = { ...version.request, main_module: "other.js" };
      },
    },
  ),
  "escapes-change-date": fault("read-back.json-form-free", "takes another compatibility date from escaped JSON", {
    store: (version, _w, _s, rawBody) => {
      if (/[^\\]\\\//.test(rawBody)) version.request = { ...version.request, compatibility_date: "2021-11-02" };
    },
  }),
  "create-turns-logpush-on": fault("read-back.worker-unchanged", "turns logpush on with the first version", {
    created: (worker) => {
      worker.settings = { ...worker.settings, logpush: true };
    },
  }),
  "deleted-still-found": fault("read-back.deleted-gone", "still finds a deleted version by its id", () => {
    const all = new Map<string, StoredWorker["versions"][number]>();
    return {
      store: (version) => {
        all.set(version.id, version);
      },
      find: (right, key, worker) => {
        const kept = all.get(key);
        return (
          right ??
          (kept &&
          kept.number <= worker.lastNumber &&
          worker.versions.length > 0 &&
          worker.versions[0]?.createdOn !== undefined &&
          ownedBy(worker, kept)
            ? kept
            : undefined)
        );
      },
    };
  }),
  "delete-takes-the-worker": fault("read-back.delete-takes-one", "deletes the whole Worker with a version", {
    removes: (right, _k, workerKey, state) => {
      const worker = state.worker(workerKey);
      if (right && worker) state.workers.delete(worker.id);
      return !right;
    },
  }),
  "delete-takes-the-newer": fault(
    "read-back.delete-takes-one",
    "deletes the newer versions too, and rolls back to the one before",
    takesToo((one, right) => one.number > right.number),
  ),
  "delete-takes-the-older": fault(
    "read-back.delete-takes-one",
    "deletes the older versions too",
    takesToo((one, right) => one.number < right.number),
  ),
  "delete-hides-the-newest": fault("read-back.delete-takes-one", "no longer finds the newest version after a delete", {
    find: (right, _k, { versions, lastNumber }) =>
      versions.length < lastNumber && right?.number === lastNumber ? undefined : right,
  }),
  "list-begins-again": fault("read-back.beyond-the-end", "begins again with the first page beyond the last one", {
    page: (versions, page, perPage) => {
      const last = Math.max(1, Math.ceil(versions.length / perPage));
      const start = ((page - 1) % last) * perPage;
      return versions.slice(start, start + perPage);
    },
  }),
  "list-repeats-the-last-page": fault("read-back.beyond-the-end", "gives the last page again for each one beyond it", {
    page: (versions, page, perPage) => {
      const last = Math.max(1, Math.ceil(versions.length / perPage));
      const start = (Math.min(page, last) - 1) * perPage;
      return versions.slice(start, start + perPage);
    },
  }),
  "error-beyond-the-end": fault("read-back.beyond-the-end", "answers 500 to a page beyond the last one", {
    list: (versions, page, perPage) => {
      if (page > 1 && (page - 1) * perPage >= versions.length) throw new Refusal(500, 10013, "no such page");
      return versions;
    },
  }),
  "replay-refused": fault(
    "read-back.replay",
    "inherits nothing beside two bindings that the latest version has as well",
    {
      refuse: ({ bindings = [] }, { versions }) => {
        const latest = versions.at(-1)?.bindings ?? [];
        const same = bindings.filter((one) => latest.some((other) => sameJson(one, other)));
        const isInheriting = bindings.some(({ type }) => type === "inherit");
        return isInheriting && same.length > 1 ? invalid("send what is new") : undefined;
      },
    },
  ),
} satisfies Record<string, TargetFault>;

const ownedBy = (worker: StoredWorker, version: StoredWorker["versions"][number]) =>
  !worker.versions.some((one) => one.number === version.number);
