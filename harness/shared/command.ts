import { Option } from "commander";

/** What every command is given. What it says is masked: no line holds a credential. */
export interface CommandLine {
  env: Readonly<Record<string, string | undefined>>;
  /** To the standard output. */
  print: (text: string) => void;
  /** To the standard error, as it stands. */
  complain: (text: string) => void;
  /** Takes the exit code. */
  done: (code: number) => void;
}

const collect = (value: string, before: string[] = []) => [...before, value];

/** A flag that may be given again and again. */
export const repeatable = (flags: string, description: string): Option =>
  new Option(flags, `${description} (repeatable)`).argParser(collect);
