import { isObject } from "../../../contract/json.ts";
import type { Job, Outcome } from "../../contract/protocol.ts";
import { tryJson, writeJson } from "../../wire/json.ts";
import { type Answered, referenceParts, type Wire } from "../reference.ts";
import { again, giving, header, type Mutant, mutant, ok, remembering, sending } from "./making.ts";

const { broken, compose, read } = referenceParts;
const isLimited = (answer: Answered | undefined) => answer?.status === 429 && answer.headers["retry-after"] === "0";

/** Clients that go wrong in what they send again. */
const attemptMutants: Mutant[] = [
  again("attempts.once", "sends again after a success", ok),
  again("attempts.refusal-final", "sends again after a 400", (answer) => answer?.status === 400),
  again("attempts.unknown-outcome", "sends again after a 500", (answer) => answer?.status === 500),
  again("attempts.unknown-outcome", "sends again after a broken connection", (answer) => answer === undefined),
  again(
    "attempts.retry-after",
    "sends again at once after a 429",
    (answer) => answer?.status === 429 && answer.headers["retry-after"] !== "0",
  ),
  again(
    "attempts.same-again",
    "forgets the body when it sends again",
    (answer) => answer?.headers["retry-after"] === "0" && answer.status === 429,
    {
      change: (wire) => ({ ...wire, body: "{}" }),
    },
  ),
  again("attempts.refusal-final", "sends again after a 409", (answer) => answer?.status === 409),
  again("attempts.unknown-outcome", "sends again after a 504", (answer) => answer?.status === 504),
  remembering("attempts.unknown-outcome", "sends again after a 503, each time under another key", () => {
    let sent = 0;
    const marked = (wire: Wire): Wire => {
      sent += 1;
      return {
        ...wire,
        headers: [...wire.headers.filter(([name]) => name !== "Idempotency-Key"), ["Idempotency-Key", `key-${sent}`]],
      };
    };
    return {
      compose: (job, env) => {
        const wire = compose(job, env);
        return "refused" in wire ? wire : marked(wire);
      },
      again: (answer, attempt, wire) =>
        attempt === 1 && answer?.status === 503 ? { afterMs: 0, wire: marked(wire) } : undefined,
    };
  }),
  again(
    "attempts.retry-after",
    "takes a date in Retry-After for no time",
    (answer) => answer?.status === 429 && /GMT$/.test(String(answer.headers["retry-after"])),
  ),
  again(
    "attempts.retry-after",
    "takes seconds in Retry-After for milliseconds",
    (answer) => answer?.status === 429 && answer.headers["retry-after"] === "1",
    { after: 1 },
  ),
  again("attempts.same-again", "loses deploy when it sends again", isLimited, {
    change: (wire) => ({ ...wire, url: wire.url.replace(/\?.*/, "") }),
  }),
  again("attempts.same-again", "loses the media type when it sends again", isLimited, {
    change: (wire) => header(wire, "Content-Type", () => undefined),
  }),
  again("attempts.end", "never gives up", isLimited, { most: 100 }),
];

const isLed = (answer: Answered | undefined) =>
  answer !== undefined && answer.status >= 300 && answer.status < 400 && answer.headers.location !== undefined;
const there = (wire: Wire, answer: Answered | undefined): Wire => ({ ...wire, url: String(answer?.headers.location) });
const credentialHome = (wire: Wire): Wire => ({
  ...wire,
  headers: wire.headers.filter(([name]) => !/^(Authorization|X-Auth-.*)$/.test(name)),
});
/** Clients that go wrong where an answer leads elsewhere. */
const redirectMutants: Mutant[] = [
  giving("redirects.no-success", "takes every status below 400 for a success", (outcome, { status, text }) => {
    const json = status >= 300 && status < 400 ? tryJson(text) : undefined;
    return isObject(json) && isObject(json.result) ? { outcome: "version", version: json.result } : outcome;
  }),
  again("redirects.same-request", "follows every redirection by a GET", isLed, {
    change: (wire, answer) => ({ ...credentialHome(there(wire, answer)), method: "GET", body: undefined }),
  }),
  again(
    "redirects.same-request",
    "follows a redirection without its body",
    (answer) => isLed(answer) && answer?.status === 307,
    {
      change: (wire, answer) => ({ ...credentialHome(there(wire, answer)), body: "{}" }),
    },
  ),
  again("redirects.credential-stays", "follows a redirection with its credential", isLed, { change: there }),
];

