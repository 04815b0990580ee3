import { byteLength, type JsonObject } from "../../contract/json.ts";
import { type PlacementShape, placementShape, placementShapes } from "../../contract/placement.ts";
import type { VersionRequest } from "../../contract/version.ts";
import type { Behaviour } from "../behaviour.ts";
import { truncate } from "../plane.ts";
import { invalid } from "../refusal.ts";
import { fault, listIn, partOf, showing, type TargetFault, table } from "./fault.ts";

const placements = {
  ...table(
    placementShapes.map((shape) => [
      `refuses-placement-${shape}`,
      fault("placement.accepted", `refuses placement of the shape ${shape}`, {
        refuse: ({ placement }) =>
          placement && placementShape(placement) === shape ? invalid("placement is invalid") : undefined,
      }),
    ]),
  ),
  ...table(
    placementShapes.map((shape) => [
      `drops-placement-${shape}`,
      fault(
        "placement.echoed",
        `shows no placement of the shape ${shape} in get`,
        showing((version) => {
          if (shapeOf(version) === shape) delete version.placement;
        }, "get"),
      ),
    ]),
  ),
};
const shapeOf = (version: JsonObject): PlacementShape | undefined =>
  version.placement === undefined ? undefined : placementShape(partOf(version, "placement"));

const fieldFaults = {
  "assets-refused": fault("assets.accepted", "refuses assets with html_handling none", {
    refuse: ({ assets }) => (assets?.config?.html_handling === "none" ? invalid("none is not allowed") : undefined),
  }),
  "run-first-true-lost": fault(
    "assets.config-echoed",
    "drops run_worker_first when it is true",
    showing((version) => {
      const config = partOf(partOf(version, "assets"), "config");
      if (config.run_worker_first === true) delete config.run_worker_first;
    }),
  ),
  "run-first-as-boolean": fault(
    "assets.config-echoed",
    "gives a list of rules as true",
    showing((version) => {
      const config = partOf(partOf(version, "assets"), "config");
      if (Array.isArray(config.run_worker_first)) config.run_worker_first = true;
    }),
  ),
  "html-handling-default": fault(
    "assets.config-echoed",
    "always says auto-trailing-slash",
    showing((version) => {
      const config = partOf(partOf(version, "assets"), "config");
      if (config.html_handling !== undefined) config.html_handling = "auto-trailing-slash";
    }),
  ),
  "not-found-lost": fault(
    "assets.config-echoed",
    "drops not_found_handling in get",
    showing((version) => {
      delete partOf(partOf(version, "assets"), "config").not_found_handling;
    }, "get"),
  ),
  "headers-file-refused": fault("modules.accepted", "refuses a module named _headers", {
    refuse: ({ modules = [] }) => (modules.some((one) => one.name === "_headers") ? invalid("no _headers") : undefined),
  }),
  "last-module-lost": fault(
    "modules.complete",
    "leaves out the last module in get",
    showing((version) => {
      const list = listIn(version, "modules");
      if (list.length > 1) version.modules = list.slice(0, -1);
    }),
  ),
  "headers-file-lost": fault(
    "modules.complete",
    "keeps _headers to itself",
    showing((version) => {
      if (version.modules) version.modules = listIn(version, "modules").filter((one) => one.name !== "_headers");
    }),
  ),
  "folder-lost": fault(
    "modules.complete",
    "drops the folders of module names",
    showing((version) => {
      for (const one of listIn(version, "modules")) one.name = String(one.name).split("/").at(-1) ?? "";
    }),
  ),
  "module-added": fault(
    "modules.complete",
    "adds a module of its own",
    showing((version) => {
      if (version.modules)
        version.modules = [
          ...listIn(version, "modules"),
          { name: "__loader.js", content_type: "text/plain", content_base64: "" },
        ];
    }),
  ),
  "bytes-as-utf8": fault(
    "modules.bytes-unchanged",
    "reads module bytes as UTF-8",
    modules((one) => {
      one.content_base64 = Buffer.from(Buffer.from(String(one.content_base64), "base64").toString("utf8")).toString(
        "base64",
      );
    }),
  ),
  "bytes-newline": fault(
    "modules.bytes-unchanged",
    "ends text modules with a newline",
    modules((one) => {
      if (one.content_type === "text/plain")
        one.content_base64 = Buffer.concat([
          Buffer.from(String(one.content_base64), "base64"),
          Buffer.from("\n"),
        ]).toString("base64");
    }),
  ),
  "base64-twice": fault(
    "modules.bytes-unchanged",
    "encodes content twice",
    modules((one) => {
      one.content_base64 = btoa(String(one.content_base64));
    }),
  ),
  "base64-url": fault(
    "modules.bytes-unchanged",
    "gives content in the URL alphabet",
    modules((one) => {
      one.content_base64 = String(one.content_base64).replaceAll("+", "-").replaceAll("/", "_");
    }),
  ),
  "content-type-guessed": fault(
    "modules.content-type-kept",
    "says text/plain of source maps",
    modules((one) => {
      if (one.content_type === "application/source-map") one.content_type = "text/plain";
    }),
  ),
  "content-type-charset": fault(
    "modules.content-type-kept",
    "adds a charset to text/plain",
    modules((one) => {
      if (one.content_type === "text/plain") one.content_type = "text/plain; charset=utf-8";
    }),
  ),
  "modules-always": fault(
    "modules.only-when-included",
    "shows module content in every get",
    showing((version, { version: stored }) => {
      version.modules = structuredClone(stored.request.modules ?? []) as never;
    }, "get"),
  ),
  "main-module-lost": fault(
    "modules.main-module-echoed",
    "always says index.js",
    showing((version) => {
      if (version.main_module !== undefined) version.main_module = "index.js";
    }),
  ),
  "message-cut-at-999": fault("annotations.message-echoed", "cuts messages of 1000 bytes at 999", {
    store: keptMessages(
      (length) => length === 1000,
      (text) => truncate(text, 999),
    ),
  }),
  "message-cut-at-400": fault(
    "annotations.message-echoed",
    "cuts messages of up to 996 bytes at 400",
    messages((text) => (byteLength(text) <= 996 ? truncate(text, 400) : text)),
  ),
  "message-in-characters": fault("annotations.message-cut", "cuts messages at 1000 characters instead of bytes", {
    store: longMessages((text) => [...text].slice(0, 1000).join("")),
  }),
  "message-of-1001": fault("annotations.message-cut", "cuts messages from 1002 bytes on", {
    store: longMessages((text) => (byteLength(text) === 1001 ? text : truncate(text, 1000))),
  }),
  "message-last-replaced": fault("annotations.message-cut", "replaces the last character of a message that it cuts", {
    store: longMessages((text) => `${[...truncate(text, 1000)].slice(0, -1).join("")}\ufffd`),
  }),
  "message-cut-short": fault("annotations.message-cut", "cuts messages at 900 bytes", {
    store: longMessages((text) => truncate(text, 900)),
  }),
  "message-ellipsis": fault("annotations.message-cut", "ends a cut message with dots", {
    store: longMessages((text) => `${truncate(text, 997)}...`),
  }),
  "tag-lower-case": fault(
    "annotations.tag-echoed",
    "gives tags in lower case",
    tags((text) => text.toLowerCase()),
  ),
  "tag-cut-at-99": fault(
    "annotations.tag-echoed",
    "cuts tags at 99 bytes",
    tags((text) => truncate(text, 99)),
  ),
  "tag-in-characters": fault("annotations.tag-limit", "takes tags of up to 100 characters", {
    pardon: ({ message }) => message.startsWith("workers/tag is longer"),
  }),
  "flags-refused": fault("compatibility.accepted", "refuses three flags", {
    refuse: ({ compatibility_flags: flags = [] }) => (flags.length === 3 ? invalid("too many flags") : undefined),
  }),
  "date-as-time": fault(
    "compatibility.date-echoed",
    "gives the date as a date-time",
    showing((version) => {
      if (version.compatibility_date) version.compatibility_date = `${version.compatibility_date}T00:00:00Z`;
    }),
  ),
  "date-next-day": fault(
    "compatibility.date-echoed",
    "gives dates before 2024 a day early",
    showing((version) => {
      const date = version.compatibility_date;
      if (typeof date === "string" && date < "2024")
        version.compatibility_date = new Date(Date.parse(date) - 1).toISOString().slice(0, 10);
    }),
  ),
  "flags-last-lost": fault(
    "compatibility.flags-echoed",
    "drops the third flag",
    showing((version) => {
      if (Array.isArray(version.compatibility_flags))
        version.compatibility_flags = version.compatibility_flags.slice(0, 2);
    }),
  ),
  "containers-refused": fault("containers.accepted", "refuses two containers", {
    refuse: ({ containers = [] }) => (containers.length > 1 ? invalid("one container") : undefined),
  }),
  "containers-first": fault(
    "containers.echoed",
    "shows the first container",
    showing((version) => {
      if (Array.isArray(version.containers)) version.containers = version.containers.slice(0, 1);
    }),
  ),
  "limits-refused": fault("limits.accepted", "refuses a limit of subrequests alone", {
    refuse: ({ limits }) => (limits?.subrequests && !limits.cpu_ms ? invalid("cpu_ms is missing") : undefined),
  }),
  "subrequests-capped": fault(
    "limits.echoed",
    "caps subrequests at 50",
    showing((version) => {
      const limits = partOf(version, "limits");
      if (limits.subrequests) limits.subrequests = Math.min(50, Number(limits.subrequests));
    }),
  ),
  "cpu-ms-lost": fault(
    "limits.echoed",
    "drops cpu_ms in get",
    showing((version) => {
      delete partOf(version, "limits").cpu_ms;
    }, "get"),
  ),
  "unbound-refused": fault("usage-model.accepted", "refuses the usage model unbound", {
    refuse: ({ usage_model }) => (usage_model === "unbound" ? invalid("gone") : undefined),
  }),
  "usage-model-swapped": fault(
    "usage-model.echoed",
    "says bundled of everything that is not standard",
    showing((version) => {
      if (version.usage_model === "unbound") version.usage_model = "bundled";
    }),
  ),
} satisfies Record<string, TargetFault>;

