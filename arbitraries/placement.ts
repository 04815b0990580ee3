import fc from "fast-check";
import type { Placement, PlacementShape } from "../contract/placement.ts";
import { resourceName } from "./text.ts";

/** "Cloud region … in format 'provider:region'." */
const region = fc.constantFrom("aws:us-east-1", "gcp:europe-west1", "azure:westeurope", "aws:ap-southeast-2");
const hostname = resourceName().map((name) => `${name}.example.com`);
const host = fc.tuple(hostname, fc.integer({ min: 1, max: 65_535 })).map(([name, port]) => `${name}:${port}`);
const targets = { region, hostname, host };
const target = fc.oneof(
  region.map((value) => ({ region: value })),
  hostname.map((value) => ({ hostname: value })),
  host.map((value) => ({ host: value })),
);

/** A placement of the shape. */
export function placementOf(shape: PlacementShape): fc.Arbitrary<Placement> {
  switch (shape) {
    case "smart":
      return fc.constant({ mode: "smart" });
    case "region":
    case "hostname":
    case "host":
      return targets[shape].map((value) => ({ [shape]: value }));
    case "targeted-region":
      return region.map((value) => ({ mode: "targeted", region: value }));
    case "targeted-hostname":
      return hostname.map((value) => ({ mode: "targeted", hostname: value }));
    case "targeted-host":
      return host.map((value) => ({ mode: "targeted", host: value }));
    case "targeted-target":
      return target.map((value) => ({ mode: "targeted", target: [value] }));
  }
}
