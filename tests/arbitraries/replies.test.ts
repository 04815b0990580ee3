import { describe, expect, test } from "vitest";
import { plainResult, plainSuccess } from "../../arbitraries/answers.ts";
import * as broken from "../../arbitraries/failures.ts";
import { lostRedirects, redirections, redirects } from "../../arbitraries/redirects.ts";
import * as finite from "../../arbitraries/replies.ts";
import type { ServerReply } from "../../contract/client.ts";
import { inspect } from "../../contract/inspect.ts";
import { isObject } from "../../contract/json.ts";
import { versionField } from "../../contract/version.ts";

const envelopeOf = ({ body }: ServerReply): Record<string, unknown> => {
  const value: unknown = JSON.parse(body);
  return isObject(value) ? value : {};
};
const resultOf = (reply: ServerReply): Record<string, unknown> => {
  const { result } = envelopeOf(reply);
  return isObject(result) ? result : {};
};
const moreOf = (reply: ServerReply) => Object.entries(resultOf(reply)).filter(([name]) => !(name in plainResult));
const statuses = (all: readonly ServerReply[]) => all.map(({ status }) => status);

describe("answers with a version", () => {
  test.each<[string, readonly ServerReply[]]>([
    ["times", finite.timeReplies],
    ["what is empty", finite.emptyReplies],
    ["modules", finite.moduleReplies],
    ["numbers", finite.numberReplies],
    ["many bindings", [finite.manyReply]],
  ])("are such as the contract has: %s", (_what, all) => {
    // A placement says nothing without its mode: an empty one is less than the contract has.
    const isPlacement = ({ pointer }: { pointer: string }) => pointer.startsWith("/placement");
    for (const reply of all) {
      const { violations, drift } = inspect(versionField, resultOf(reply));
      expect([...violations, ...drift].filter((one) => !isPlacement(one))).toEqual([]);
      expect([reply.status, envelopeOf(reply).success]).toEqual([200, true]);
    }
    expect(new Set(all.map(({ body }) => body)).size).toBe(all.length);
  });

  test("say one moment each, with an offset and without fractions, with them and with those that no clock of JavaScript has", () => {
    const times = finite.timeReplies.map((reply) => String(resultOf(reply).created_on));

    expect(times.filter((one) => Number.isNaN(Date.parse(one)))).toEqual([]);
    expect(times.filter((one) => one.endsWith("Z")).length).toBeGreaterThan(0);
    for (const form of [/[+]\d\d:\d\d$/, /-\d\d:\d\d$/, /:\d\d[Z+-]/, /\.\d{4,}/])
      expect(times.filter((one) => form.test(one))).not.toEqual([]);
    expect(new Set(times.map((one) => Date.parse(one))).size).toBe(times.length);
  });

  test("have null in place of each optional field, alone and all at once", () => {
    const optional = Object.entries(versionField.fields).flatMap(([name]) => (name in plainResult ? [] : [name]));
    const [all, ...single] = finite.nullReplies.map((reply) => moreOf(reply));

    expect((all ?? []).map(([, value]) => value)).toEqual((all ?? []).map(() => null));
    expect(single.map(([one, ...others]) => [one?.[1], others.length])).toEqual(single.map(() => [null, 0]));
    expect(single.map(([one]) => one?.[0])).toEqual(all?.map(([name]) => name));
    expect((all ?? []).map(([name]) => name).filter((name) => !optional.includes(name))).toEqual([]);
    expect(optional.filter((name) => !(all ?? []).some(([one]) => one === name))).toEqual([]);
  });

  test("have what is empty in each field that can be, and in none that cannot", () => {
    const fields = finite.emptyReplies.flatMap(moreOf);

    expect(fields.filter(([, value]) => JSON.stringify(value).length > 2)).toEqual([]);
    expect(fields.map(([name]) => name)).toContain("bindings");
    expect(fields.map(([name]) => name)).toContain("limits");
  });

  test("have contents that are no text, and one that is empty", () => {
    const contents = finite.moduleReplies.map((reply) => {
      const { modules } = resultOf(reply);
      return Array.isArray(modules) ? modules.filter(isObject).map((one) => String(one.content_base64)) : [];
    });

    expect(contents.flat().map((one) => Buffer.from(one, "base64").toString("base64"))).toEqual(contents.flat());
    expect(contents.flat()).toContain("");
    expect(contents.flat().some((one) => Buffer.from(one, "base64").toString().includes("\ufffd"))).toBe(true);
  });

  test("have numbers at their edges: zero, and beyond 32 bits, all of which a double holds", () => {
    const numbers = JSON.stringify(
      finite.numberReplies.map(moreOf).concat(finite.numberReplies.map((one) => [["number", resultOf(one).number]])),
    );

    expect(numbers).toContain('["startup_time_ms",0]');
    expect(numbers).toContain('"mitigation_timeout":0');
    expect(numbers).toContain(String(2 ** 32 + 1));
    expect(numbers).toContain(String(Number.MAX_SAFE_INTEGER));
  });

  test("have more bindings than a page of a list, each of its own", () => {
    const { bindings } = resultOf(finite.manyReply);
    const list = (Array.isArray(bindings) ? bindings : []).filter(isObject);

    expect(list.length).toBeGreaterThan(100);
    expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
  });
});

