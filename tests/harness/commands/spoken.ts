import { main } from "../../../cli.ts";

/** What a command said, and its exit code. */
export interface Spoken {
  code: number;
  out: string;
  err: string;
}

/** The command line in this process, with an environment of its own. */
export async function spoken(args: readonly string[], env: Record<string, string> = {}): Promise<Spoken> {
  const said = { out: "", err: "" };
  const streams = [
    [process.stdout, "out"],
    [process.stderr, "err"],
  ] as const;
  const before = streams.map(([stream]) => stream.write);
  for (const [stream, name] of streams)
    stream.write = ((text: string | Uint8Array) => {
      said[name] += String(text);
      return true;
    }) as typeof stream.write;
  try {
    return { code: await main(args, env), ...said };
  } finally {
    for (const [i, [stream]] of streams.entries()) stream.write = before[i] as typeof stream.write;
  }
}
