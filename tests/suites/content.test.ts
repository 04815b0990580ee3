import { describe, expect, test } from "vitest";
import { canaryMark } from "../../arbitraries/text.ts";
import type { JsonObject } from "../../contract/json.ts";
import type { VersionRequest } from "../../contract/version.ts";
import { emptyContext } from "../../suites/seen/context.ts";
import { leaks } from "../../suites/seen/secrecy.ts";
import { conversation } from "./conversation.ts";

type Row = [what: string, sent: Partial<VersionRequest>, shown: JsonObject, broken: string[]];

const plain = { name: "A", type: "plain_text", text: "a" };
const secret = { name: "S", type: "secret_text", text: "no canary" };
const smart = { mode: "smart" };
const host = { mode: "targeted", target: [{ host: "db.example.com:5432" }] };
const limits = { cpu_ms: 50, subrequests: 100 };
const config = { html_handling: "none", run_worker_first: ["/api/*"] };

describe("of what was sent", () => {
  test.each<Row>([
    [
      "a date",
      { compatibility_date: "2026-01-02" },
      { compatibility_date: "2026-01-03" },
      ["compatibility.date-echoed"],
    ],
    [
      "a date that gets lost",
      { compatibility_date: "2026-01-02" },
      { compatibility_date: null },
      ["compatibility.date-echoed"],
    ],
    ["flags in another order", { compatibility_flags: ["a", "b"] }, { compatibility_flags: ["b", "a"] }, []],
    [
      "a flag that gets lost",
      { compatibility_flags: ["a", "b"] },
      { compatibility_flags: ["a"] },
      ["compatibility.flags-echoed"],
    ],
    [
      "a flag more",
      { compatibility_flags: ["a"] },
      { compatibility_flags: ["a", "b"] },
      ["compatibility.flags-echoed"],
    ],
    ["no flags", { compatibility_flags: [] }, { compatibility_flags: null }, []],
    ["another main module", {}, { main_module: "other.js" }, ["modules.main-module-echoed"]],
    ["limits", { limits }, { limits: { ...limits, cpu_ms: 51 } }, ["limits.echoed"]],
    ["a limit that gets lost", { limits }, { limits: { cpu_ms: 50 } }, ["limits.echoed"]],
    ["limits as text", { limits }, { limits: { cpu_ms: "50", subrequests: 100 } }, ["version.field-types"]],
    ["a placement", { placement: smart } as never, { placement: host }, ["placement.echoed"]],
    ["a placement that gets lost", { placement: smart } as never, { placement: {} }, ["placement.echoed"]],
    ["a host in short", { placement: host } as never, { placement: { host: "db.example.com:5432" } }, []],
    [
      "another host",
      { placement: host } as never,
      { placement: { host: "db.example.com:5433" } },
      ["placement.echoed"],
    ],
    ["a usage model", { usage_model: "standard" }, { usage_model: "standard" }, []],
    ["a deprecated usage model, left out", { usage_model: "bundled" }, { usage_model: null }, []],
    ["a config", { assets: { config } }, { assets: { config } }, []],
    [
      "a config that changes",
      { assets: { config } },
      { assets: { config: { ...config, html_handling: "force-trailing-slash" } } },
      ["assets.config-echoed"],
    ],
    [
      "rules for all",
      { assets: { config: { run_worker_first: true } } },
      { assets: { config: { run_worker_first: ["/*"] } } },
      [],
    ],
    [
      "rules in another order",
      { assets: { config: { run_worker_first: ["/a", "/b"] } } },
      { assets: { config: { run_worker_first: ["/b", "/a"] } } },
      [],
    ],
    [
      "rules that are not for all",
      { assets: { config: { run_worker_first: ["/api/*"] } } },
      { assets: { config: { run_worker_first: true } } },
      ["assets.config-echoed"],
    ],
    [
      "a container without its class",
      { containers: [{ class_name: "A" }] },
      { containers: [{}] },
      ["containers.echoed"],
    ],
    [
      "a container of another class",
      { containers: [{ class_name: "A" }] },
      { containers: [{ class_name: "B" }] },
      ["containers.echoed"],
    ],
    ["no tag", { annotations: { "workers/message": "m" } }, { annotations: {} }, ["annotations.message-echoed"]],
  ])("%s", (_, sent, shown, broken) => {
    const { create, get } = conversation();

    expect(create(1, { ...shown, migration_tag: null }, sent).broken).toEqual(broken);
    const { create: fine, get: later } = conversation();
    fine(1, {}, sent);
    // A read that differs is a change, or is no more than what a create may show.
    if (broken.length > 0) expect(later(1, shown).broken).not.toEqual([]);
    else expect(get(1).broken).toEqual([]);
  });
});

