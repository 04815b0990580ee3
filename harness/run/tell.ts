import { failureEvent, type RunEvent, startOf } from "../../reports/events.ts";
import type { Caught, Findings } from "../judge/findings.ts";
import type { Progress } from "../judge/progress.ts";
import type { Session } from "../session/session.ts";
import type { Settings } from "../settings/settings.ts";
import { version } from "../shared/package.ts";
import { redactValue } from "../shared/redact.ts";
import type { Target } from "../target/target.ts";
import { type Reporting, reported } from "./failure.ts";

/** What is told as a run goes. */
interface Telling {
  onEvent: ((event: RunEvent) => void) | undefined;
  onProgress: ((progress: Progress) => void) | undefined;
  settings: Reporting["settings"] & Pick<Settings, "seed" | "profile" | "level" | "only"> & { today: string };
  target: Target;
  session: Pick<Session, "secrets">;
  startedAt: Date;
  isWarning: Findings["isWarning"];
}

/** Tells of a run as it goes; what nobody may read is masked as in its report. */
export function teller({ onEvent, onProgress, settings, target, session, startedAt, isWarning }: Telling) {
  if (onEvent === undefined) return { onProgress };
  const { seed, profile, level, today, only, contract } = settings;
  const masked = <T>(value: T): T => redactValue(value, session.secrets, target.secrets ?? []);
  const atMs = () => Date.now() - startedAt.getTime();
  const { kind, transport } = target;
  const about = { suite: { version }, contract: { revision: contract }, target: { kind, baseUrl: transport.baseUrl } };
  onEvent(masked(startOf(about, { seed, profile, level, today, only, startedAt: startedAt.toISOString() })));
  return {
    onProgress: (progress: Progress) => {
      onProgress?.(progress);
      onEvent({ event: "progress", atMs: atMs(), ...progress });
    },
    onCaught: (caught: Caught) => {
      const { id, row } = caught;
      const whole = { ...reported(caught, { settings, target }), warning: isWarning(id, row) || undefined };
      onEvent(failureEvent(id, masked(whole), atMs()));
    },
  };
}
