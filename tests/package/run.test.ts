import { existsSync, readdirSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { CannotRun, exitCodeOf, type RunEvent, type RunOptions, run } from "../../package/index.ts";
import { createMock, serveMock } from "../../package/mock.ts";

const failing = async (options: RunOptions) => {
  const report = await run({ profile: "quick", today: "2026-11-30", ...options });
  return report.requirements.flatMap(({ id, failures }) => (failures.length > 0 ? [id] : []));
};
const oneCase = { only: ["numbering.first-is-one"], runs: 1 };

afterEach(() => vi.restoreAllMocks());

describe("run", () => {
  test("judges what it is given: nothing, a mock, a handler, what has a fetch, a URL, a server", async () => {
    const { baseUrl, close } = await serveMock();
    const { fetch } = createMock();
    const targets = [
      undefined,
      createMock(),
      fetch,
      { fetch },
      { fetch, baseUrl: "https://example.test/client/v4" },
      baseUrl,
      new URL(baseUrl),
      { baseUrl, accountId: "0123456789abcdef0123456789abcdef", token: "t" },
    ];
    try {
      for (const target of targets) {
        const report = await run({ target, ...oneCase });
        expect(exitCodeOf(report)).toBe(0);
        expect(report.residue.left).toEqual([]);
      }
    } finally {
      await close();
    }
  });

  test("two at once do not meet, and each finds what its own target breaks", async () => {
    const found = await Promise.all([
      failing({ target: createMock({ faults: ["deploy-joins"] }), only: ["deploy"] }),
      failing({ target: createMock({ faults: ["starts-at-two"] }), only: ["deploy", "numbering"] }),
      failing({ target: { fetch: createMock().fetch }, only: ["deploy"] }),
    ]);
    expect(found[0]).toEqual(["deploy.supersedes"]);
    expect(found[1]).not.toContain("deploy.supersedes");
    expect(found[1]?.every((id) => id.startsWith("numbering."))).toBe(true);
    expect(found[2]).toEqual([]);
  });

  test("says how a failure of a value of the program is made again: by a call, not by a command", async () => {
    const target = createMock({ faults: ["deploy-joins"] });
    const report = await run({ target, only: ["deploy.supersedes"], profile: "quick", today: "2026-11-30" });
    const [failure] = report.requirements.flatMap(({ failures }) => failures);
    expect(failure?.replay).toMatch(
      /^run\(\{ target, only: \["deploy.supersedes"\], seed: 1, path: "[\d:]+", today: "2026-11-30"/,
    );
    const { path } = failure ?? {};
    expect(
      await failing({ target: createMock({ faults: ["deploy-joins"] }), only: ["deploy.supersedes"], path }),
    ).toEqual(["deploy.supersedes"]);
  });

  test("prints nothing, ends no process, leaves no file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "wvc-run-"));
    vi.spyOn(process, "cwd").mockReturnValue(folder);
    const spies = [
      vi.spyOn(process.stdout, "write"),
      vi.spyOn(process.stderr, "write"),
      vi.spyOn(process, "exit").mockImplementation(() => undefined as never),
    ];
    const before = process.exitCode;
    await run({ target: createMock({ faults: ["deploy-joins"] }), only: ["deploy.supersedes"], runs: 1 });
    expect(spies.map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0]);
    expect(process.exitCode).toBe(before);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("writes its reports where it is told to", async () => {
    const out = await mkdtemp(join(tmpdir(), "wvc-run-"));
    await run({ out, format: ["json", "html"], ...oneCase });
    expect(readdirSync(out).sort()).toEqual(["report.html", "report.json"]);
  });

  test("a server's journal is gone when all is removed", async () => {
    const names = () => readdirSync(tmpdir()).filter((name) => name.startsWith("workers-version-conformance-"));
    const before = names();
    const { baseUrl, close } = await serveMock();
    await run({ target: baseUrl, ...oneCase }).finally(close);
    expect(names().filter((name) => !before.includes(name))).toEqual([]);
  });

  test("tells how far it is, and ends when it is told to", async () => {
    const events: RunEvent[] = [];
    const controller = new AbortController();
    const report = await run({
      signal: controller.signal,
      onEvent: (event) => {
        events.push(event);
        if (event.event === "progress" && event.requests > 100) controller.abort();
      },
    });
    expect(events[0]?.event).toBe("start");
    expect(report.complete).toBe(false);
    expect(exitCodeOf(report)).not.toBe(0);
    expect(report.residue.left).toEqual([]);
  });

  test.each<[string, object, RegExp]>([
    ["a setting by a name that is nearly right", { profil: "quick" }, /options of run\(\) holds profil.*profile/],
    ["a value that no setting takes", { profile: "fast" }, /profile in the options of run\(\) "fast"/],
    [
      "what is for the command line",
      { baseUrl: "http://127.0.0.1:1/client/v4" },
      /hold baseUrl, which is for the command line/,
    ],
    ["a format without a folder", { format: ["json"] }, /hold format, and no out/],
    ["a credential among the settings", { apiToken: "s3cret" }, /credentials/],
    ["a target that is none", { target: 12 }, /target is 12/],
    ["an object that says nothing of a target", { target: { url: "http://x" } }, /an object with url/],
    ["a server elsewhere without a token", { target: "https://api.cloudflare.com/client/v4" }, /no token/],
    ["a URL that is none", { target: "localhost:8787" }, /baseUrl in the options of run\(\)/],
    ["a requirement that there is not", { only: ["deploy.superseeds"] }, /deploy.supersedes/],
  ])("refuses %s", async (_, options, message) => {
    const error: unknown = await run(options as RunOptions).catch((one) => one);
    expect(error).toBeInstanceOf(CannotRun);
    expect((error as CannotRun).message).toMatch(message);
    expect((error as CannotRun).message).not.toContain("s3cret");
  });

  test("a handler that throws is answered for as a platform would, and judged", async () => {
    const { fetch } = createMock();
    const target = (request: Request) => {
      if (request.method === "POST" && request.url.includes("deploy=true")) throw new TypeError("no such thing");
      return fetch(request);
    };
    const report = await run({ target, only: ["deploy.true-all-traffic"], profile: "quick" });
    const failures = report.requirements.flatMap((one) => one.failures);
    expect(failures.length).toBeGreaterThan(0);
    expect(JSON.stringify(failures)).toContain("no such thing");
  });

  test("a handler that does not answer is given up, and no verdict", async () => {
    const { fetch } = createMock();
    const stopped = new AbortController();
    const target = async (request: Request) => {
      if (request.url.includes("/deployments"))
        await sleep(600_000, undefined, { signal: stopped.signal }).catch(() => {});
      return fetch(request);
    };
    const report = await run({ target, only: ["deploy.supersedes"], timeout: 1, runs: 1 }).finally(() =>
      stopped.abort(),
    );
    expect(report.totals.fail).toBe(0);
    expect(exitCodeOf(report)).not.toBe(0);
  });

  test("reads no variable of the environment", async () => {
    vi.stubEnv("CONFORMANCE_PROFILE", "nonsense");
    vi.stubEnv("CLOUDFLARE_BASE_URL", "http://127.0.0.1:9/client/v4");
    const report = await run(oneCase).finally(() => vi.unstubAllEnvs());
    expect(report.target.kind).toBe("mock");
    expect(existsSync("conformance-report/nonsense")).toBe(false);
  });
});
