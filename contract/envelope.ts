import { boolean, list, number, object, required, string } from "./field.ts";
import { versionField } from "./version.ts";

/** "minimum 1000" */
export const minimumErrorCode = 1000;

/** One entry of `errors[]` and of `messages[]`. */
export const errorItem = object({
  code: required(number({ minimum: minimumErrorCode })),
  message: required(string()),
  documentation_url: string(),
  source: object({ pointer: string() }),
});

/** The answer to an accepted request. */
export const successEnvelope = object({
  errors: required(list(errorItem)),
  messages: required(list(errorItem)),
  result: required(versionField),
  success: required(boolean({ enum: [true] })),
});

/** The answer to a refused one (the page shows it only as "4XX"; the OpenAPI gives its fields). `result` is null. */
export const failureEnvelope = object({
  errors: required(list(errorItem, { minItems: 1 })),
  messages: required(list(errorItem)),
  success: required(boolean({ enum: [false] })),
});
