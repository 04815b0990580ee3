import type { Answer } from "../../contract/api.ts";
import { isLostWithout, type Neighbour, neighbours } from "../../contract/features.ts";
import type { Check } from "../../reports/doctor.ts";
import { leadsNowhere } from "../shared/no-route.ts";
import type { Target } from "../target/target.ts";

/** A Worker and a version that nobody has: a call to them changes nothing. */
const nobody = "wvc-doctor-nobody";
const nothing = "00000000-0000-4000-8000-000000000000";

interface Probe {
  method: string;
  path: string;
  body?: string;
}
const probes: Partial<Record<Neighbour, Probe>> = {
  get: { method: "GET", path: `/workers/${nobody}/versions/${nothing}` },
  list: { method: "GET", path: `/workers/${nobody}/versions` },
  worker: { method: "GET", path: `/workers/${nobody}` },
  deployments: { method: "GET", path: `/scripts/${nobody}/deployments` },
};
/** What changes something on a Worker that is there: only servers that are no real account are asked. */
const changes: Partial<Record<Neighbour, Probe>> = {
  delete: { method: "DELETE", path: `/workers/${nobody}/versions/${nothing}` },
  rename: { method: "PATCH", path: `/workers/${nobody}`, body: JSON.stringify({ name: nobody }) },
};

const send = ({ transport, accountId }: Target, { path, ...rest }: Probe): Promise<Answer> =>
  transport.send({ ...rest, path: `/accounts/${accountId}/workers${path}` });

/** Which neighbours are there, and what each that is missing costs. */
export function neighboursTold(
  asked: readonly string[],
  missing: readonly Neighbour[],
  requirements: readonly string[],
): Check[] {
  const what = "neighbours";
  const there = asked.filter((name) => !missing.some((one) => one === name));
  return [
    { what, state: "ok", text: `there: ${there.join(", ") || "none"}` },
    ...missing.map((name): Check => {
      const lost = requirements.filter((id) => isLostWithout(id, name));
      const text = `no ${neighbours[name].text}: ${lost.length} of ${requirements.length} requirements cannot be judged`;
      return { what, state: "note", text, todo: `--lacks ${name} says so, and asks no more` };
    }),
  ];
}

/** Which calls beside the page's own a target seems to have, where nothing may be made. */
export async function neighbourChecks(target: Target, requirements: readonly string[]): Promise<Check[]> {
  const asked = Object.entries({ ...probes, ...(target.kind === "account" ? {} : changes) });
  const missing: Neighbour[] = [];
  for (const [name, probe] of asked) if (leadsNowhere(await send(target, probe))) missing.push(name as Neighbour);
  return neighboursTold(
    asked.map(([name]) => name),
    missing,
    requirements,
  );
}
