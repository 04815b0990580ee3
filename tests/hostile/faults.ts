import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";

/** The right answer of the target, which a fault spoils on its way. */
export interface Right {
  status: number;
  contentType: string;
  body: Buffer;
}

/** What a fault may use beside the answer. */
export interface Means {
  /** Between 0 and 1, from the run's own seed: which byte, how long. */
  fraction: number;
  /** A server that must never hear of the suite's credentials. */
  elsewhere: string;
  path: string;
  /** The server is gone for a while. */
  goAway: () => void;
  /** A pause, longer than any answer is waited for. */
  foreverMs: number;
}

/** A way to spoil one exchange. */
export interface Fault {
  /** Whether the target handles the request at all; undefined: now so, now so. */
  handles?: boolean;
  /** `content`: an answer that came whole and is no envelope; `environment`: no answer of the target. */
  is: "content" | "environment";
  /** Whether nobody waits for its end: the suite gives up first. */
  isSlow?: true;
  answers: (socket: Socket, right: Right, means: Means) => void | Promise<void>;
}

const head = (status: number, headers: Record<string, string | number>) =>
  `HTTP/1.1 ${status} Odd\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;
const whole = (status: number, body: Buffer, headers: Record<string, string | number> = {}): Buffer =>
  Buffer.concat([
    Buffer.from(head(status, { "content-type": "application/json", "content-length": body.length, ...headers })),
    body,
  ]);
export const plain = ({ status, contentType, body }: Right): Buffer =>
  whole(status, body, { "content-type": contentType, date: new Date().toUTCString() });

const mebibyte = 1024 * 1024;
const zeros = Buffer.alloc(mebibyte, 0x20);
/** 100 MiB of spaces in about 100 KB. */
const bomb = gzipSync(Buffer.alloc(100 * mebibyte, 0x20));
const page = Buffer.from("<!doctype html><title>error</title><h1>Web server is down</h1>");

/** Until a socket takes more, or is gone. */
const ready = (socket: Socket) =>
  new Promise<void>((done) => {
    const end = () => {
      socket.off("drain", end).off("close", end);
      done();
    };
    socket.on("drain", end).on("close", end);
  });

/** Writes as fast as the other side reads, until it has enough or `bytes` are written. */
async function pour(socket: Socket, bytes: number): Promise<void> {
  for (let sent = 0; sent < bytes && !socket.destroyed; sent += mebibyte) {
    if (socket.write(zeros)) continue;
    await ready(socket);
  }
}

/** The first bytes of the right answer, up to a random one; never all of them. */
const part = (right: Right, fraction: number): Buffer => {
  const bytes = plain(right);
  return bytes.subarray(0, Math.floor(fraction * (bytes.length - 1)));
};

const content = (answers: Fault["answers"], rest: Partial<Fault> = {}): Fault => ({ is: "content", answers, ...rest });
const environment = (answers: Fault["answers"], rest: Partial<Fault> = {}): Fault => ({
  is: "environment",
  answers,
  ...rest,
});
/** An answer in one piece. */
const says = (make: (right: Right, means: Means) => Buffer): Fault["answers"] => {
  return (socket, right, means) => void socket.write(make(right, means));
};

/** Everything that a network, an edge or a sick server may do to one exchange. */
export const hostileFaults = {
  refused: environment((socket, _right, { goAway }) => {
    goAway();
    socket.resetAndDestroy();
  }),
  "no-answer": environment((socket) => void socket.destroy()),
  reset: environment((socket) => void socket.resetAndDestroy()),
  "reset-at-byte": environment(async (socket, right, { fraction }) => {
    socket.write(part(right, fraction));
    await sleep(1);
    socket.resetAndDestroy();
  }),
  "closed-at-byte": environment((socket, right, { fraction }) => void socket.end(part(right, fraction))),
  "stalled-at-byte": environment((socket, right, { fraction }) => void socket.write(part(right, fraction)), {
    isSlow: true,
  }),
  "slow-drip": environment(
    async (socket, right, { foreverMs }) => {
      for (const byte of plain(right)) {
        if (socket.destroyed) return;
        socket.write(Buffer.from([byte]));
        await sleep(foreverMs / 8);
      }
    },
    { isSlow: true },
  ),
  "endless-body": content(async (socket) => {
    socket.write(head(200, { "content-type": "application/json" }));
    await pour(socket, Number.POSITIVE_INFINITY);
  }),
  "body-of-100-MiB": content(async (socket) => {
    socket.write(head(200, { "content-type": "application/json", "content-length": 100 * mebibyte }));
    await pour(socket, 100 * mebibyte);
  }),
  "gzip-bomb": content(says(() => whole(200, bomb, { "content-encoding": "gzip" }))),
  "gzip-cut": content(says(() => whole(200, bomb.subarray(0, 5000), { "content-encoding": "gzip" }))),
  "unknown-coding": content(says(({ body }) => whole(200, body, { "content-encoding": "wvc" }))),
  "truncated-json": content(
    says(({ status, body }, { fraction }) =>
      whole(status < 300 ? status : 200, body.subarray(0, Math.floor(fraction * (body.length - 1)))),
    ),
  ),
  "invalid-utf-8": content(
    says(({ body }) => whole(200, Buffer.concat([body.subarray(0, -1), Buffer.from(',"x":"\xff\xfe"}', "latin1")]))),
  ),
  "deep-nesting": content(says(() => whole(200, Buffer.from("[".repeat(200_000) + "]".repeat(200_000))))),
  "html-from-an-edge": environment(
    says((_right, { fraction }) =>
      whole([502, 503, 504, 520, 524][Math.floor(fraction * 5)] ?? 502, page, { "content-type": "text/html" }),
    ),
  ),
  "html-with-200": content(
    says(() => whole(200, page, { "content-type": "text/html" })),
    { handles: true },
  ),
  "redirect-loop": content(says((_right, { path }) => whole(307, Buffer.alloc(0), { location: path }))),
  "redirect-elsewhere": content(says((_right, { elsewhere }) => whole(302, Buffer.alloc(0), { location: elsewhere }))),
  "length-too-long": environment((socket, { status, body }) => {
    socket.end(
      Buffer.concat([
        Buffer.from(head(status, { "content-type": "application/json", "content-length": body.length + 10 })),
        body,
      ]),
    );
  }),
  "length-too-short": content((socket, { body }) => {
    socket.end(
      Buffer.concat([
        Buffer.from(
          head(200, { "content-type": "application/json", "content-length": body.length - 5, connection: "close" }),
        ),
        body,
      ]),
    );
  }),
  "storm-of-1xx": environment(
    async (socket, _right, { foreverMs }) => {
      const storm = Buffer.from("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(50));
      for (let waited = 0; waited < 4 * foreverMs && !socket.destroyed; waited += 5) {
        socket.write(storm);
        await sleep(5);
      }
    },
    { isSlow: true },
  ),
  "some-1xx": environment(
    (socket, right) => {
      socket.write("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(20));
      socket.write(plain(right));
    },
    { handles: true },
  ),
  "204": content(
    says(() => Buffer.from(head(204, {}))),
    { handles: true },
  ),
  "429": environment(
    says((_right, { fraction }) =>
      whole(429, page, { "retry-after": fraction < 0.5 ? "0" : new Date(0).toUTCString() }),
    ),
    { handles: false },
  ),
  "no-http": environment((socket) => void socket.end("SSH-2.0-OpenSSH_9.6\r\n")),
  "headers-of-1-MiB": environment(
    (socket) => void socket.end(`HTTP/1.1 200 OK\r\n${"x-flood: 0123456789\r\n".repeat(50_000)}\r\n{}`),
  ),
} as const satisfies Record<string, Fault>;
export type FaultName = keyof typeof hostileFaults;
export const faultNames = Object.keys(hostileFaults) as FaultName[];
