import type { Exchange } from "../../contract/api.ts";
import { isObject } from "../../contract/json.ts";
import type { Version, VersionRequest } from "../../contract/version.ts";
import { shownOf, statusOf } from "../words/broken.ts";
import { holds } from "../words/verdicts.ts";

const answers = (row: string) => ({ id: "transport.answered", row }) as const;

/** The target is there; whether it gave an answer to this. */
export const answeredInTime = (isAnswered: boolean, row: string): void =>
  holds(isAnswered, "an answer in time", "none", answers(row));

const isEnvelope = ({ answer }: Exchange) => isObject(answer.json);
/** An answer that a client can work with: an envelope, or a status that says that the request was not taken. */
export function cleanAnswer(exchange: Exchange, row: string): void {
  const status = statusOf(exchange);
  const isPost = exchange.call.method === "POST";
  const isRefusal = (status >= 400 && status < 500) || (status === 501 && !isPost);
  const isAnswer = status >= 200 && status < 300 && (!isPost || isEnvelope(exchange));
  holds(isRefusal || isAnswer, "an envelope, or a 4xx status", shownOf(exchange), answers(row));
}

/** What any answer to another method than POST must be like. */
export function methodAnswered(exchange: Exchange, method: string): void {
  const status = statusOf(exchange);
  const where = answers(method);
  holds(status < 500 || status === 501, "no 5xx status but 501", shownOf(exchange), where);
  const isAnswer = status >= 300 || exchange.answer.text === "" || isEnvelope(exchange);
  holds(isAnswer, "an envelope, or no 2xx status", shownOf(exchange), where);
}

/** Another method than POST makes no version beside those that were there. */
export const noVersionMade = (before: number, versions: readonly Version[], method?: string): void =>
  holds(
    versions.length === before,
    `${before} version${before === 1 ? "" : "s"}, as before`,
    versions.map(({ id }) => id),
    { id: "transport.methods", row: method },
  );

const kept = (row: string) => ({ id: "transport.content-kept", row }) as const;
/** A request in another form than usual makes one version … */
export const oneVersion = (versions: readonly Version[], row: string): void =>
  holds(versions.length === 1, "one version", versions, kept(row));
/** … and that has the main module that was sent. */
export const sameMain = ({ main_module: seen }: Version, { main_module: sent }: VersionRequest, row: string): void =>
  holds(seen === sent, `main_module ${sent}`, seen, kept(row));
