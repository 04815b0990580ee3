import { describe, expect, test } from "vitest";
import { createRecorder, gate, gateExitCode, gateText, type Job, type Outcome } from "../../package/gate.ts";

/** A client of a few lines, over the platform's fetch. */
async function client({ base_url, auth, call }: Job): Promise<Outcome> {
  const query = call.query.deploy === undefined ? "" : `?deploy=${call.query.deploy}`;
  const headers = {
    "content-type": "application/json",
    ...("token" in auth
      ? { authorization: `Bearer ${auth.token}` }
      : { "x-auth-key": auth.api_key, "x-auth-email": auth.api_email }),
  };
  const url = `${base_url}/accounts/${call.account_id}/workers/workers/${encodeURIComponent(call.worker_id)}/versions${query}`;
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(call.body) });
  const json = (await response.json()) as { success: boolean; result: unknown; errors: never[]; messages: never[] };
  if (json.success) return { outcome: "version", version: json.result, messages: json.messages };
  return { outcome: "api_error", status: response.status, errors: json.errors };
}

describe("gate", () => {
  test("judges a client of this process, and finds what it breaks", async () => {
    const only = ["deploy", "body.bindings"];
    const clean = await gate(client, { client: "plain", only, runs: 2 });
    expect(gateExitCode(clean)).toBe(0);
    expect(clean.run.cases).toBeGreaterThan(3);
    expect(gateText(clean)).toContain("was not asked to prove itself");

    const forgets = (job: Job) => client({ ...job, call: { ...job.call, query: {} } });
    const broken = await gate(forgets, { only, runs: 2 });
    expect(gateExitCode(broken)).toBe(1);
    const failed = broken.properties.filter(({ verdict }) => verdict === "fail").map(({ id }) => id);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every((id) => id.startsWith("deploy."))).toBe(true);
  });

  test("an adapter that throws is no failure of its client", async () => {
    const report = await gate(
      () => {
        throw new Error("not built");
      },
      { only: ["deploy"], runs: 1 },
    ).catch((error: Error) => error);
    if (report instanceof Error) expect(report.message).toMatch(/not one request reached the gate|not built/);
    else expect(report.totals.fail).toBe(0);
  });
});

describe("createRecorder", () => {
  test("answers a create, and says what the request breaks", async () => {
    const recorder = await createRecorder();
    try {
      const url = `${recorder.baseUrl}/accounts/0123456789abcdef0123456789abcdef/workers/workers/my-worker/versions`;
      const send = (headers: Record<string, string>, body: string) =>
        fetch(url, { method: "POST", headers: { authorization: "Bearer s3cret-token-of-mine", ...headers }, body });
      const good = await send(
        { "content-type": "application/json" },
        JSON.stringify({ main_module: "a.js", modules: [] }),
      );
      expect(await good.json()).toMatchObject({ success: true, result: { number: 1 } });
      expect(recorder.judge().createVersion).toBe(1);
      expect(recorder.judge().findings.map(({ property }) => property)).toEqual([]);
      await send({ "content-type": "text/plain" }, "{}");
      const found = recorder.judge();
      expect(found.findings.map(({ property }) => property)).toContain("call.media-type");
      expect(JSON.stringify(found)).not.toContain("s3cret-token-of-mine");
    } finally {
      await recorder.close();
    }
  });
});
