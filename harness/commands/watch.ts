import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Agent } from "undici";
import type { CommandContext } from "./context.ts";

/** How often a server is asked whether it is there, and how long it may take to answer. */
const everyMs = 150;
const patienceMs = 2000;

/** Whether a server answers, whatever it says. */
async function answers(url: string, agent: Agent, signal: AbortSignal): Promise<boolean> {
  try {
    const { request } = await import("undici");
    const { body } = await request(url, { dispatcher: agent, signal, headersTimeout: patienceMs });
    await body.dump();
    return true;
  } catch {
    return false;
  }
}

/** Waits until a server is there, or not there; ends at once when it is told to stop or to go on. */
async function until(url: string, isThere: boolean, stop: AbortSignal, goOn: () => boolean): Promise<void> {
  const { Agent } = await import("undici");
  const agent = new Agent({ connect: { timeout: patienceMs }, keepAliveTimeout: 1 });
  while (!stop.aborted && !goOn()) {
    if ((await answers(url, agent, stop)) === isThere) break;
    await sleep(everyMs, undefined, { signal: stop }).catch(() => {});
  }
  await agent.close();
}

/**
 * Runs, and runs again each time that the server at a URL goes away and comes back, or the return key is pressed. The
 * code of the last run.
 */
export async function watch(url: string, run: () => Promise<number>, { complain }: CommandContext): Promise<number> {
  const stop = new AbortController();
  let isAsked = false;
  const lines = createInterface({ input: process.stdin });
  lines.on("line", () => {
    isAsked = true;
  });
  const onSignal = () => stop.abort();
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  let code = 130;
  try {
    while (!stop.signal.aborted) {
      complain(`waiting for ${url}\n`);
      await until(url, true, stop.signal, () => false);
      if (stop.signal.aborted) break;
      isAsked = false;
      code = await run();
      if (stop.signal.aborted) break;
      complain(`watching ${url}: the run is made again when it comes back, or at a press of the return key\n`);
      await until(url, false, stop.signal, () => isAsked);
    }
    return code;
  } finally {
    lines.close();
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}