describe("answers without a version", () => {
  test("are refusals with their errors: final ones, and rare ones, none of them a reason to send again", () => {
    const all = [...broken.refusals, ...broken.rareRefusals];

    expect(statuses(all).filter((one) => one < 400 || one > 499 || one === 408 || one === 429)).toEqual([]);
    expect(new Set(statuses(all)).size).toBe(all.length);
    for (const reply of all)
      expect(envelopeOf(reply)).toMatchObject({ success: false, result: null, errors: [{ code: 10021 }] });
  });

  test("are successes that are none: unsuccessful, or without a version", () => {
    expect(new Set(statuses(broken.unsuccessfulReplies))).toEqual(new Set([200]));
    for (const reply of broken.unsuccessfulReplies) expect(envelopeOf(reply).success).toBe(false);
    expect(new Set(statuses(broken.noVersionReplies))).toEqual(new Set([200, 202, 204]));
    for (const { body } of broken.noVersionReplies) {
      const value: unknown = /^[[{n]/.test(body) ? JSON.parse(body) : undefined;
      expect([body, isObject(value) && isObject(value.result)]).toEqual([body, false]);
    }
  });

  test("are pages of an edge: none of them is JSON", () => {
    for (const { body, status } of broken.edgeReplies) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(() => JSON.parse(body) as unknown).toThrow();
    }
  });

  test("are messages character by character, and pointers, each once", () => {
    for (const all of [broken.messageReplies, broken.pointedReplies])
      expect(new Set(all.map(({ body }) => body)).size).toBe(all.length);
    const messages = broken.messageReplies.map((reply) => JSON.stringify(envelopeOf(reply).errors));
    for (const wanted of ["caf\u00e9 \u{1f600}", "&amp;", "\\n\\t", "%s"])
      expect(messages.filter((one) => one.includes(wanted))).not.toEqual([]);
  });

  test("are many errors and alike ones, each with a place of its own", () => {
    for (const reply of [broken.manyErrors, broken.twinErrors]) {
      const { errors } = envelopeOf(reply);
      const list = (Array.isArray(errors) ? errors : []).filter(isObject);
      expect(new Set(list.map(({ source }) => JSON.stringify(source))).size).toBe(list.length);
      expect(list.length).toBeGreaterThan(1);
    }
    const { errors } = envelopeOf(broken.twinErrors);
    expect(
      new Set((errors as { code: number; message: string }[]).map(({ code, message }) => `${code} ${message}`)).size,
    ).toBe(1);
  });

  test("say nothing of when to come back, where the value is none", () => {
    const values = broken.absurdLimits.map(({ headers }) => headers.find(([name]) => name === "Retry-After")?.[1]);

    expect(statuses(broken.absurdLimits)).toEqual(values.map(() => 429));
    expect(values).toContain("");
    expect(new Set(values).size).toBe(values.length);
  });

  test("say when to come back in seconds, or as a date that the recorder makes", () => {
    expect(broken.rateLimited(7)).toMatchObject({
      status: 429,
      headers: expect.arrayContaining([["Retry-After", "7"]]),
    });
    const dated = broken.limitedUntil(1.5);
    expect([dated.retryAtS, dated.headers.some(([name]) => name === "Retry-After")]).toEqual([1.5, false]);
  });

  test("are ends of the connection inside of a success", () => {
    expect(broken.resetAnswer).toEqual({ ...plainSuccess, reset: true });
    for (const { cutAt = 0, body } of broken.unknownOutcomes.filter((one) => one.cutAt !== undefined))
      expect(() => JSON.parse(body.slice(0, cutAt)) as unknown).toThrow();
  });
});

describe("redirections", () => {
  test("are of each status that leads elsewhere, to here or to another host", () => {
    for (const to of ["here", "elsewhere"] as const) {
      expect(statuses(redirects(to))).toEqual([...redirections]);
      expect(new Set(redirects(to).map(({ leadsTo }) => leadsTo))).toEqual(new Set([to]));
    }
  });

  test("have each sort of body, among them what would be a version if the status did not count", () => {
    for (const all of [redirects("here"), lostRedirects]) {
      expect(new Set(all.map(({ body }) => body)).size).toBe(3);
      expect(all.map(({ body }) => body)).toContain(plainSuccess.body);
    }
  });

  test("that lead nowhere are of each status with each body, and say no place", () => {
    expect(new Set(statuses(lostRedirects))).toEqual(new Set([...redirections, 300]));
    expect(lostRedirects).toHaveLength(18);
    for (const { leadsTo, headers } of lostRedirects)
      expect([leadsTo, headers.some(([name]) => name.toLowerCase() === "location")]).toEqual([undefined, false]);
  });
});
