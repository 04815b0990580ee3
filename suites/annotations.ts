import fc from "fast-check";
import { longMessage, longTag, message, tag } from "../arbitraries/annotations.ts";
import { plainVersion } from "../arbitraries/version.ts";
import { messageMaxBytes, tagMaxBytes } from "../contract/annotations.ts";
import type { WorkerPort } from "../contract/api.ts";
import { byteLength, isBlank, isObject } from "../contract/json.ts";
import { type Finding, finding, type Invariant } from "./seen/invariant.ts";
import { isBroken, type Sighting } from "./seen/sighting.ts";
import { claim, traffic } from "./words/claim.ts";
import { look, roundTrip } from "./words/round-trip.ts";
import { accepted, isRefused, type Where } from "./words/verdicts.ts";

/** What becomes of too long a value. */
export const cut = {
  "workers/message": { id: "annotations.message-cut" },
  "workers/tag": { id: "annotations.tag-limit" },
} as const satisfies Record<string, Where>;

/** What stands for the bytes of half a character: replacements, or half a surrogate pair. */
const half = /(\ufffd{1,3}|[\ud800-\udbff])$/u;
/** What comes first of a text, if it is cut into code points, or into what a reader takes for characters. */
const firsts = (text: string): string[] => [
  String.fromCodePoint(text.codePointAt(0) ?? 0),
  [...new Intl.Segmenter().segment(text)][0]?.segment ?? "",
];

/** The first bytes of the message, as many as the limit allows, less a character that does not fit whole. */
function isCut(sent: string, got: unknown): boolean {
  if (typeof got !== "string") return false;
  const kept = got.replace(half, "");
  const keptBytes = byteLength(kept);
  if (!sent.startsWith(kept) || keptBytes > messageMaxBytes) return false;
  if (keptBytes === messageMaxBytes) return kept === got;
  return firsts(sent.slice(kept.length)).some((one) => keptBytes + byteLength(one) > messageMaxBytes);
}

function messageFinding(sent: string, got: unknown, pointer: string): Finding {
  if (byteLength(sent) <= messageMaxBytes) {
    return finding("annotations.message-echoed", got === sent || (isBlank(sent) && isBlank(got)), sent, got, {
      pointer,
    });
  }
  const expected = `the first ${messageMaxBytes} bytes of the message, less a character that does not fit whole`;
  return finding(cut["workers/message"].id, isCut(sent, got), expected, got, {
    pointer,
    after: ["annotations.message-echoed"],
  });
}

function tagFinding(sent: string, got: unknown, pointer: string): Finding {
  if (byteLength(sent) <= tagMaxBytes) {
    return finding("annotations.tag-echoed", got === sent || (isBlank(sent) && isBlank(got)), sent, got, { pointer });
  }
  return finding(cut["workers/tag"].id, got !== sent, `no tag of ${byteLength(sent)} bytes`, got, { pointer });
}

function sightingFindings(sighting: Sighting): Finding[] {
  const { known, shown: answer, where, pointer } = sighting;
  const { annotations: sent } = known.request;
  if (!sent || !sighting.contentJudged || isBroken(sighting, "annotations")) return [];
  const got = isObject(answer.annotations) ? answer.annotations : {};
  const { "workers/message": sentMessage, "workers/tag": sentTag } = sent;
  const isJudged = (text: string | undefined, key: string): text is string =>
    text !== undefined && (where !== "list" || !isBlank(got[key]));
  return [
    ...(isJudged(sentMessage, "workers/message")
      ? [messageFinding(sentMessage, got["workers/message"], `${pointer}/annotations/workers~1message`)]
      : []),
    ...(isJudged(sentTag, "workers/tag")
      ? [tagFinding(sentTag, got["workers/tag"], `${pointer}/annotations/workers~1tag`)]
      : []),
  ];
}

export const annotationsInvariant: Invariant = {
  ids: ["annotations.message-echoed", "annotations.message-cut", "annotations.tag-echoed", "annotations.tag-limit"],
  judge: ({ sightings }) => sightings.flatMap(sightingFindings),
};

/** Too long a value: refused, or accepted and cut; the invariant judges what an accepted one shows. */
export async function refusedOrCut(worker: WorkerPort, key: keyof typeof cut, value: string): Promise<void> {
  const reply = await worker.create({ ...plainVersion(), annotations: { [key]: value } });
  if (!isRefused(reply)) await look(worker, accepted(reply, cut[key]).id);
}

const tooLong = (key: keyof typeof cut, long: () => fc.Arbitrary<string>) =>
  claim(
    cut[key].id,
    { counts: true },
    () => [long()],
    (worker, value) => refusedOrCut(worker, key, value),
  );

export const annotationsClaims = [
  traffic(
    "annotations.within",
    { weight: 1.5, drives: ["annotations.message-echoed", "annotations.tag-echoed"] },
    () => [
      fc.record({ "workers/message": message(), "workers/tag": tag() }, { requiredKeys: [], noNullPrototype: true }),
    ],
    async (worker, annotations) => {
      await roundTrip(worker, { ...plainVersion(), annotations });
    },
  ),
  tooLong("workers/message", longMessage),
  tooLong("workers/tag", longTag),
];
