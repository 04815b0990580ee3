import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { Har } from "har-format";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { main } from "../../../cli.ts";
import { run } from "../../../harness/run/run.ts";
import { writers } from "../../../harness/run/write.ts";
import { formats, readSettings } from "../../../harness/settings/settings.ts";
import { cutOff, environmentSecrets, textMask } from "../../../harness/shared/mask.ts";
import { redact } from "../../../harness/shared/redact.ts";
import { fetchTransport } from "../../../harness/target/client.ts";
import { openTarget } from "../../../harness/target/target.ts";
import { createMock } from "../../../mock/app.ts";
import { faultyBehaviour } from "../../../mock/faults/index.ts";
import { serveMock } from "../../../mock/server.ts";
import { updatedBaseline } from "../../../reports/baseline-update.ts";
import { caseFile } from "../../../reports/case.ts";
import { membersOf } from "../../../reports/groups.ts";
import { harReport } from "../../../reports/har.ts";
import type { Report } from "../../../reports/report.ts";
import { reproPack } from "../../../reports/repro/pack.ts";
import { suite } from "../../../suites/index.ts";

/** Every form of a text in which someone could read it: whole, and in base64 wherever it stands. */
function readableForms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const shifted = [0, 1, 2].map((shift) =>
    Buffer.from(`${"x".repeat(shift)}${text}yy`)
      .toString("base64")
      .slice(4, -8),
  );
  const hex = Buffer.from(text).toString("hex");
  const turned = [...text].reverse().join("");
  return [text, json, JSON.stringify(json).slice(1, -1), encodeURIComponent(text), hex, turned, ...shifted].filter(
    (one) => one.length > 7,
  );
}

const charset = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
const token = fc.string({ unit: fc.constantFrom(...charset), minLength: 37, maxLength: 40 });
const odd = fc.string({ unit: fc.constantFrom(...charset, ..."\"\\/+=&?%<> 'é😀"), minLength: 20, maxLength: 30 });
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const person = fc.tuple(hex(8), hex(8)).map(([name, host]) => `${name}@${host}.dev`);

/** What may not be read in a report. */
const canaries = fc.record({ token, key: token, email: person, author: person, accountId: hex(32), secret: odd });
type Canaries = typeof canaries extends fc.Arbitrary<infer T> ? T : never;
const environmentOf = ({ token: CLOUDFLARE_API_TOKEN, key, email }: Canaries) => ({
  CLOUDFLARE_API_TOKEN,
  CLOUDFLARE_API_KEY: key,
  CLOUDFLARE_EMAIL: email,
});

/** Ways to write a text down. */
const spellings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify({ text }),
  (text) => JSON.stringify(JSON.stringify({ text })),
  (text) => `/path?of=${encodeURIComponent(text)}&x=1`,
  (text) => Buffer.from(text).toString("hex"),
  (text) => [...text].reverse().join(""),
  (text) => [...text].map((one) => `&#${one.codePointAt(0)};`).join(""),
  ...[0, 1, 2].map((shift) => (text: string) => Buffer.from(`${"x".repeat(shift)}${text}yy`).toString("base64")),
];

