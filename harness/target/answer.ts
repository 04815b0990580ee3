import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";

/** More than any honest answer to the suite's own requests. */
export const largestAnswerBytes = 32 * 1024 * 1024;
/** Deeper than any request of the suite, and not too deep for those who walk through it. */
const deepest = 1500;
/** What is kept of a body that is no text, or too large. */
const keptBytes = 2000;

/** The body of an answer: its text and, where it is JSON, what it says. */
export interface Body {
  text: string;
  json: unknown;
}

const decoders: Readonly<Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** Reads at most so many bytes; undefined where there are more. Leaving the loop closes the connection. */
async function collect(stream: AsyncIterable<Uint8Array>, limit: number): Promise<{ bytes: Buffer; isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > limit) return { bytes: Buffer.from(chunks[0] ?? []).subarray(0, keptBytes), isCut: true };
  }
  return { bytes: Buffer.concat(chunks), isCut: false };
}

const unusable = (why: string, bytes: Buffer): Body => ({
  text: `(${why}) ${bytes.subarray(0, keptBytes).toString("latin1")}`,
  json: undefined,
});

/** How deep brackets are nested in a text, those in strings included: more is only too careful. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > most) most = depth;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return most;
}

/** What a text says as JSON; undefined where it is none, or nested so deep that nobody could work with it. */
export function parseJson(text: string): unknown {
  try {
    return text.length > deepest && depthOf(text) > deepest ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decoded(bytes: Buffer): Body {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { text, json: parseJson(text) };
  } catch {
    return unusable("not UTF-8", bytes);
  }
}

const isTooLarge = (error: unknown) => (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";

/** The body of an answer, within bounds before and after decompression. */
export async function readBody(
  stream: AsyncIterable<Uint8Array>,
  encoding = "",
  limit = largestAnswerBytes,
): Promise<Body> {
  const { bytes, isCut } = await collect(stream, limit);
  const tooLarge = `cut off: more than ${limit} bytes`;
  if (isCut) return unusable(tooLarge, bytes);
  const coding = encoding.trim().toLowerCase();
  if (coding === "" || coding === "identity" || bytes.length === 0) return decoded(bytes);
  const decode = decoders[coding];
  if (!decode) return unusable(`in the unknown coding ${coding.slice(0, 40)}`, bytes);
  try {
    return decoded(await decode(bytes, { maxOutputLength: limit }));
  } catch (error) {
    return unusable(isTooLarge(error) ? `decompressed, ${tooLarge}` : `no ${coding}`, bytes);
  }
}
