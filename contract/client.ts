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
  /** Ends the connection after so many bytes of the body, though the length says more. */
  cutAt?: number;
  /** Resets the connection instead of answering. */
  reset?: true;
}

/** A call, and how the server answers one attempt after the other; the last reply stands for all that follow. */
export interface ClientCase {
  call: ClientCall;
  auth: Credential;
  /** Variables that the client's process has beside: credentials that the caller did not choose. */
  environment: Readonly<Record<string, string>>;
  replies: readonly ServerReply[];
  /** How long the client is waited for, where it may well wait itself. */
  patienceMs?: number;
}

/** What a successful answer is read as: the version, and what came beside it. */
export const isSuccessStatus = (status: number): boolean => status >= 200 && status < 300;
