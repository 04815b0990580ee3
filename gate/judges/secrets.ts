import { secretsIn } from "../../harness/shared/redact.ts";
import type { Finding, Observation } from "../cases/finding.ts";

/** What is shorter may stand in a text by chance: a date, or "undefined", that a caller has as a secret. */
const shortest = 16;
const isCredential = (name: string) => /TOKEN|KEY/.test(name);

/** What the client was given and must keep to itself, each with its name. */
function secretsOf({ case: { auth, call, environment } }: Observation): [name: string, secret: string][] {
  const given: [string, string][] = [
    "token" in auth ? ["the token", auth.token] : ["the API key", auth.api_key],
    ...secretsIn(call.body).map((one): [string, string] => ["a secret of the version", one]),
    ...Object.entries(environment).filter(([name]) => isCredential(name)),
  ];
  return given.filter(([, secret]) => secret.length >= shortest);
}

const escaped = (text: string) => JSON.stringify(text).slice(1, -1);
/** The ways in which a secret stands in a text: as it is, in JSON, in JSON that a text of JSON quotes, in a URL. */
const spelled = (secret: string) => [secret, escaped(secret), escaped(escaped(secret)), encodeURIComponent(secret)];

/** What the client says: its output, and its errors; the version that it gives back is no saying. */
export function judgeSecrets(seen: Observation): Finding[] {
  const { outcome, said } = seen;
  const error = outcome && outcome.outcome !== "version" ? JSON.stringify(outcome) : "";
  const says = (text: string, secret: string) => spelled(secret).some((one) => text.includes(one));
  const found = secretsOf(seen).find(([, secret]) => says(said, secret) || says(error, secret));
  if (!found) return [];
  const [name, secret] = found;
  const at = says(said, secret) ? "output" : "error";
  return [{ property: "secrets.unsaid", at, expected: `no word of ${name}`, actual: `${name}, in its ${at}` }];
}
