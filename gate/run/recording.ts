import { CannotRun } from "../../harness/shared/errors.ts";
import { mapTexts, textMask } from "../../harness/shared/mask.ts";
import { secretsIn, withoutSecrets } from "../../harness/shared/redact.ts";
import type { GateFlags } from "../adapters/settings.ts";
import type { Recording } from "../contract/recording.ts";
import { isCreateVersion, judgePassive, passiveProperties } from "../judges/passive.ts";
import { tryJson } from "../wire/json.ts";
import { type Recorded, Recorder, valuesOf } from "../wire/recorder.ts";
import { passingOn } from "../wire/upstream.ts";
import { cannedAnswers } from "./canned.ts";
import { requestText } from "./report.ts";

const prefix = "/client/v4";
const credentials = ["authorization", "x-auth-key", "x-auth-email", "x-auth-user-service-key", "cookie"];

/** What was recorded as a report may hold it: no credential, no secret of a body, in whatever form. */
function masked<T>(value: T, requests: readonly Recorded[]): T {
  const secrets = requests.flatMap((one) => [
    ...credentials.flatMap((name) => valuesOf(one, name)).flatMap((text) => [text, text.replace(/^bearer /i, "")]),
    ...secretsIn(tryJson(one.body.toString())),
  ]);
  const mask = textMask([...new Set(secrets)].map((text) => ({ text, as: "[secret]" })));
  return mapTexts(value, mask) as T;
}

/** A body without what the contract calls sensitive; one that is no JSON is not shown. */
function shownBody(body: Buffer): string {
  if (body.length === 0) return "";
  try {
    return JSON.stringify(withoutSecrets(JSON.parse(body.toString())));
  } catch {
    return `(${body.length} bytes, no JSON)`;
  }
}

/** A request as text, without credentials and secrets, however short they are. */
function shownRequest(request: Recorded): string {
  const headers = request.headers.map(([name, value]): [string, string] =>
    credentials.includes(name.toLowerCase()) ? [name, "[secret]"] : [name, value],
  );
  return requestText({ ...request, headers, body: Buffer.from(shownBody(request.body)) });
}

/** Judges what was recorded, by the properties that show without knowing the intent. */
export function judgeRecording(requests: readonly Recorded[], lost: readonly string[] = []): Recording {
  const calls = requests.filter((one) => isCreateVersion(one, prefix));
  const judged = calls.map((one) => ({ one, ...judgePassive(one, prefix) }));
  return masked(
    {
      schema: "workers-version-conformance/record@1",
      requests: requests.length,
      createVersion: calls.length,
      judged: passiveProperties,
      findings: judged.flatMap(({ one, findings }) =>
        findings.map((found) => ({ ...found, actual: withoutSecrets(found.actual), request: shownRequest(one) })),
      ),
      newer: [...new Set(judged.flatMap(({ newer }) => newer))],
      lost: [...new Set(lost)],
    },
    requests,
  );
}

/** How long an upstream may be silent, unless it is said. */
const usualWaitMs = 40_000;

/** Listens, and answers what comes as a server does that takes every version, or as the upstream says. */
export async function openRecorder({
  port,
  upstream,
  waitMs = usualWaitMs,
}: Partial<Pick<GateFlags, "upstream">> & { port: number; waitMs?: number }): Promise<{
  recorder: Recorder;
  baseUrl: string;
  lost: string[];
}> {
  const { fallback, lost } =
    upstream === undefined ? { fallback: cannedAnswers(prefix), lost: [] } : passingOn(upstream, prefix, waitMs);
  const recorder = await Recorder.start({ port, fallback }).catch((error: Error) => {
    throw new CannotRun(`the recorder cannot listen on port ${port}: ${error.message}`, "take another --port");
  });
  return { recorder, baseUrl: recorder.origin + prefix, lost };
}
