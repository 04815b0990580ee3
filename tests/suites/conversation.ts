import { plainVersion } from "../../arbitraries/version.ts";
import type { Call } from "../../contract/api.ts";
import type { JsonObject } from "../../contract/json.ts";
import type { VersionRequest } from "../../contract/version.ts";
import { invariants } from "../../suites/index.ts";
import { numberingInvariant } from "../../suites/numbering.ts";
import { observing } from "../../suites/observer.ts";
import { exchangeOf } from "../harness/judge/bench.ts";

/** What the invariants say of an answer: the requirements that held, and those that broke. */
export interface Said {
  held: string[];
  broken: string[];
}

const idOf = (number: number, worker: string) =>
  `${worker.padStart(8, "0")}-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** A conversation with a target that answers as it is told to: versions are told apart by a number and their Worker. */
export function conversation() {
  const observer = observing(invariants, numberingInvariant);
  const versions = new Map<string, JsonObject>();
  const key = (number: number, worker: string) => `${worker}/${number}`;

  const said = (
    call: Partial<Call>,
    result: unknown,
    rest: JsonObject = {},
    status = 200,
    contentType = "application/json",
  ): Said => {
    const text = JSON.stringify({ success: status < 300, errors: [], messages: [], result, ...rest });
    const answer = { json: JSON.parse(text), status, text, contentType };
    const exchange = exchangeOf({ path: "/versions", ...call }, answer);
    observer.calling(exchange.call);
    const { judgements } = observer.saw(exchange);
    const ids = (isBroken: boolean) => [
      ...new Set(judgements.filter((one) => (one.refutation !== undefined) === isBroken).map(({ id }) => id)),
    ];
    return { held: ids(false), broken: ids(true) };
  };

  return {
    said,
    /** A create that is answered as it should be but for `shown`; `sent` is what it asks for beside code. */
    create(
      number: number,
      shown: JsonObject = {},
      sent: Partial<VersionRequest> = {},
      about: Partial<Call> = {},
    ): Said {
      const { workerId = "1" } = about;
      const request = { ...plainVersion(), ...sent };
      const { modules: _, ...content } = request;
      const version = {
        id: idOf(number, workerId),
        number,
        created_on: "1970-01-01T00:00:00.000Z",
        urls: [],
        bindings: [],
        ...content,
        ...shown,
      } as unknown as JsonObject;
      versions.set(key(number, workerId), version);
      return said({ kind: "createVersion", method: "POST", workerId, request, ...about }, version);
    },
    get(number: number, shown: JsonObject = {}, { workerId = "1", includeModules = false }: Partial<Call> = {}): Said {
      const version = versions.get(key(number, workerId)) ?? {};
      return said(
        { kind: "getVersion", workerId, versionId: String(version.id), includeModules },
        { ...version, ...shown },
      );
    },
    list(numbers: number[], shown: JsonObject = {}, workerId = "1"): Said {
      const items = numbers.map((number) => ({ ...versions.get(key(number, workerId)), ...shown }));
      return said({ kind: "listVersions", workerId }, items);
    },
    remove(number: number, workerId = "1"): Said {
      const versionId = String(versions.get(key(number, workerId))?.id);
      return said({ kind: "deleteVersion", method: "DELETE", workerId, versionId }, null);
    },
    /** A create, or the delete of a version, that got no answer. */
    lost(kind: "createVersion" | "deleteVersion", number = 0, workerId = "1"): void {
      const versionId = String(versions.get(key(number, workerId))?.id);
      observer.lost({ kind, method: "POST", path: "/versions", workerId, versionId });
    },
    /** A request with a fault, refused with a pointer. */
    refusedAt: (fault: string, pointer: string | undefined, status = 400, shift = 0): Said =>
      said(
        { kind: "createVersion", method: "POST", workerId: "1", fault, shift },
        null,
        { errors: [{ code: 10_021, message: "no", ...(pointer === undefined ? {} : { source: { pointer } }) }] },
        status,
      ),
    refused: (workerId = "1"): Said =>
      said({ kind: "createVersion", method: "POST", workerId, request: plainVersion() }, null, {}, 400),
  };
}
