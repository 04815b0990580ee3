import { plainSuccess } from "../../arbitraries/answers.ts";
import type { ServerReply } from "../../contract/client.ts";
import type { Finding, Observation } from "../cases/finding.ts";
import { type Recorded, valuesOf } from "../wire/recorder.ts";
import { credentialHeaders } from "./request.ts";

export const isRedirection = (status: number): boolean => status >= 300 && status < 400;

/** Redirections after which a client sends the same method, if it sends at all (RFC 9110, 15.4.8 and 15.4.9). */
const keepsMethod = [307, 308];
/** The one that asks for a GET (RFC 9110, 15.4.4). */
const seeOther = 303;

/** The reply that a request got which followed a redirection. */
export function lastReply({ attempts, moved, case: { replies } }: Observation): ServerReply | undefined {
  const followed = moved.at(-1);
  if (!followed) return replies[Math.min(attempts.length, replies.length) - 1];
  return followed.method === "POST" ? (replies[attempts.length] ?? plainSuccess) : plainSuccess;
}

const shown = (one: Recorded) =>
  `${one.method} with ${valuesOf(one, "content-type").join(", ") || "no media type"} and ${one.body.toString().slice(0, 400) || "no body"}`;
const isSame = (one: Recorded, other: Recorded) =>
  one.method === other.method &&
  one.body.equals(other.body) &&
  valuesOf(one, "content-type").join() === valuesOf(other, "content-type").join();

/** What followed a redirection: the same request, and no credential at another host. */
export function judgeRedirects({ attempts, moved, outcome, case: one }: Observation): Finding[] {
  const [first] = attempts;
  const status = one.replies[0]?.status ?? 0;
  const mayChange = (followed: Recorded) =>
    followed.method !== "POST" &&
    (status === seeOther || (!keepsMethod.includes(status) && outcome?.outcome !== "version"));
  const other = moved.find((followed) => first && !isSame(first, followed) && !mayChange(followed));
  const told = moved.find(
    (followed) => followed.elsewhere && credentialHeaders.some((name) => valuesOf(followed, name)[0]),
  );
  return [
    ...(first && other
      ? [
          {
            property: "redirects.same-request" as const,
            at: "request after the redirection",
            expected: `${shown(first)}, or an error`,
            actual: shown(other),
          },
        ]
      : []),
    ...(told
      ? [
          {
            property: "redirects.credential-stays" as const,
            row: "token" in one.auth ? "token" : "key_email",
            at: "request after the redirection",
            expected: "no credential",
            actual: credentialHeaders.filter((name) => valuesOf(told, name)[0] !== undefined),
          },
        ]
      : []),
  ];
}