describe("of bindings", () => {
  const of = (sent: object[], shown: object[] | null) =>
    conversation().create(1, { bindings: shown as never }, { bindings: sent as never }).broken;

  test.each([
    ["all", [plain, secret], [{ name: "S", type: "secret_text" }, plain], []],
    ["one that is not there", [plain, secret], [plain], ["bindings.complete"]],
    ["none", [plain], [], ["bindings.complete"]],
    ["nothing where nothing was sent", [], null, []],
    ["one twice", [plain], [plain, plain], ["bindings.complete"]],
    ["one of another type", [plain], [{ ...plain, type: "json", json: "a" }], ["bindings.complete"]],
    ["one of another name", [plain], [{ ...plain, name: "a" }], ["bindings.complete"]],
    ["one more", [plain], [plain, { name: "B", type: "plain_text", text: "b" }], ["bindings.nothing-added"]],
    ["another value", [plain], [{ ...plain, text: "A" }], ["bindings.echoed"]],
    ["no value", [plain], [{ name: "A", type: "plain_text" }], ["bindings.echoed"]],
    ["a key beside", [plain], [{ ...plain, x_new: 1 }], []],
  ])("%s", (_, sent, shown, broken) => {
    expect(of(sent, shown)).toEqual(expect.arrayContaining(broken));
    expect(broken.length === 0 ? of(sent, shown) : []).toEqual([]);
  });

  test("none is carried over from the version before", () => {
    const { create } = conversation();
    create(1, { bindings: [plain] }, { bindings: [plain] as never });

    expect(create(2, { bindings: [plain] }).broken).toContain("bindings.not-carried-over");
    expect(create(3, { bindings: [] }).held).toContain("bindings.not-carried-over");
  });

  const inherited = { name: "A", type: "inherit" };
  test("one is inherited as what it stands for", () => {
    const { create } = conversation();
    create(1, { bindings: [plain] }, { bindings: [plain] as never });

    expect(create(2, { bindings: [plain] }, { bindings: [inherited] as never }).broken).toEqual([]);
    expect(create(3, { bindings: [{ ...plain, text: "b" }] }, { bindings: [inherited] as never }).broken).toContain(
      "inherit.latest",
    );
  });

  test("one is inherited from the version that is named", () => {
    const { create } = conversation();
    const other = { ...plain, text: "b" };
    create(1, { bindings: [plain] }, { bindings: [plain] as never });
    create(2, { bindings: [other] }, { bindings: [other] as never });
    const first = { ...inherited, version_id: "00000001-0000-4000-8000-000000000001" };

    expect(create(3, { bindings: [plain] }, { bindings: [first] as never }).broken).toEqual([]);
    expect(create(4, { bindings: [other] }, { bindings: [first] as never }).broken).toContain("inherit.version-id");
  });

  test("one is inherited under a new name", () => {
    const { create } = conversation();
    create(1, { bindings: [plain] }, { bindings: [plain] as never });
    const renamed = { name: "B", type: "inherit", old_name: "A" };

    expect(create(2, { bindings: [{ ...plain, name: "B" }] }, { bindings: [renamed] as never }).broken).toEqual([]);
    expect(create(3, { bindings: [plain] }, { bindings: [renamed] as never }).broken).not.toEqual([]);
  });
});

