/** Something that went wrong in a released client: what a client must not do again. */
export interface Regression {
  text: string;
  /** Where it was seen: releases in which it was observed on the wire, and public threads. */
  sources: readonly string[];
}

const row = (text: string, ...sources: string[]): Regression => ({ text, sources });
const tf = (...numbers: number[]) => numbers.map((one) => `terraform-provider-cloudflare#${one}`);
const ts = (...numbers: number[]) => numbers.map((one) => `cloudflare-typescript#${one}`);

/** The regression cases behind the properties, under the numbers that reports name. */
export const regressions = {
  "CR-01": row("deploy asked for by a flag is forgotten where the body is given as text", "cf 0.0.5"),
  "CR-02": row("a flag given once becomes a text instead of a list of one", "cf 0.0.5"),
  "CR-03": row("deploy=false is sent though nobody asked", "cf 0.0.5"),
  "CR-04": row("an empty version is sent without a body", "cf 0.0.5", "distilled 0.30.3"),
  "CR-05": row("migrations.steps vanishes: the first member of a union wins", "distilled 0.30.3"),
  "CR-06": row("deploy goes into the body", "cloudflare (npm) 5.0.0 and 5.1.0"),
  "CR-07": row(
    "a json binding is sent as the text of its value",
    "cloudflare-go 6.6.0",
    ...tf(6699, 6724, 6725),
    ...ts(2682),
    "alchemy-run/distilled#277",
  ),
  "CR-08": row("run_worker_first cannot be a boolean", ...tf(6407)),
  "CR-09": row("the placement is reported as ignored", ...tf(7206, 7207)),
  "CR-10": row(
    "a name with a slash, a dot, a question mark or a hash leads to another route",
    "cloudflare (npm) 5.x to 6.5",
    "cloudflare-go 6.6.0",
    "cf 0.0.5",
  ),
  "CR-11": row("modules are encoded twice, or a changed file makes no new version", ...tf(6399, 6303, 6335)),
  "CR-12": row("the annotations are spelled in the client's own way on the wire", "spellings differ in every client"),
  "CR-13": row(
    "credentials that the caller did not choose are sent, or the chosen one is not",
    "cloudflare (npm) 5.x to 7.3",
    "cloudflare (PyPI) 4.3.1",
    ...ts(2597),
    "rahilp/second-brain-cloudflare#201",
  ),
  "CR-14": row(
    "a create is repeated though the first one may have been done",
    "cloudflare (npm), cloudflare (PyPI), cloudflare-go, distilled",
    "cloudflare/node-cloudflare#49",
    "fern-api/fern#5636",
  ),
  "CR-15": row(
    "Retry-After is not obeyed, above all where it says more than a minute",
    "cloudflare (npm) before 6.0.0",
    "cloudflare-go 6.6.0",
  ),
  "CR-16": row("a binding kind of the page cannot be sent", ...tf(6961), "alchemy-run/alchemy-async#1328"),
  "CR-17": row("limits are reported as ignored", ...tf(6404)),
  "CR-18": row("a Durable Object gets fields that nobody gave", ...tf(6322)),
  "CR-19": row("both ids of a database are sent, or the wrong one", "terraform-provider-cloudflare 5.20.0"),
  "CR-20": row(
    "outbound is sent where there is none; its params change their form",
    ...tf(6227),
    "cloudflare/workers-sdk#10712",
  ),
  "CR-21": row("assets with a config and no directory make further requests", ...tf(6714)),
  "CR-22": row("keys are sent that the API does not know", "hand-written callers in public code"),
  "CR-23": row(
    "the media type changes with the transport",
    ...ts(2799, 2648, 2671),
    "cloudflare-python#2674",
    "cloudflare-go#4187",
  ),
  "CR-24": row("texts outside ASCII, or as long as allowed, change on their way", "no client seen to fail"),
  "CR-25": row(
    "bindings are matched by their place, and the API lists them in another order",
    ...tf(6285, 6342, 7370, 7350),
  ),
  "CR-26": row("a secret that the API does not show is taken for a loss", ...tf(6459, 7115, 6648)),
  "CR-27": row("a default that the API fills in is taken for a change", ...tf(7281)),
  "CR-28": row("new fields of an answer are lost or break it", "distilled 0.30.3", "cloudflare-go 6.6.0", ...tf(6567)),
  "CR-29": row("an answer that lacks a field breaks the client", "distilled 0.30.3"),
  "CR-30": row(
    "a binding kind that is new breaks the client or loses its fields",
    "distilled 0.30.3",
    "cloudflare-go 6.6.0",
    "cloudflare-rs#261",
  ),
  "CR-31": row("a new member of an enumeration breaks the client", "distilled 0.30.3"),
  "CR-32": row("the steps of migrations are lost from an answer", "cloudflare-go 6.6.0"),
  "CR-33": row(
    "success: false with status 200 is taken for a success",
    "cloudflare (npm) 5.x to 7.3",
    "cloudflare-go 6.6.0",
  ),
  "CR-34": row("of several errors only the first is given, without its code or where it points", "distilled 0.30.3"),
  "CR-35": row("null where a list of errors should be crashes the client", "rahilp/second-brain-cloudflare#201"),
  "CR-36": row("a page of an edge, or half an answer, is a crash or half a result", "cloudflare (npm) 7.3.0"),
  "CR-37": row("the messages of a success cannot be seen", "cloudflare (npm) 5.x to 7.3"),
  "CR-38": row("a number beyond 2^53 is rounded", "cloudflare (npm)", "cf 0.0.5", "distilled 0.30.3"),
} as const satisfies Record<string, Regression>;

export type RegressionId = keyof typeof regressions;
