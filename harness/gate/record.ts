import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { request as undiciRequest } from "undici";
import { kindOf } from "../../contract/bindings.ts";
import type { ServerReply } from "../../contract/client.ts";
import { isObject } from "../../contract/json.ts";
import type { VersionRequest } from "../../contract/version.ts";
import { CannotRun } from "../errors.ts";
import { redact } from "../redact.ts";
import { prepareFolder } from "../write.ts";
import { cannedAnswers } from "./canned.ts";
import { isNumber, tryJson, writeJson } from "./json.ts";
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

/** What was recorded as a report may hold it: no credential, no secret of a body. */
function masked<T>(value: T, requests: readonly Recorded[]): T {
  const bodies = requests.flatMap(({ body }) => {
    const json = tryJson(body.toString());
    return isObject(json) ? [json as unknown as VersionRequest] : [];
  });
  const tokens = requests.flatMap((one) => credentials.flatMap((name) => valuesOf(one, name)));
  const secrets = [...new Set(tokens.flatMap((one) => [one, one.replace(/^bearer /i, "")]))].filter(
    (one) => one.length > 0,
  );
  const text = secrets
    .sort((a, b) => b.length - a.length)
    .reduce((all, secret) => all.replaceAll(JSON.stringify(secret).slice(1, -1), "[secret]"), JSON.stringify(value));
  return redact(JSON.parse(text) as T, bodies);
}

/** A request as text, its body without what the contract calls sensitive; a body that is no JSON is not shown. */
function shownRequest(request: Recorded): string {
  const json = tryJson(request.body.toString());
  if (request.body.length === 0 || json === undefined)
    return requestText({
      ...request,
      body: Buffer.from(request.body.length === 0 ? "" : `(${request.body.length} bytes, no JSON)`),
    });
  return requestText({ ...request, body: Buffer.from(writeJson(withoutSecrets(json))) });
}

/** The value without every field that the contract marks as sensitive, whatever its length. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value) || isNumber(value)) return value;
  const fields = kindOf(String(value.type))?.fields ?? {};
  const isSecret = (name: string) => fields[name]?.sensitive === true || name === "jwt";
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isSecret(name) ? "[secret]" : withoutSecrets(inner)]),
  );
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
