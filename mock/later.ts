import { isIn, type Revision } from "../contract/revision.ts";
import type { Behaviour } from "./behaviour.ts";

/** What answers of a revision hold beside what was sent: read-only, so that no request asks for it. */
const additions: readonly { since: Revision; behaviour: Behaviour }[] = [
  {
    since: "create-version/2026-11",
    behaviour: {
      show: (version) => {
        version.author_email = "someone@example.com";
        version.author_id = "0123456789abcdef0123456789abcdef";
      },
    },
  },
];

/** The behaviour of a mock whose answers are as new as a revision; it takes what any revision may send anyway. */
export const additionsOf = (contract: Revision): Behaviour[] =>
  additions.filter(({ since }) => isIn(since, contract)).map(({ behaviour }) => behaviour);
