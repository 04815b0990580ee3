import { z } from "zod";

/** A whole number of at least so many. */
export const whole = (minimum: number) => z.number().int().min(minimum);
/** Seeds are 32-bit integers, as fast-check takes them. */
export const seedSetting = z.number().int().min(-0x80000000).max(0x7fffffff);
/** The path of a counterexample, as a failure gave it. */
export const pathSetting = z.string().regex(/^\d+(:\d+)*$/, "must be a path that a failure gave, such as 0:1:2");

/** A number of the command line; what is none is left to the schema to refuse. */
export function numberFrom(text: unknown): unknown {
  if (typeof text !== "string" || text.trim() === "" || Number.isNaN(Number(text))) return text;
  return Number(text);
}

/** A list of the command line. */
export const listFrom = (text: unknown): unknown =>
  typeof text === "string" ? text.split(",").map((one) => one.trim()) : text;
