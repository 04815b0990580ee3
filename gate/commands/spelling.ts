/** The commands of `gate`. */
export const gateCommands = ["run", "record", "prove", "matrix", "compare", "list", "publish"] as const;

/** Commands that were flags of `gate` before; some take the word that follows. `--compare` is one of `gate run` still. */
const olderFlags: readonly string[] = ["--record", "--prove", "--matrix", "--list", "--publish"];

/** A command line of `gate` as it is spelled today, and what to say of one that was spelled as before. */
export function gateArguments(args: readonly string[]): { args: string[]; note?: string } {
  const [first] = args;
  const isNamed = first === "help" || (gateCommands as readonly string[]).includes(first ?? "");
  const asksForHelp = args.length === 1 && (first === "--help" || first === "-h");
  if (isNamed || asksForHelp) return { args: [...args] };
  const end = args.indexOf("--");
  const flags = end < 0 ? args : args.slice(0, end);
  const older = flags.find((one) => olderFlags.includes(one));
  if (older === undefined) return { args: ["run", ...args] };
  const at = args.indexOf(older);
  const command = older.slice(2);
  const takesFolder = command === "matrix" || command === "publish";
  const taken = takesFolder ? args.slice(at + 1, at + 2) : [];
  const rest = args.toSpliced(at, 1 + taken.length);
  return { args: [command, ...taken, ...rest], note: `gate ${older} is now gate ${command}` };
}
