import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { request as undiciRequest } from "undici";
import type { ServerReply } from "../../contract/client.ts";
import { CannotRun } from "../errors.ts";
import { mapTexts, textMask } from "../mask.ts";
import { secretsIn, withoutSecrets } from "../redact.ts";
import { prepareFolder } from "../write.ts";
import { cannedAnswers } from "./canned.ts";
import { tryJson } from "./json.ts";
import { isCreateVersion, judgePassive, type PassiveFinding, passiveProperties } from "./judge-passive.ts";
import { properties } from "./properties.ts";
import { type Fallback, type Recorded, Recorder, valuesOf } from "./recorder.ts";
import { requestText } from "./report.ts";
import type { GateFlags } from "./settings.ts";
import { writeWhole } from "./write.ts";

type Environment = Readonly<Record<string, string | undefined>>;
const prefix = "/client/v4";

const hopByHop = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "keep-alive",
  "accept-encoding",
]);
const kept = (headers: readonly (readonly [string, string])[]) =>
  headers.filter(([name]) => !hopByHop.has(name.toLowerCase()));

/** Passes requests on to another base URL, and its answers back. */
function upstreamAnswers(upstream: string): Fallback {
  const base = upstream.replace(/\/+$/, "");
  return async ({ method, target, headers, body }): Promise<ServerReply> => {
    const response = await undiciRequest(base + target.slice(prefix.length), {
      method: method as "POST",
      headers: kept(headers).flat(),
      ...(body.length > 0 ? { body } : {}),
    });
    const names = Object.entries(response.headers).flatMap(([name, value]): [string, string][] =>
      [value ?? []].flat().map((one) => [name, one]),
    );
    return {
      status: response.statusCode,
      headers: kept(names.filter(([name]) => name !== "content-encoding")),
      body: await response.body.text(),
    };
  };
}

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

export interface Recording {
  schema: "workers-version-conformance/record@1";
  requests: number;
  createVersion: number;
  judged: readonly string[];
  findings: (PassiveFinding & { request: string })[];
  newer: string[];
}

/** Judges what was recorded, by the properties that show without knowing the intent. */
export function judgeRecording(requests: readonly Recorded[]): Recording {
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
    },
    requests,
  );
}

function recordingText({ requests, createVersion, findings, newer }: Recording): string {
  return [
    ...findings.flatMap(({ property, at, expected, actual, request }) => [
      `FAIL  ${property}`,
      `  property   the client ${properties[property].level === "must" ? "MUST" : "SHOULD"} ${properties[property].text}`,
      `  at         ${at}`,
      `  expected   ${expected}`,
      `  actual     ${typeof actual === "string" ? actual : JSON.stringify(actual)}`,
      ...request.split("\n").map((line) => `  | ${line}`),
      "",
    ]),
    ...(newer.length > 0 ? [`newer than this contract, and not judged: ${newer.join(", ")}`] : []),
    `${requests} requests, ${createVersion} of them Create Version, ${findings.length} findings by ${passiveProperties.length} properties`,
    "what was wanted is not known here: an adapter or a template judges the rest (see the README)",
  ].join("\n");
}

/** Runs a program with the recorder as its base URL, until it ends; its exit code is not judged. */
async function runProgram(command: readonly string[], baseUrl: string, env: Environment): Promise<void> {
  const [file = "", ...args] = command;
  const own = { ...env, CLOUDFLARE_BASE_URL: baseUrl, CLOUDFLARE_API_BASE_URL: baseUrl };
  const child = spawn(file, args, { env: own as NodeJS.ProcessEnv, stdio: ["inherit", 2, 2] });
  const failed = once(child, "error").then(([error]) => {
    throw new CannotRun(`${file} cannot be started: ${(error as Error).message}`);
  });
  await Promise.race([once(child, "close"), failed]);
}

const interrupted = () =>
  new Promise<void>((done) => {
    process.once("SIGINT", () => done());
    process.once("SIGTERM", () => done());
  });

/** `gate --record`: records what any program sends to this base URL, and judges it when the program has ended. */
export async function recordCommand(
  flags: GateFlags,
  command: readonly string[],
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  await prepareFolder(flags.out);
  const fallback = flags.upstream === undefined ? cannedAnswers(prefix) : upstreamAnswers(flags.upstream);
  const recorder = await Recorder.start({ port: flags.port, fallback }).catch((error: Error) => {
    throw new CannotRun(`the recorder cannot listen on port ${flags.port}: ${error.message}`, "take another --port");
  });
  const baseUrl = recorder.origin + prefix;
  try {
    if (command.length > 0) await runProgram(command, baseUrl, env);
    else {
      print(`recording at CLOUDFLARE_BASE_URL=${baseUrl}; Ctrl-C ends it and judges`);
      await interrupted();
    }
  } finally {
    await recorder.close();
  }
  const recording = judgeRecording(recorder.strays);
  const file = await writeWhole(join(flags.out, "gate-record.json"), `${JSON.stringify(recording, undefined, 2)}\n`);
  print(`${recordingText(recording)}\nreports: ${file}`);
  if (recording.createVersion === 0) {
    print("exit 2: no Create Version request came");
    return 2;
  }
  print(
    recording.findings.length > 0
      ? "exit 1: a request breaks a property"
      : "exit 0: every request keeps the properties that show in it",
  );
  return recording.findings.length > 0 ? 1 : 0;
}
