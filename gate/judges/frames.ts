import type { ServerReply } from "../../contract/client.ts";
import type { PropertyId } from "../contract/properties.ts";

/** The property that what cannot be read is about, where it comes in an odd frame. */
export function frameOf({
  coding,
  delayMs = 0,
  pieces = 1,
  cuts,
  interim,
  old,
  extended,
}: ServerReply): PropertyId | undefined {
  if (coding !== undefined) return "result.compression";
  return delayMs > 0 || pieces > 1 || cuts || interim || old || extended ? "result.framing" : undefined;
}

/** The row of an odd frame, where it has one. */
export const frameRowOf = ({ interim, old, extended, coding }: ServerReply): string | undefined => {
  if (coding !== undefined) return undefined;
  return interim ? "interim" : old ? "http-1.0" : extended ? "chunks" : undefined;
};
