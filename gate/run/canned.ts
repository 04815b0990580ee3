import { createHash } from "node:crypto";
import { type Result, success } from "../../arbitraries/answers.ts";
import { shownOf } from "../../arbitraries/echoes.ts";
import type { ServerReply } from "../../contract/client.ts";
import { isObject, type JsonObject } from "../../contract/json.ts";
import { isCreateVersion } from "../judges/passive.ts";
import { splitTarget } from "../judges/request.ts";
import { tryJson } from "../wire/json.ts";
import type { Recorded } from "../wire/recorder.ts";
import { otherRoute } from "../wire/routes.ts";

/** A version that a server could have made of the request. */
function madeOf(request: Recorded, number: number): Result & JsonObject {
  const json = tryJson(request.body.toString());
  const hash = createHash("sha256").update(`record:${number}`).digest("hex");
  return {
    id: `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`,
    number,
    created_on: "2026-01-01T00:00:00.000000Z",
    urls: [],
    ...shownOf(isObject(json) ? (json as JsonObject) : {}),
  };
}

/** Answers as a server that takes every version, and has the versions that it took. */
export function cannedAnswers(prefix: string): (request: Recorded) => ServerReply {
  const made: JsonObject[] = [];
  return (request) => {
    if (isCreateVersion(request, prefix)) {
      const version = madeOf(request, made.length + 1);
      made.push(version);
      return success(version);
    }
    const { segments, query } = splitTarget(request.target, prefix);
    return otherRoute(request.method, request.target.startsWith(prefix) ? segments : [], made, query);
  };
}
