import { closestMatch } from "leven";

/** What a message adds about an unknown name: the known one that is nearest, or nothing where none is near. */
export function meant(name: string, known: readonly string[]): string {
  const near = closestMatch(name, known, { maxDistance: Math.max(3, Math.ceil(name.length / 2)) });
  return near === undefined ? "" : `; the nearest known name is ${near}`;
}
