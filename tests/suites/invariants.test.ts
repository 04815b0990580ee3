import { describe, expect, test } from "vitest";
import { conversation } from "./conversation.ts";

const uuid = (end: string) => `00000001-0000-4000-8000-${end.padStart(12, "0")}`;

describe("numbers", () => {
  test("go from 1, one by one", () => {
    const { create } = conversation();

    expect(create(1).held).toContain("numbering.first-is-one");
    expect(create(2).held).toContain("numbering.one-more");
    expect(create(4).broken).toEqual(["numbering.one-more"]);
  });

  test("begin with no other", () => {
    expect(conversation().create(2).broken).toEqual(["numbering.first-is-one"]);
    expect(conversation().create(0).broken).toEqual(["numbering.first-is-one"]);
  });

  test("are said to differ where there are two that exist", () => {
    const { create, remove } = conversation();

    expect(create(1).held).not.toContain("numbering.live-distinct");
    expect(create(2).held).toContain("numbering.live-distinct");
    remove(1);
    expect(create(3).held).toContain("numbering.live-distinct");
  });

  test("may come again once theirs is free, and not before", () => {
    const again = conversation();
    again.create(1);
    again.create(2);
    again.remove(2);
    expect(again.create(3, { number: 2 }).broken).toEqual([]);
    expect(again.create(4, { number: 1 }).broken).toEqual(["numbering.live-distinct"]);
  });

  test("may leave out as many as were refused", () => {
    const { create, refused } = conversation();
    create(1);
    refused();

    expect(create(3).broken).toEqual([]);
    expect(create(5).broken).toEqual(["numbering.one-more"]);
  });

  test("are each Worker's own", () => {
    const { create } = conversation();
    create(1);
    create(1, {}, {}, { workerId: "2" });

    expect(create(3).broken).toEqual(["numbering.per-worker"]);
  });

  test("say nothing where they are none, or the version is one that was there", () => {
    const { create } = conversation();

    expect(create(1, { number: "1" }).broken).toEqual(["version.number-integer"]);
    const { create: again } = conversation();
    again(1);
    expect(again(7, { id: uuid("1") }).broken).not.toContain("numbering.one-more");
  });

  test("are the same in get and list", () => {
    const { create, get, list } = conversation();
    create(1);

    expect(list([1], { number: 2 }).broken).toContain("numbering.same-everywhere");
    expect(get(1, { number: 2 }).broken).toContain("numbering.same-everywhere");
    const { create: make, get: read } = conversation();
    make(1);
    expect(read(1).held).toContain("numbering.same-everywhere");
  });

  test("of two in a list differ", () => {
    const { create, list } = conversation();
    create(1);
    create(2);

    expect(list([1, 2]).held).toContain("numbering.live-distinct");
    expect(list([2, 2]).broken).not.toContain("numbering.live-distinct");
    expect(list([1, 2], { number: 2 }).broken).toContain("numbering.live-distinct");
  });
});

describe("a message", () => {
  const messageOf = (sent: string, shown: unknown) =>
    conversation().create(
      1,
      { annotations: { "workers/message": shown as string } },
      { annotations: { "workers/message": sent } },
    ).broken;
  const long = `${"a".repeat(500)}${"b".repeat(600)}`;

  test("of up to 1000 bytes comes back", () => {
    const thousand = `${"é".repeat(499)}ab`;

    expect(messageOf(thousand, thousand)).toEqual([]);
    expect(messageOf(thousand, thousand.slice(0, -1))).toEqual(["annotations.message-echoed"]);
    expect(messageOf("", undefined)).toEqual([]);
  });

  test.each([
    ["the first 1000 bytes", long.slice(0, 1000), []],
    ["the last 1000 bytes", long.slice(-1000), ["annotations.message-cut"]],
    ["one byte less", long.slice(0, 999), ["annotations.message-cut"]],
    ["one byte more", long.slice(0, 1001), ["annotations.message-cut"]],
    ["all of it", long, ["annotations.message-cut"]],
    ["an ellipsis at the end", `${long.slice(0, 997)}…`, ["annotations.message-cut"]],
  ])("that is longer: %s", (_, shown, broken) => {
    expect(messageOf(long, shown)).toEqual(broken);
  });

  test.each([
    ["without the character that does not fit", "a".repeat(999), []],
    ["with what stands for its first byte", `${"a".repeat(999)}\ufffd`, []],
    ["one character less", "a".repeat(998), ["annotations.message-cut"]],
    ["with the character", `${"a".repeat(999)}é`, ["annotations.message-cut"]],
  ])("that is cut within a character: %s", (_, shown, broken) => {
    expect(messageOf(`${"a".repeat(999)}éé`, shown)).toEqual(broken);
  });
});

