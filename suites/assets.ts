import fc from "fast-check";
import { assets, assetsConfig, assetsJwt } from "../arbitraries/assets.ts";
import { basePath } from "../arbitraries/exports.ts";
import { plainVersion } from "../arbitraries/version.ts";
import type { World } from "../arbitraries/world.ts";
import type { Assets } from "../contract/assets.ts";
import { assetsAccepted } from "./judges/content.ts";
import { claimRows } from "./words/claim.ts";
import { acceptedAndShown } from "./words/round-trip.ts";

const tokens = (world: World) => world.resources?.assets?.map((one) => String(one.jwt));
const noToken = (world: World) =>
  world.resources && !world.resources.assets?.length
    ? "no assets in the settings (a completion token as jwt)"
    : undefined;

const rows = {
  config: () => assetsConfig().map((config): Assets => ({ config })),
  jwt: (world: World) =>
    (tokens(world) ? fc.constantFrom(...(tokens(world) ?? [])) : assetsJwt()).map((jwt): Assets => ({ jwt })),
  both: (world: World) => assets(tokens(world)),
  base_path: () => basePath().map((base_path): Assets => ({ config: { base_path } })),
};
type Row = keyof typeof rows;

export const assetsClaims = claimRows(
  "assets.accepted",
  Object.keys(rows) as Row[],
  (row) => ({
    drives: row === "jwt" ? ["secrecy.assets-jwt"] : ["assets.config-echoed"],
    unavailable: (world) => (["config", "base_path"].includes(row) ? undefined : noToken(world)),
    since: row === "base_path" ? "create-version/2026-11" : undefined,
  }),
  (row, world) => [rows[row](world)],
  (row) => async (worker, made) => {
    await acceptedAndShown(worker, { ...plainVersion(), assets: made }, assetsAccepted(row));
  },
);
