import type { JsonObject } from "./json.ts";

/** What a caller asks of a client: Create Version, in the contract's spelling. */
export interface ClientCall {
  account_id: string;
  worker_id: string;
  query: { deploy?: boolean };
  body: JsonObject;
}

/** The credential that the caller chose. */
export type Credential = { token: string } | { api_key: string; api_email: string };

/** One answer of the server, byte by byte. */
export interface ServerReply {
  status: number;
  headers: readonly (readonly [name: string, value: string])[];
  /** The whole body, as text. */
  body: string;
  /** Waits so long before the first byte, and so long between two pieces. */
  delayMs?: number;
  pieces?: number;
  /** Where pieces begin, in bytes of the body: in place of equal ones. */
  cuts?: readonly number[];
  /** Ends the connection after so many bytes of the body, though the length says more. */
  cutAt?: number;
  /** Resets the connection instead of answering. */
  reset?: true;
  /** Statuses of the interim answers that come before it. */
  interim?: readonly (102 | 103)[];
  /** Codes the body so, where the request accepts that. */
  coding?: "gzip" | "br";
  /** Answers as a server of HTTP/1.0: its body ends with the connection, and no length is said. */
  old?: true;
  /** Sends chunks with extensions, and trailers after them, as HTTP/1.1 allows. */
  extended?: true;
  /** The length that is declared, in bytes, where it is another than the body's. */
  declared?: number;
  /** A redirection: the same route below another path of this host, or of another host. */
  leadsTo?: "here" | "elsewhere";
  /** Says as a date, so many seconds after now, when to try again. */
  retryAtS?: number;
  /** Ends the connection once it has answered, and does not say so. */
  hangsUp?: true;
}

/** A call, and how the server answers one attempt after the other; the last reply stands for all that follow. */
export interface ClientCase {
  call: ClientCall;
  auth: Credential;
  /** Path of the base URL behind what tells the cases apart, such as `/client/v4`. */
  base: string;
  /** Variables that the client's process has beside: what the caller did not choose. `{origin}` stands for the server. */
  environment: Readonly<Record<string, string>>;
  replies: readonly ServerReply[];
  /** How long the client is waited for, where it may well wait itself. */
  patienceMs?: number;
  /** Calls that the same client makes before, one after the other. */
  earlier?: readonly ClientCase[];
  /** A call that the same client makes meanwhile. */
  beside?: ClientCase;
}

/** What a successful answer is read as: the version, and what came beside it. */
export const isSuccessStatus = (status: number): boolean => status >= 200 && status < 300;