/** A report in which every place that a target or a request can fill holds a text. */
function reportWith(base: Report, text: string, secret: string): Report {
  const exchange = {
    method: "POST",
    path: `/a/${text}`,
    body: { bindings: [{ name: "S", type: "secret_text", text: secret }], text },
    status: 200,
    contentType: text,
    answer: { [text]: [text, { deep: text }], all: secret },
    startedAt: new Date(0).toISOString(),
    tookMs: 1,
  };
  const failure = {
    claim: "numbering.sequence",
    expected: text,
    actual: [text, secret],
    pointer: `/${text}`,
    input: [{ bindings: [{ type: "secret_text", text: secret }] }, text],
    seed: 1,
    path: "0",
    replay: `run --account-id ${text}`,
    curl: `curl "${text}" --data-binary '${JSON.stringify({ text, secret })}'`,
    flaky: false,
    literal: JSON.stringify([text, secret]),
    workers: [{ id: text, name: text }],
    twin: { text, secret },
    calls: [{ call: "createVersion", broke: 1, of: 2 }],
    exchanges: [{ ...exchange, kind: "createWorker", body: { name: text } }, exchange],
    replayed: [exchange],
    timeline: [{ call: text, outcome: text, from: 0, to: 1 }],
  };
  const spoiled = base.requirements.map((one) => ({
    ...one,
    reason: text,
    rows: [{ row: "a", verdict: "untested" as const, judged: 0, reason: text }],
    failures: [failure],
  }));
  return {
    ...base,
    target: { kind: "url", baseUrl: `https://user:${"p".repeat(9)}@host/${text}` },
    run: { ...base.run, ended: text },
    requirements: spoiled,
    drift: [{ pointer: `/${text}`, what: "key", value: text, count: 1 }],
    silences: [{ id: "a", text: "a", did: text }],
  };
}

/** All that is written of a report: its forms, the packs, the files of a corpus and the entries of a baseline. */
function outputs(report: Report): { format: string; text: string }[] {
  const members = membersOf(report).failures;
  const packs = members.flatMap((one) => Object.entries(reproPack(report, one) ?? {}));
  const kept = members.map(({ requirement, failure }) => JSON.stringify(caseFile(report, requirement, failure)));
  const entries = JSON.stringify(updatedBaseline(report, [], { reason: "known" }).entries);
  return [
    ...Object.entries(writers).map(([format, write]) => ({ format, text: write(report) })),
    ...packs.map(([format, text]) => ({ format, text })),
    ...kept.map((text) => ({ format: "case", text })),
    { format: "baseline", text: entries },
  ];
}

async function smallReport(): Promise<Report> {
  const settings = readSettings({ only: ["deploy.strategy"], runs: 1 }, {});
  return run(suite, settings, openTarget(settings, {}));
}

