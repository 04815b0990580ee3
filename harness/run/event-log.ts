import { appendFileSync, closeSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { eventLine, type RunEvent } from "../../reports/events.ts";
import type { Settings } from "../settings/settings.ts";
import { ownerOnly } from "../shared/write.ts";
import { fileOf, type Written } from "./write.ts";

/** The file of the events of a run, written line by line. */
interface EventLog {
  write(event: RunEvent): void;
  close(): void;
  /** Why a line could not be written, if one could not: no other follows it. */
  failed: string | undefined;
}

/** Opens the file anew, for its owner alone, and through no link that was there before; nothing that fails is thrown. */
export function openEventLog(path: string): EventLog {
  let file: number | undefined;
  const attempt = (act: () => void) => {
    if (log.failed !== undefined) return;
    try {
      act();
    } catch (error) {
      log.failed = `cannot write ${path}: ${error instanceof Error ? error.message : error}`;
    }
  };
  const log: EventLog = {
    failed: undefined,
    write: (event) => attempt(() => file !== undefined && appendFileSync(file, eventLine(event))),
    close: () => attempt(() => file !== undefined && closeSync(file)),
  };
  attempt(() => {
    rmSync(path, { force: true });
    file = openSync(path, "wx", ownerOnly);
  });
  return log;
}

/** Where the events of a run go. */
interface Events {
  onEvent: ((event: RunEvent) => void) | undefined;
  /** Tells the last of them: the file, if there is one and it is whole. */
  end(exit: number, why: string): Written;
}

const nothing: Written = { files: [], failed: [] };

/** Events go to who listens, and to their file where the settings name it as a format; that one fails loses no other. */
export function eventsOf({ out, format }: Pick<Settings, "out" | "format">, listen: Events["onEvent"]): Events {
  const path = format.includes("events") ? join(out, fileOf("events")) : undefined;
  if (path === undefined && listen === undefined) return { onEvent: undefined, end: () => nothing };
  const startedAt = Date.now();
  const log = path === undefined ? undefined : openEventLog(path);
  const onEvent = (event: RunEvent) => {
    log?.write(event);
    listen?.(event);
  };
  return {
    onEvent,
    end: (exit, why) => {
      onEvent({ event: "end", atMs: Date.now() - startedAt, exit, why });
      log?.close();
      if (log?.failed !== undefined) return { files: [], failed: [log.failed] };
      return path === undefined ? nothing : { files: [path], failed: [] };
    },
  };
}
