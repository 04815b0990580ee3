import { invalid } from "../refusal.ts";
import { envelopes, fault, isOk, listIn, partOf, showing, type TargetFault } from "./fault.ts";

const accepted = isOk;
const refused = (reply: { status: number }) => reply.status >= 400;
const wrongCode = { code: 999, message: "a code below the minimum" };
const lateClock = (created: unknown) => new Date(Date.parse(String(created)) - 3_600_000).toISOString();

/** Deviations in the form of answers and in what every version has. */
export const formFaults = {
  "status-201": fault(
    "envelope.status",
    "answers a create with 201",
    envelopes(
      (reply, call) => accepted(reply) && call === "createVersion",
      (_, reply) => {
        reply.status = 201;
      },
    ),
  ),
  "body-in-a-list": fault("envelope.json", "wraps a refusal into a list", {
    answer: (call, reply) =>
      call === "getVersion" && refused(reply) ? { ...reply, body: `[${JSON.stringify(reply.body)}]` } : reply,
  }),
  "refusal-in-html": fault("envelope.json", "refuses an unknown version in HTML", {
    answer: (call, reply) =>
      call === "getVersion" && refused(reply) ? { ...reply, body: "<h1>Not found</h1>" } : reply,
  }),
  "content-type-text": fault(
    "envelope.content-type",
    "labels its JSON text/plain",
    envelopes(accepted, (_, reply) => {
      reply.contentType = "text/plain";
    }),
  ),
  "success-missing": fault(
    "envelope.success-true",
    "leaves out success",
    envelopes(accepted, (body) => {
      delete body.success;
    }),
  ),
  "success-as-text": fault(
    "envelope.success-true",
    "says success as a text",
    envelopes(accepted, (body) => {
      body.success = "true";
    }),
  ),
  "errors-missing": fault(
    "envelope.errors-list",
    "leaves out errors when it accepts",
    envelopes(accepted, (body) => {
      delete body.errors;
    }),
  ),
  "messages-missing": fault(
    "envelope.messages-list",
    "leaves out messages",
    envelopes(accepted, (body) => {
      delete body.messages;
    }),
  ),
  "messages-as-object": fault(
    "envelope.messages-list",
    "gives messages as an object",
    envelopes(accepted, (body) => {
      body.messages = {};
    }),
  ),
  "code-below-1000": fault(
    "envelope.items",
    "gives an error code below 1000",
    envelopes(refused, (body) => {
      body.errors = [wrongCode];
    }),
  ),
  "code-as-text": fault(
    "envelope.items",
    "gives error codes as text",
    envelopes(refused, (body) => {
      body.errors = [{ code: "10021", message: "code as text" }];
    }),
  ),
  "error-without-message": fault(
    "envelope.items",
    "gives errors without a message",
    envelopes(refused, (body) => {
      body.errors = [{ code: 10021 }];
    }),
  ),
  "message-code-below-1000": fault(
    "envelope.items",
    "puts a message with a code below 1000 into an accepted answer",
    envelopes(accepted, (body) => {
      body.messages = [wrongCode];
    }),
  ),
  "errors-on-success": fault(
    "envelope.no-errors-on-success",
    "puts an error into an accepted answer",
    envelopes(accepted, (body) => {
      body.errors = [{ code: 10001, message: "all is well" }];
    }),
  ),
  "list-result-in-object": fault(
    "envelope.result",
    "wraps the result of a list",
    envelopes(
      (reply, call) => accepted(reply) && call === "listVersions",
      (body) => {
        if ((body.result as unknown[]).length === 0) body.result = null;
      },
    ),
  ),
  "success-true-on-refusal": fault(
    "envelope.success-false",
    "says success true when it refuses",
    envelopes(refused, (body) => {
      body.success = true;
    }),
  ),
  "refusal-without-errors": fault(
    "envelope.failure-errors",
    "refuses without an error",
    envelopes(refused, (body) => {
      body.errors = [];
    }),
  ),
  "refusal-without-words": fault(
    "envelope.failure-errors",
    "refuses with an empty message",
    envelopes(refused, (body) => {
      body.errors = [{ code: 10021, message: "" }];
    }),
  ),
  "refusal-with-result": fault(
    "envelope.failure-result-null",
    "gives a result with a refusal",
    envelopes(refused, (body) => {
      body.result = { id: "none" };
    }),
  ),
  "wild-body-crashes": fault("envelope.wild-answered", "answers 500 to a date that is none", {
    answer: (call, reply) =>
      call === "createVersion" && JSON.stringify(reply.body).includes("is not a compatibility date")
        ? { ...reply, status: 500 }
        : reply,
  }),
  "refuses-two-notes": fault("version.accepts-valid", "refuses a version that has both a message and a tag", {
    refuse: ({ annotations, limits }) =>
      annotations?.["workers/message"] && annotations["workers/tag"] && limits ? invalid("too many notes") : undefined,
  }),
  "id-without-dashes": fault(
    "version.id-uuid",
    "shows ids without dashes in get",
    showing((version) => {
      version.id = String(version.id).replaceAll("-", "");
    }, "get"),
  ),
  "id-repeated": fault("version.id-unique", "gives an id again when the Worker that had it is gone", () => {
    let first: { id: string; worker: string } | undefined;
    let made = 0;
    return {
      store: (version, worker, state) => {
        made += 1;
        if (made === 3) first = { id: version.id, worker: worker.id };
        const isFree = ![...state.workers.values()].some((one) => one.versions.some(({ id }) => id === first?.id));
        if (first && isFree && !state.workers.has(first.worker) && version.number === 1) version.id = first.id;
      },
    };
  }),
  "created-on-epoch": fault(
    "version.created-on",
    "gives created_on in seconds since 1970",
    showing((version) => {
      version.created_on = Math.floor(Date.parse(String(version.created_on)) / 1000);
    }),
  ),
  "created-on-without-zone": fault(
    "version.created-on",
    "gives created_on without a time zone",
    showing((version) => {
      version.created_on = String(version.created_on).replace("Z", "");
    }),
  ),
  "created-on-late": fault(
    "version.created-on-now",
    "gives created_on an hour too early",
    showing((version) => {
      version.created_on = lateClock(version.created_on);
    }),
  ),
  "number-as-text": fault(
    "version.number-integer",
    "gives the number as text",
    showing((version) => {
      version.number = String(version.number);
    }),
  ),
  "number-missing-in-list": fault(
    "version.number-integer",
    "leaves the number out of lists",
    showing((version) => {
      delete version.number;
    }, "list"),
  ),
  "urls-missing": fault(
    "version.urls",
    "leaves out urls",
    showing((version) => {
      delete version.urls;
    }, "get"),
  ),
  "urls-without-scheme": fault(
    "version.urls",
    "gives urls without a scheme",
    showing((version) => {
      version.urls = (version.urls as string[]).map((url) => url.replace("https://", ""));
    }),
  ),
  "urls-alias": fault(
    "version.urls-own",
    "lists the Worker's own url with each version",
    showing((version, { worker }) => {
      version.urls = [...(version.urls as string[]), `https://${worker.name}.mock.workers.dev`];
    }),
  ),
  "cpu-ms-as-text": fault(
    "version.field-types",
    "gives limits.cpu_ms as text",
    showing((version) => {
      const limits = version.limits as { cpu_ms?: unknown } | undefined;
      if (limits?.cpu_ms !== undefined) limits.cpu_ms = String(limits.cpu_ms);
    }),
  ),
  "startup-time-as-text": fault(
    "version.field-types",
    "gives startup_time_ms as text",
    showing((version) => {
      version.startup_time_ms = "10";
    }),
  ),
  "ratelimit-period-as-text": fault(
    "version.field-types",
    "gives a ratelimit period as text",
    showing((version) => {
      for (const one of listIn(version, "bindings")) {
        const simple = one.simple as { period?: unknown } | undefined;
        if (simple?.period !== undefined) simple.period = String(simple.period);
      }
    }),
  ),
  "date-carried-over": fault("version.nothing-invented", "fills in the compatibility date of the version before", {
    store: (version, worker) => {
      const before = worker.versions.at(-1)?.request.compatibility_date;
      if (before) version.request = { compatibility_date: before, ...version.request };
    },
  }),
  "placement-invented": fault(
    "version.nothing-invented",
    "shows a smart placement where none was sent",
    showing((version) => {
      version.placement ??= { mode: "smart" };
    }),
  ),
  "message-from-tag": fault(
    "version.nothing-invented",
    "shows the tag as message where only a tag was sent",
    showing((version) => {
      const notes = partOf(version, "annotations");
      if (notes["workers/tag"] !== undefined) notes["workers/message"] ??= notes["workers/tag"];
    }),
  ),
  "limits-carried-over": fault("version.nothing-invented", "fills in the limits of the version before", {
    store: (version, worker) => {
      const before = worker.versions.at(-1)?.request.limits;
      if (before) version.request = { ...version.request, limits: { ...before, ...version.request.limits } };
    },
  }),
} satisfies Record<string, TargetFault>;
