import { object, readOnly, string } from "./field.ts";

/** "Truncated to 1000 bytes if longer." */
export const messageMaxBytes = 1000;
/** "Maximum 100 bytes." */
export const tagMaxBytes = 100;

export const annotationsField = object({
  "workers/message": string({ means: "text", maxLength: 1000, maxBytes: messageMaxBytes }),
  "workers/tag": string({ means: "text", maxLength: 100, maxBytes: tagMaxBytes }),
  "workers/triggered_by": readOnly(string()),
});

export interface Annotations {
  "workers/message"?: string;
  "workers/tag"?: string;
}