function modules(change: (module: JsonObject) => void) {
  return showing((version) => listIn(version, "modules").forEach(change));
}
function messages(change: (text: string) => string) {
  return annotation("workers/message", change);
}
function tags(change: (text: string) => string) {
  return annotation("workers/tag", change);
}
function annotation(key: string, change: (text: string) => string) {
  return showing((version) => {
    const notes = partOf(version, "annotations");
    if (typeof notes[key] === "string") notes[key] = change(notes[key]);
  });
}
/** Changes how a message over the limit is kept. */
function longMessages(change: (text: string) => string) {
  return keptMessages((length) => length > 1000, change);
}
/** Changes how a message of some lengths is kept. */
function keptMessages(
  isMeant: (length: number) => boolean,
  change: (text: string) => string,
): NonNullable<Behaviour["store"]> {
  return (version, _worker, _state, rawBody) => {
    const sent = (JSON.parse(rawBody) as VersionRequest).annotations?.["workers/message"];
    if (sent === undefined || !isMeant(byteLength(sent))) return;
    version.request = {
      ...version.request,
      annotations: { ...version.request.annotations, "workers/message": change(sent) },
    };
  };
}

/** Deviations in the plain fields of a version. */
export const fieldsFaults: Record<string, TargetFault> = { ...placements, ...fieldFaults };
