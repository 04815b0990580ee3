import type { Answer } from "../../contract/api.ts";
import { isObject } from "../../contract/json.ts";

/** Codes of a path or a method that leads nowhere. */
const noRouteCodes: readonly unknown[] = [7000, 7001, 7003];

/** Whether an answer says that there is no such call: a path that leads nowhere, or a method that nobody takes. */
export function leadsNowhere({ status, json }: Answer): boolean {
  if (status === 405 || status === 501) return true;
  if (status !== 404) return false;
  const errors = isObject(json) && Array.isArray(json.errors) ? json.errors : [];
  return json === undefined || errors.some((one) => isObject(one) && noRouteCodes.includes(one.code));
}
