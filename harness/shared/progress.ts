/** How far something is: the name at hand, whose first word is its area, and the counts in words. */
export interface Step {
  name: string;
  counts: string;
}

/** Shows how far something is: one line that changes in a terminal, a line for each area elsewhere. */
export function progressOn(stream: NodeJS.WriteStream): (step: Step) => void {
  let area = "";
  return ({ name, counts }) => {
    if (stream.isTTY === true) {
      stream.write(`\r\u001b[K${name === "" ? "" : `${counts}: ${name}`}`);
      return;
    }
    const [next = ""] = name.split(".");
    if (next === area) return;
    area = next;
    stream.write(name === "" ? `${counts}\n` : `${counts}: ${next} …\n`);
  };
}
