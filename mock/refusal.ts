/** A refusal of the mock: status, code and text as the live API gives them, and where the request is at fault. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly pointer: string | undefined;

  constructor(status: number, code: number, message: string, pointer?: string) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.code = code;
    this.pointer = pointer;
  }
}

/** 10021: the request or the script is invalid. */
export const invalid = (message: string, pointer?: string) => new Refusal(400, 10021, message, pointer);
export const noWorker = () => new Refusal(404, 10007, "This Worker does not exist on your account.");
export const noVersion = () => new Refusal(404, 10071, "This version does not exist.");

/** No answer: the connection is closed, and where the mock dies, every later one is refused. */
export class ConnectionClosed extends Error {
  readonly code: "ECONNRESET" | "ECONNREFUSED";
  readonly end: "closes" | "dies";

  constructor(end: "closes" | "dies", code: ConnectionClosed["code"] = "ECONNRESET") {
    super(code);
    this.code = code;
    this.end = end;
  }
}