describe("an answer", () => {
  const answered = (result: unknown, rest: JsonObject = {}, status = 200, contentType = "application/json") =>
    conversation().said({ kind: "getVersion", workerId: "1", versionId: "x" }, result, rest, status, contentType)
      .broken;
  const error = { code: 10_021, message: "no" };

  test.each([
    ["is fine", {}, {}, 200, []],
    ["has null for empty lists", {}, { errors: null, messages: null }, 200, []],
    ["has no errors", {}, { errors: undefined as never }, 200, ["envelope.errors-list"]],
    ["has messages that are no list", {}, { messages: "none" }, 200, ["envelope.messages-list"]],
    ["has another status", {}, {}, 201, ["envelope.status"]],
    ["says no", {}, { success: false }, 200, ["envelope.success-true"]],
    ["says yes in words", {}, { success: "true" }, 200, ["envelope.success-true"]],
    ["has no result", null, {}, 200, ["envelope.result"]],
    ["has a list as result", [], {}, 200, ["envelope.result"]],
    ["has errors all the same", {}, { errors: [error] }, 200, ["envelope.no-errors-on-success"]],
    ["refuses", null, { errors: [error] }, 400, []],
    ["refuses without a result", undefined, { errors: [error] }, 404, []],
    ["refuses with a result", {}, { errors: [error] }, 400, ["envelope.failure-result-null"]],
    ["refuses and says yes", null, { errors: [error], success: true }, 400, ["envelope.success-false"]],
    ["refuses without a reason", null, {}, 400, ["envelope.failure-errors"]],
    ["refuses with an empty reason", null, { errors: [{ ...error, message: "" }] }, 400, ["envelope.failure-errors"]],
    ["has a code below 1000", null, { errors: [{ ...error, code: 999 }] }, 400, ["envelope.items"]],
    ["has the code 1000", null, { errors: [{ ...error, code: 1000 }] }, 400, []],
    ["has a code as text", null, { errors: [{ ...error, code: "10021" }] }, 400, ["envelope.items"]],
    ["has a code that is no integer", null, { errors: [{ ...error, code: 10_021.5 }] }, 400, ["envelope.items"]],
    ["has an error without a message", null, { errors: [{ code: 10_021 }] }, 400, ["envelope.items"]],
    ["has a text as error", null, { errors: [error, "no"] }, 400, ["envelope.items"]],
    ["is the target's own error", null, {}, 500, []],
    ["has a text as message", {}, { messages: ["hello"] }, 200, ["envelope.items"]],
  ])("%s", (_, result, rest, status, broken) => {
    expect(answered(result, rest as JsonObject, status)).toEqual(broken);
  });

  test.each([
    ["application/json; charset=UTF-8", []],
    ["Application/JSON", []],
    ["text/html", ["envelope.content-type"]],
    ["application/jsonp", ["envelope.content-type"]],
  ])("is labelled %s", (label, broken) => {
    expect(answered({}, {}, 200, label)).toEqual(broken);
  });
});

describe("a version", () => {
  test.each<Row>([
    ["whose id is no uuid", {}, { id: "1" }, ["version.id-uuid"]],
    ["made in the past", {}, { created_on: "1969-12-31T23:57:00Z" }, ["version.created-on-now"]],
    ["made in the future", {}, { created_on: "1970-01-01T00:03:00Z" }, ["version.created-on-now"]],
    ["made nearly now", {}, { created_on: "1970-01-01T00:01:59Z" }, []],
    ["made at no time", {}, { created_on: "today" }, ["version.created-on"]],
    ["made on a day", {}, { created_on: "1970-01-01" }, ["version.created-on"]],
    ["with half a number", {}, { number: 1.5 }, ["version.number-integer"]],
    ["without urls", {}, { urls: null }, ["version.urls"]],
    ["with a number as url", {}, { urls: [1] }, ["version.urls"]],
    ["with a path as url", {}, { urls: ["/a"] }, ["version.urls"]],
    ["with a url of files", {}, { urls: ["ftp://a.example"] }, ["version.urls"]],
    ["with a url", {}, { urls: ["https://a.example"] }, []],
    ["with bindings that are none", {}, { bindings: {} }, ["version.field-types"]],
    ["with a source that is a number", {}, { source: 1 }, ["version.field-types"]],
    ["with a startup time that is a text", {}, { startup_time_ms: "20" }, ["version.field-types"]],
    ["with fields that nobody knows", {}, { x_new: 1 }, []],
    ["with a placement of its own", {}, { placement: smart }, ["version.nothing-invented"]],
    ["with a message of its own", {}, { annotations: { "workers/message": "m" } }, ["version.nothing-invented"]],
    ["with the usage model that is the default", {}, { usage_model: "standard" }, []],
    ["with a date of the target's", {}, { compatibility_date: "2026-01-02" }, []],
    ["with a migration tag", {}, { migration_tag: "v1" }, ["migrations.tag-omitted"]],
    ["with an empty migration tag", {}, { migration_tag: "" }, []],
    ["with migrations", {}, { migrations: { new_classes: ["A"] } }, ["migrations.content-not-shown"]],
  ])("%s", (_, sent, shown, broken) => {
    expect(conversation().create(1, shown, sent).broken).toEqual(broken);
  });

  test("may fill in the day, which is another one the next day", () => {
    const { create } = conversation();
    create(1, { compatibility_date: "2026-01-02" });

    expect(create(2, { compatibility_date: "2026-01-03" }).broken).toEqual([]);
    expect(create(3, { compatibility_date: "2026-01-05" }).broken).toContain("version.nothing-invented");
  });

  test("fills in the same each time", () => {
    const { create } = conversation();
    create(1, { limits: { cpu_ms: 10 } });

    expect(create(2, { limits: { cpu_ms: 10 } }).broken).toEqual([]);
    expect(create(3, { limits: { cpu_ms: 20 } }).broken).toContain("version.nothing-invented");
  });

  test("has no url of another one", () => {
    const { create, get } = conversation();
    create(1, { urls: ["https://a.example/"] });

    expect(create(2, { urls: ["https://A.example"] }).broken).toEqual(["version.urls-own"]);
    expect(get(1).broken).toEqual([]);
  });

  test("is a new one, also of the same request", () => {
    const { create } = conversation();
    create(1);

    expect(create(2).held).toContain("read-back.not-idempotent");
    expect(create(3, { id: "00000001-0000-4000-8000-000000000001" }).broken).toContain("read-back.not-idempotent");
  });

  test("has an id that no deleted one had", () => {
    const { create, remove } = conversation();
    create(1);
    remove(1);

    const again = create(2, { id: "00000001-0000-4000-8000-000000000001" }, { annotations: { "workers/tag": "t" } });
    expect(again.broken).toContain("version.id-unique");
  });
});

