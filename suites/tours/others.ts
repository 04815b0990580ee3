import fc from "fast-check";
import { placementOf } from "../../arbitraries/placement.ts";
import { plainVersion } from "../../arbitraries/version.ts";
import { placementShapes } from "../../contract/placement.ts";
import { placed } from "../placement.ts";
import { answered, call, contentKept, isClean, judgeMethod, methods, rowNames, shownExchange } from "../transport.ts";
import { holds, listed } from "../words/verdicts.ts";
import { stop, tour } from "./tour.ts";

/** Requests that few clients send, on one Worker. */
export const transportTour = tour(
  "transport",
  ["transport.answered", "transport.content-kept", "transport.methods"],
  () => [fc.subarray(rowNames, { minLength: 3, maxLength: 5 })],
  async (worker, rows: string[]) => {
    const kept = "body:chunked";
    await stop(worker, [["transport.content-kept", kept]], () => contentKept(worker, kept));
    const count = async () => listed(await worker.list()).versions.length;
    const before = await count();
    for (const method of methods)
      await stop(worker, [["transport.methods", method]], async () => {
        const exchange = await answered(worker, { method, body: JSON.stringify(plainVersion()) });
        judgeMethod(exchange, method);
      });
    await stop(worker, ["transport.methods"], async () => {
      const after = await count();
      holds(after === before, `${before} versions`, after);
    });
    for (const row of rows)
      await stop(worker, [["transport.answered", row]], async () => {
        const exchange = await answered(worker, call(row));
        holds(isClean(exchange), "an envelope, or a 4xx status", shownExchange(exchange));
      });
    listed(await worker.list());
  },
);

/** Every shape of placement, on a Worker of its own: what a target cannot show again spoils nothing else. */
export const placementTour = tour(
  "placement",
  ["placement.accepted", "placement.echoed"],
  () => [fc.tuple(...placementShapes.map(placementOf))],
  async (worker, placements) => {
    for (const [i, placement] of placements.entries()) {
      const shape = placementShapes[i] ?? "smart";
      await stop(worker, [["placement.accepted", shape]], async () => {
        await placed(worker, shape, placement);
      });
    }
  },
);
