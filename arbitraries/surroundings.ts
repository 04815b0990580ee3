import fc from "fast-check";
import type { ClientCase } from "../contract/client.ts";
import { plainCall } from "./calls.ts";
import { keyAndEmail, token, tokens } from "./credentials.ts";
import { peopleEmails } from "./people.ts";
import { hex } from "./text.ts";

/** The path of a base URL as the API has it, and as a gateway or a test server may have it. */
export const plainBase = "/client/v4";
const bases = [plainBase, "/api/client/v4", "/proxy/cf~1/a%20b/client/v4"] as const;

const workers = [
  plainCall.worker_id,
  "0f3a5b7c9d1e2f4a6b8c0d2e4f6a8b0c",
  "a",
  "worker_with_underscores",
  "Worker-With-Upper-Case",
  "1234",
  "with.dots-2",
  `${"long-".repeat(12)}name`,
] as const;

const places = fc.record({
  account_id: fc.oneof({ withCrossShrink: true }, fc.constant(plainCall.account_id), hex(32)),
  worker_id: fc.constantFrom(...workers),
  base: fc.constantFrom(...bases),
  token: fc.record({ token: fc.constantFrom(...tokens) }),
  keyAndEmail: fc.record({
    api_key: fc.constantFrom(keyAndEmail.api_key, "c2547eb745079dac9320b638f5e225cf483cc5cfdda41"),
    api_email: fc.constantFrom(keyAndEmail.api_email, ...peopleEmails),
  }),
});

/** The case with another account, Worker, credential and base URL, where it says nothing of its own about them. */
export function surrounded(cases: fc.Arbitrary<ClientCase>): fc.Arbitrary<ClientCase> {
  return fc.tuple(cases, places).map(([one, place]) => {
    const moved = ({ call, auth, base, earlier, ...rest }: ClientCase): ClientCase => ({
      ...rest,
      base: base === plainBase ? place.base : base,
      auth: auth === token ? place.token : auth === keyAndEmail ? place.keyAndEmail : auth,
      call: {
        ...call,
        account_id: call.account_id === plainCall.account_id ? place.account_id : call.account_id,
        worker_id: call.worker_id === plainCall.worker_id ? place.worker_id : call.worker_id,
      },
      ...(earlier ? { earlier: earlier.map(moved) } : {}),
    });
    return moved(one);
  });
}
