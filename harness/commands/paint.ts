import { styleText } from "node:util";
import { noPaint, type Paint } from "../../reports/story-text.ts";

const styles = { bad: "red", good: "green", odd: "yellow", soft: "dim", strong: "bold" } as const;

/** Colours where a stream takes them: no terminal, NO_COLOR or TERM=dumb, no colour. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  const hasColour = stream.isTTY === true && stream.hasColors() && process.env.TERM !== "dumb";
  return hasColour ? (style, text) => styleText(styles[style], text, { validateStream: false }) : noPaint;
}