describe("no report, in any format, shows", () => {
  test("a credential, an account, a person's address or a secret, however it is spelled", async () => {
    const base = await smallReport();
    fc.assert(
      fc.property(canaries, fc.constantFrom(...spellings), (all, spell) => {
        const texts = Object.values(all);
        // A person whom the suite does not know is only known by the look of the address.
        const shown = texts.map((text) => (text === all.author ? text : spell(text))).join(" ");
        const known = environmentSecrets(environmentOf(all), all.accountId);

        const report = redact(reportWith(base, shown, all.secret), new Set([all.secret]), known);

        for (const { format, text } of outputs(report))
          for (const one of texts.flatMap((each) => (each === all.author ? [each] : readableForms(each))))
            if (text.includes(one)) throw new Error(`${format} shows ${one}`);
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  test("what a target throws back at the suite: its credentials, its account, its secrets", async () => {
    const secretOf = (text: string) => /"(?:key_base64|k)":"([^"]{16,})"/.exec(text)?.[1];
    const seen = new Set<string>();
    const env = environmentOf({
      token: "tokentokentokentokentokentokentokentoken",
      key: "keykeykeykeykeykeykey",
      email: "someone@corp.dev",
      author: "",
      accountId: "",
      secret: "",
    });
    const mock = createMock();
    const fetch = async (request: Request) => {
      const body = await request.clone().text();
      const answer = await mock.fetch(request);
      if (!request.url.includes("/versions") || request.method !== "POST") return answer;
      const secret = secretOf(body);
      if (secret) seen.add(secret);
      const told = {
        ...((await answer.json()) as object),
        success: "maybe",
        headers: [...request.headers],
        body,
        url: request.url,
      };
      return Response.json({ ...told, author: "jane@corp.dev", keys: [...seen] });
    };
    const settings = readSettings({ only: ["secrecy", "envelope", "bindings.accepted/secret_key"], runs: 4 }, {});
    const transport = fetchTransport(fetch, { authorization: `Bearer ${env.CLOUDFLARE_API_TOKEN}` });
    const target = { ...openTarget(settings, env), transport };

    const report = await run(suite, settings, target);

    expect(report.totals.fail).toBeGreaterThan(1);
    expect(seen.size).toBeGreaterThan(0);
    const secret = [env.CLOUDFLARE_API_TOKEN, "someone@corp.dev", "jane@corp.dev", ...seen];
    for (const { format, text } of outputs(report))
      for (const one of secret.flatMap(readableForms)) expect(text.includes(one), `${format} shows ${one}`).toBe(false);
    for (const { format, text } of outputs(report)) expect(text, format).not.toMatch(/wvc(secret|token)[0-9a-f]{8}/i);
  });
});

describe("a mask", () => {
  test.each(["x", "x.", "a@", "@", "a@b.", "wvcsecret"])(
    "takes no longer for a long text of %j than it is long",
    (part) => {
      const mask = textMask(environmentSecrets({ CLOUDFLARE_API_TOKEN: "tokentokentokentokentoken" }));
      const cpuMs = (length: number) => {
        const text = part.repeat(length / part.length);
        const { user } = process.cpuUsage();
        mask(text);
        return process.cpuUsage().user - user;
      };

      cpuMs(1e5);
      const [short, long] = [cpuMs(2e5), cpuMs(4e6)];

      // Twenty times the text: what grew with its square would take four hundred times as long.
      expect(long / Math.max(short, 1000)).toBeLessThan(200);
    },
  );

  test("cuts no secret in half", () => {
    const token = "tokentokentokentokentoken";
    for (let length = 10; length < 60; length += 1) {
      const cut = cutOff(`{"message":"no: ${token} is no token"} ${"x ".repeat(50)}`, length);
      expect(cut.replace(token, "")).not.toContain("tokento");
    }
  });
});

describe("what is no secret", () => {
  test("stays readable: names, requests, addresses of nobody", async () => {
    const base = await smallReport();
    const text = "A_NAME index.js user@mail.example.com 2026-01-01 0123456789abcdef";

    const report = redact(reportWith(base, text, "x".repeat(20)), new Set(), environmentSecrets({}));

    expect(report.requirements[0]?.failures[0]?.input).toEqual([
      { bindings: [{ type: "secret_text", text: "[secret]" }] },
      text,
    ]);
    expect(report.requirements[0]?.id).toBe(base.requirements[0]?.id);
  });

  test("and a curl line still replays, with the credentials of the shell", async () => {
    const accountId = "ab".repeat(16);
    const server = await serveMock(
      createMock({ token: "the-token-of-the-shell", behaviour: faultyBehaviour(["deploy-last"]) }),
    );
    const out = mkdtempSync(join(tmpdir(), "wvc-redaction-"));
    const env = { CLOUDFLARE_API_TOKEN: "the-token-of-the-shell" };
    const args = ["run", "--base-url", server.baseUrl, "--account-id", accountId, "--only", "deploy.true-first"];
    const written: string[] = [];
    const { write } = process.stdout;
    process.stdout.write = ((text: string) => written.push(text) > 0) as typeof write;

    const code = await main([...args, "--runs", "2", "--out", out, "--format", formats.join(",")], env).finally(() => {
      process.stdout.write = write;
    });

    await server.close();
    expect(code).toBe(1);
    const names = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name));
    const files = names.map((name) => readFileSync(join(out, name), "utf8"));
    for (const text of [...written, ...files]) {
      expect(text).not.toContain(env.CLOUDFLARE_API_TOKEN);
    }
    const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8")) as Report;
    const [failure] = report.requirements.flatMap((one) => one.failures);
    expect(failure?.curl).toContain(
      `"${server.baseUrl}/accounts/$CLOUDFLARE_ACCOUNT_ID/workers/workers/$WORKER_ID/versions`,
    );
    expect(failure?.curl).toContain('-H "Authorization: Bearer $CLOUDFLARE_API_TOKEN"');
    // The account of a server on this machine is no secret: a replay names it.
    expect(failure?.replay).toContain(`--account-id ${accountId} `);
  });

  test("and an error names what is wrong without the credentials in it", async () => {
    const token = "tokentokentokentokentokentokentokentoken";
    const accountId = "cd".repeat(16);
    const fetch = async (request: Request) =>
      Response.json(
        { success: false, errors: [{ code: 10000, message: `no: ${[...request.headers]} ${request.url}` }] },
        { status: 403 },
      );
    const server = await serveMock({ ...createMock(), fetch });
    const written: string[] = [];
    const { write } = process.stderr;
    process.stderr.write = ((text: string) => written.push(text) > 0) as typeof write;

    const args = ["run", "--base-url", server.baseUrl, "--account-id", accountId, "--only", "deploy"];
    const out = mkdtempSync(join(tmpdir(), "wvc-redaction-"));
    const code = await main([...args, "--out", out], { CLOUDFLARE_API_TOKEN: token }).finally(() => {
      process.stderr.write = write;
    });

    await server.close();
    expect(code).toBe(2);
    expect(written.join("")).toContain("refuses the credentials");
    expect(written.join("")).not.toContain(token);
    expect(written.join("")).not.toContain(accountId);
    expect(readFileSync(join(out, "report.json"), "utf8")).not.toContain(token);
  });
});

/** What HAR 1.2 demands of an entry. */
const nameValue = z.array(z.strictObject({ name: z.string(), value: z.string() }));
const harSchema = z.strictObject({
  log: z.strictObject({
    version: z.literal("1.2"),
    creator: z.strictObject({ name: z.string(), version: z.string() }),
    entries: z.array(
      z.strictObject({
        startedDateTime: z.iso.datetime(),
        time: z.number().min(0),
        request: z.strictObject({
          method: z.string(),
          url: z.url(),
          httpVersion: z.string(),
          cookies: nameValue,
          headers: nameValue,
          queryString: nameValue,
          postData: z.strictObject({ mimeType: z.string(), text: z.string() }).optional(),
          headersSize: z.number(),
          bodySize: z.number(),
        }),
        response: z.strictObject({
          status: z.number(),
          statusText: z.string(),
          httpVersion: z.string(),
          cookies: nameValue,
          headers: nameValue,
          content: z.strictObject({ size: z.number(), mimeType: z.string(), text: z.string() }),
          redirectURL: z.string(),
          headersSize: z.number(),
          bodySize: z.number(),
        }),
        cache: z.strictObject({}),
        timings: z.strictObject({ send: z.number(), wait: z.number(), receive: z.number() }),
        comment: z.string(),
      }),
    ),
  }),
});

describe("the HAR report", () => {
  test("holds the exchanges of each failure, with the requirement that they are about", async () => {
    const settings = readSettings({ only: ["deploy.supersedes"], runs: 5, fault: ["deploy-joins"] }, {});
    const report = await run(suite, settings, openTarget(settings, {}));

    const har = harSchema.parse(JSON.parse(harReport(report))) as Har;

    const [failure] = report.requirements.flatMap((one) => one.failures);
    expect(har.log.entries.map((one) => one.comment)).toEqual(failure?.exchanges.map(() => "deploy.supersedes"));
    expect(har.log.entries[0]?.request.url).toMatch(/^http:\/\/127\.0\.0\.1:8787\/client\/v4\/accounts\//);
    expect(har.log.entries.some((one) => one.request.postData?.text?.includes("main_module"))).toBe(true);
  });

  test("is empty where nothing failed", async () => {
    expect(harSchema.parse(JSON.parse(harReport(await smallReport()))).log.entries).toEqual([]);
  });
});
