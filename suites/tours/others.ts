import fc from "fast-check";
import { placementOf } from "../../arbitraries/placement.ts";
import { plainVersion } from "../../arbitraries/version.ts";
import { placementShapes } from "../../contract/placement.ts";
import { cleanAnswer, methodAnswered, noVersionMade } from "../judges/transport.ts";
import { placed } from "../placement.ts";
import { answered, call, contentKept, methods, rowNames } from "../transport.ts";
import { stop } from "../words/stop.ts";
import { listed } from "../words/verdicts.ts";
import { tour } from "./tour.ts";

/** Requests that few clients send, on one Worker. */
export const transportTour = tour(
  "transport",
  ["transport.answered", "transport.content-kept", "transport.methods"],
  () => [fc.subarray(rowNames, { minLength: 3, maxLength: 5 })],
  async (worker, rows: string[]) => {
    const kept = "body:chunked";
    await stop(worker, [["transport.content-kept", kept]], () => contentKept(worker, kept));
    const list = async () => listed(await worker.list()).versions;
    const before = (await list()).length;
    for (const method of methods)
      await stop(worker, [["transport.methods", method]], async () =>
        methodAnswered(await answered(worker, { method, body: JSON.stringify(plainVersion()) }, method), method),
      );
    await stop(worker, ["transport.methods"], async () => noVersionMade(before, await list()));
    for (const row of rows)
      await stop(worker, [["transport.answered", row]], async () =>
        cleanAnswer(await answered(worker, call(row), row), row),
      );
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
