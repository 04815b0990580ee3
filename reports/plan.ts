import { z } from "zod";

/** What a metered run will cost, as reports keep it. */
export const planSchema = z.object({
  /** Requests if the target conforms and its reads do not lag; the run never makes more than `atMost`. */
  requests: z.number(),
  atMost: z.number(),
  creates: z.number(),
  /** Workers that are made and removed. */
  workers: z.number(),
  /** Seconds that `requests` take at the rate limit, less its reserve. */
  seconds: z.number(),
  /** The share of the requests that the API takes in 5 minutes, in percent. */
  percentOfLimit: z.number(),
  requirements: z.object({ judged: z.number(), of: z.number() }),
  rows: z.object({ judged: z.number(), of: z.number() }),
  /** Requirements for which the budget is too small. */
  missed: z.array(z.string()),
  /** Requirements that cannot be judged with the resources that exist. */
  impossible: z.array(z.string()),
});
export type PlanSummary = z.infer<typeof planSchema>;

/** Steps of a plan as text: what each costs, and how many requirements it judges. */
export interface PlannedStep {
  name: string;
  requests: number;
  requirements: number;
}

const mostNames = 8;
const listed = (names: readonly string[]) =>
  names.length <= mostNames
    ? names.join(", ")
    : `${names.slice(0, mostNames).join(", ")} and ${names.length - mostNames} more`;

/** A plan as text, before the first request. */
export function planText(plan: PlanSummary, steps: readonly PlannedStep[] = []): string {
  const { requests, atMost, creates, workers, seconds, percentOfLimit, requirements, rows } = plan;
  const width = Math.max(0, ...steps.map(({ name }) => name.length));
  return [
    ...steps.map(
      (one) =>
        `  ${one.name.padEnd(width)}  ${String(one.requests).padStart(5)} requests, ${one.requirements} requirements`,
    ),
    `plan: ${requests} requests, never more than ${atMost}; ${creates} creates on ${workers} Workers, each removed; about ${seconds} s; ${percentOfLimit} % of the 1,200 requests in 5 minutes`,
    `      ${requirements.judged} of ${requirements.of} requirements, ${rows.judged} of ${rows.of} rows`,
    ...(plan.missed.length > 0 ? [`      the budget is too small for ${listed(plan.missed)}`] : []),
    ...(plan.impossible.length > 0 ? [`      without resources, nothing can judge ${listed(plan.impossible)}`] : []),
    "",
  ].join("\n");
}
