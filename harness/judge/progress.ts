import { areaOf } from "../../contract/requirements/index.ts";

/** How far a run is. */
export interface Progress {
  claim: string;
  done: number;
  of: number;
  failures: number;
  requests: number;
}

const isTty = (stream: NodeJS.WriteStream) => stream.isTTY === true;

/** Shows how far a run is: one line that changes in a terminal, a line for each area elsewhere. */
export function progressLine(stream: NodeJS.WriteStream): (progress: Progress) => void {
  let area = "";
  return ({ claim, done, of, failures, requests }) => {
    const counts = `${done}/${of} claims, ${requests} requests${failures > 0 ? `, ${failures} failed` : ""}`;
    if (isTty(stream)) {
      stream.write(`\r\u001b[K${claim === "" ? "" : `${counts}: ${claim}`}`);
      return;
    }
    const next = areaOf(claim);
    if (next === area) return;
    area = next;
    stream.write(claim === "" ? `${counts}\n` : `${counts}: ${next} …\n`);
  };
}
