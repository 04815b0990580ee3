import { existsSync } from "node:fs";

// A checkout runs its TypeScript as it stands, through tsx; in the package it is built.
const isCheckout = existsSync(new URL("../tsconfig.json", import.meta.url));
if (isCheckout) {
  const { register } = await import("tsx/esm/api");
  register();
}

/** Imports a module of this package, by its path without an ending. */
export const load = (path) =>
  import(new URL(isCheckout ? `../${path}.ts` : `../dist/${path}.js`, import.meta.url).href);