const showing = (outcome: Outcome, more: string): Outcome =>
  outcome.outcome === "client_error" ? { ...outcome, message: `${outcome.message} ${more}` } : outcome;
const credentialOf = ({ auth }: Job) => ("token" in auth ? auth.token : auth.api_key);
/** Clients that say what they must keep to themselves. */
const secretMutants: Mutant[] = [
  mutant("secrets.unsaid", "prints its credential where it is refused", {
    say: (job, outcome) => (outcome.outcome === "api_error" ? `refused: Authorization: ${credentialOf(job)}` : ""),
  }),
  mutant("secrets.unsaid", "prints what it sends", { say: (job) => writeJson(job.call.body) }),
  mutant("secrets.unsaid", "says its headers where the connection breaks", {
    broken: (error, job) => showing(broken(error, job), credentialOf(job)),
  }),
  giving("secrets.unsaid", "says what it sent where it cannot read the answer", (outcome, _, job) =>
    showing(outcome, writeJson(job.call.body)),
  ),
];

/** After a call that ended so, something of it is still there: no other set of cases has this status. */
const odd = 507;
const remains = (text: string, change: (job: Job, before: Job) => Job): Mutant =>
  remembering("calls.clean-after", text, () => {
    let failed: Job | undefined;
    return {
      compose: (job, env) => compose(failed ? change(job, failed) : job, env),
      read: (answer, job) => {
        failed = answer.status === odd ? job : undefined;
        return read(answer, job);
      },
    };
  });
/** Clients whose calls are not apart. */
const callMutants: Mutant[] = [
  sending("calls.idempotency-key", "marks all that it sends with one key", (wire) => ({
    ...wire,
    headers: [...wire.headers, ["Idempotency-Key", "the-only-key"]],
  })),
  remains("deploys as the call before, which failed", (job, before) => ({
    ...job,
    call: { ...job.call, query: { ...before.call.query, ...job.call.query } },
  })),
  remembering("calls.clean-after", "gives the errors of the call before, which failed, before its own", () => {
    let failed: Outcome | undefined;
    return {
      read: (answer, job) => {
        const outcome = read(answer, job);
        const before = failed;
        failed = answer.status === odd ? outcome : undefined;
        if (before?.outcome !== "api_error" || outcome.outcome !== "api_error") return outcome;
        return { ...outcome, errors: [...(before.errors ?? []), ...(outcome.errors ?? [])] };
      },
    };
  }),
  remains("sends the token of the call before, which failed", (job, before) => ({ ...job, auth: before.auth })),
  remains("sends to the Worker of the call before, which failed", (job, before) => ({
    ...job,
    call: { ...job.call, worker_id: before.call.worker_id },
  })),
  remembering("calls.apart", "gives callers who wait together one answer", () => {
    const waiting = new Set<Job>();
    let shared: Outcome | undefined;
    const given = (job: Job, outcome: Outcome) => {
      waiting.delete(job);
      const first = shared ?? outcome;
      shared = waiting.size > 0 ? first : undefined;
      return first;
    };
    return {
      compose: (job, env) => {
        const wire = compose(job, env);
        if (!("refused" in wire)) waiting.add(job);
        return wire;
      },
      read: (answer, job) => given(job, read(answer, job)),
      broken: (error, job) => given(job, broken(error, job)),
    };
  }),
  remembering("calls.apart", "sends the token of the newest caller", () => {
    let newest: Job | undefined;
    return {
      compose: (job, env) => {
        const other = newest;
        newest = job;
        return compose(other ? { ...job, auth: other.auth } : job, env);
      },
      read: (answer, job) => {
        newest = undefined;
        return read(answer, job);
      },
      broken: (error, job) => {
        newest = undefined;
        return broken(error, job);
      },
    };
  }),
];

/** Clients that go wrong around a request: before, after and beside it. */
export const trafficMutants: readonly Mutant[] = [
  ...attemptMutants,
  ...redirectMutants,
  ...secretMutants,
  ...callMutants,
];
