import { appendFileSync } from "node:fs";
import { logText } from "../../reports/door.ts";
import { type StepTexts, stepWithoutRun } from "../../reports/github.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether this process is a step of GitHub Actions. */
export const isStep = (env: Environment): boolean => env.GITHUB_ACTIONS === "true";

/** A text as the log of the process bears it: where a step reads it too, nothing in it is a command. */
export const inLog = (text: string, env: Environment): string => (isStep(env) ? logText(text) : text);

interface Streams {
  print: (text: string) => void;
  complain: (text: string) => void;
}

/** Says beside the log of a step what came of it. What cannot be said is complained about, and changes no exit code. */
export function sayInStep(texts: () => StepTexts, env: Environment, { print, complain }: Streams): void {
  if (!isStep(env)) return;
  try {
    const { summary, annotations, outputs } = texts();
    if (annotations.length > 0) print(annotations.join("\n"));
    for (const [name, text] of [["GITHUB_STEP_SUMMARY", summary] as const, ["GITHUB_OUTPUT", outputs] as const])
      append(name, text, env[name], complain);
  } catch (error) {
    complain(`the step is told nothing: ${error instanceof Error ? error.message : error}\n`);
  }
}

function append(name: string, text: string, path: string | undefined, complain: Streams["complain"]): void {
  try {
    if (!path) throw new Error("it is not set");
    appendFileSync(path, text.endsWith("\n") ? text : `${text}\n`);
  } catch (error) {
    complain(`cannot write ${name}${path ? ` (${path})` : ""}: ${error instanceof Error ? error.message : error}\n`);
  }
}

/** What a command gives; where it throws, the step says why. */
export async function orSayInStep<T>(done: Promise<T>, env: Environment, streams: Streams): Promise<T> {
  try {
    return await done;
  } catch (error) {
    sayInStep(() => stepWithoutRun(error instanceof Error ? error.message : String(error)), env, streams);
    throw error;
  }
}