describe("a tag", () => {
  const tagOf = (sent: string, shown: unknown) =>
    conversation().create(
      1,
      { annotations: { "workers/tag": shown as string } },
      { annotations: { "workers/tag": sent } },
    ).broken;

  test("of up to 100 bytes comes back, a longer one not whole", () => {
    const hundred = "é".repeat(50);

    expect(tagOf(hundred, hundred)).toEqual([]);
    expect(tagOf(hundred, "é")).toEqual(["annotations.tag-echoed"]);
    expect(tagOf(`${hundred}a`, hundred)).toEqual([]);
    expect(tagOf(`${hundred}a`, `${hundred}a`)).toEqual(["annotations.tag-limit"]);
  });
});

describe("a version that is read", () => {
  test("is the one that was made", () => {
    const { create, get, list } = conversation();
    create(1, {}, { compatibility_date: "2026-01-02" });

    expect(get(1).broken).toEqual([]);
    expect(list([1]).broken).toEqual([]);
    expect(get(1, { compatibility_date: "2026-01-03" }).broken).not.toEqual([]);
    expect(list([1], { compatibility_date: "2026-01-03" }).broken).not.toEqual([]);
  });

  test("has no id of another one", () => {
    const { create } = conversation();
    create(1);

    expect(create(2, { id: uuid("1") }, { annotations: { "workers/tag": "other" } }).broken).not.toEqual([]);
  });

  test("is not taken in twice", () => {
    const { create, list } = conversation();
    create(1);
    create(2, { id: uuid("1"), number: 1 });

    expect(create(3, { number: 2 }).broken).toEqual([]);
    expect(list([3]).broken).toEqual([]);
  });

  test("that is shown again under its id is not the latest", () => {
    const { create } = conversation();
    const of = (text: string) => [{ name: "A", type: "plain_text", text }];
    for (const [i, text] of ["a", "b"].entries())
      create(i + 1, { bindings: of(text) }, { bindings: of(text) as never });
    create(3, { id: uuid("1"), number: 1, bindings: of("c") }, { bindings: of("c") as never });

    const inherited = { bindings: [{ name: "A", type: "inherit" }] as never };
    expect(create(4, { number: 3, bindings: of("b") }, inherited).broken).toEqual([]);
  });
});

describe("a call without an answer", () => {
  test("may have used a number, if it is a create", () => {
    const { create, lost } = conversation();
    create(1);
    lost("createVersion");

    expect(create(3).broken).toEqual([]);
    expect(create(5).broken).toEqual(["numbering.one-more"]);
    const { create: make, lost: lose } = conversation();
    make(1);
    lose("createVersion");
    expect(make(4).broken).toEqual(["numbering.one-more"]);
  });

  test("uses none, if it is a delete, but may have freed one", () => {
    const { create, lost } = conversation();
    create(1);
    create(2);
    lost("deleteVersion", 2);

    expect(create(3, { number: 2 }).broken).toEqual([]);
    const { create: make, lost: lose } = conversation();
    make(1);
    lose("deleteVersion", 1);
    expect(make(3).broken).toEqual(["numbering.one-more"]);
  });

  test("of another Worker explains no gap", () => {
    const { create, lost } = conversation();
    create(1);
    lost("createVersion", 0, "2");

    expect(create(3).broken).toEqual(["numbering.per-worker"]);
  });
});

describe("a pointer", () => {
  const at = (fault: string, pointer: string | undefined, shift = 0) =>
    conversation().refusedAt(fault, pointer, 400, shift).broken;

  test.each([
    ["no pointer", undefined, []],
    ["the place", "/limits/cpu_ms", []],
    ["what holds it", "/limits", []],
    ["the whole", "", []],
    ["the place as a fragment", "#/limits/cpu_ms", []],
    ["the place in the body", "/body/limits/cpu_ms", []],
    ["the place in dots", "limits.cpu_ms", []],
    ["something of the body", "/body/nowhere", []],
    ["a place within it", "/limits/cpu_ms/0", ["refusal.pointer"]],
    ["a neighbour", "/limits/subrequests", ["refusal.pointer"]],
    ["another field", "/placement", ["refusal.pointer"]],
    ["a field that nobody knows", "/nowhere/cpu", ["refusal.pointer"]],
  ])("to %s", (_, pointer, broken) => {
    expect(at("limits.cpu_ms:type", pointer)).toEqual(broken);
  });

  test("of a fault of the whole body may be any that there is none of", () => {
    expect(at("body:not-object", "/nowhere/else")).toEqual([]);
  });

  test("counts what stands before", () => {
    expect(at("bindings.plain_text.text:type", "/bindings/2/text", 2)).toEqual([]);
    expect(at("bindings.plain_text.text:type", "/bindings/0/text", 2)).toEqual(["refusal.pointer"]);
  });

  test("matters in a refusal by status 4xx alone", () => {
    const said = conversation().refusedAt("limits.cpu_ms:type", "/placement", 500);

    expect(said.broken).toEqual(["refusal.client-error"]);
  });
});