describe("a read that shows a change", () => {
  test("is judged by the last one that was believed, each time that it is made", () => {
    const { create, get } = conversation();
    create(1, {}, { compatibility_date: "2026-01-02" });
    get(1);

    const changed = { compatibility_date: "2026-01-03" };
    expect([get(1, changed).broken, get(1, changed).broken]).toEqual([
      ["read-back.immutable"],
      ["read-back.immutable"],
    ]);
    expect(get(1).broken).toEqual([]);
  });
});

describe("two answers", () => {
  test("agree on what is settled at the create, as far as it is of its type", () => {
    const { create, get } = conversation();
    create(1, { source: "api" });

    expect(get(1, { source: "dash" }).broken).toContain("read-back.agree");
    const { create: make, get: read } = conversation();
    make(1, { source: "api" });
    expect(read(1, { source: 1 }).broken).not.toContain("read-back.agree");
  });
});

describe("what leaks", () => {
  const context = emptyContext();
  const canary = `${canaryMark}01234567`;
  const inBase64 = (before: string) => Buffer.from(`${before}${canary} and more`).toString("base64");

  test.each([
    ["plain", `{"text":"${canary}"}`],
    ["in capitals", canary.toUpperCase()],
    ["in base64", inBase64("")],
    ["in base64, one byte on", inBase64("x")],
    ["in base64, two bytes on", inBase64("xy")],
    ["in base64, three bytes on", inBase64("xyz")],
  ])("is found %s", (_, text) => {
    expect(leaks(text, context).map(({ id }) => id)).toEqual(["secrecy.secret-text"]);
  });

  test("is no mark without its number", () => {
    expect(leaks(`${canaryMark}0123`, context)).toEqual([]);
    expect(leaks("", context)).toEqual([]);
  });
});

describe("a secret", () => {
  const text = "wvc-canary";
  test("stands in no answer, in no form", () => {
    const { create, get } = conversation();
    const key = { name: "K", type: "secret_key", format: "raw", key_base64: "a".repeat(32), usages: ["sign"] };
    const shown = { name: "K", type: "secret_key", format: "raw", usages: ["sign"] };
    create(1, { bindings: [shown] }, { bindings: [key] as never });

    expect(get(1).broken).toEqual([]);
    expect(get(1, { x_note: `it is ${"a".repeat(32)}` }).broken).toContain("secrecy.key-material");
    expect(get(1, { x_note: text }).broken).not.toContain("secrecy.secret-text");
  });
});

describe("modules", () => {
  const main = { name: "index.js", content_type: "application/javascript+module" };
  const content = Buffer.from("export default {}").toString("base64");
  const modules = [{ ...main, content_base64: content }];
  const read = (shown: object[] | null, includeModules = true) => {
    const { create, get } = conversation();
    create(1, {}, { main_module: "index.js", modules } as never);
    return get(1, { modules: shown } as never, { includeModules });
  };

  test.each([
    ["come back", modules, true, []],
    ["come back without padding", [{ ...main, content_base64: content.replace(/=+$/, "") }], true, []],
    ["have other bytes", [{ ...main, content_base64: `A${content.slice(1)}` }], true, ["modules.bytes-unchanged"]],
    ["have another type", [{ ...modules[0], content_type: "text/plain" }], true, ["modules.content-type-kept"]],
    ["have another name", [{ ...modules[0], name: "other.js" }], true, ["modules.complete"]],
    ["come twice", [modules[0], modules[0]], true, ["modules.complete"]],
    ["come unasked", modules, false, ["modules.only-when-included"]],
    ["come unasked, by name alone", [{ name: "index.js" }], false, []],
  ])("%s", (_, shown, asked, broken) => {
    expect(read(shown as object[], asked).broken).toEqual(broken);
  });
});
