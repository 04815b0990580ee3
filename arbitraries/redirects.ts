import type { ServerReply } from "../contract/client.ts";
import { plainSuccess } from "./answers.ts";

/** Statuses that lead elsewhere. */
export const redirections = [301, 302, 303, 307, 308] as const;
/** Bodies that come with them: a page, nothing, and what would be a version if the status did not count. */
const bodies = [
  { headers: [["Content-Type", "text/html"]], body: "<html><body>Moved</body></html>" },
  { headers: [], body: "" },
  { headers: plainSuccess.headers, body: plainSuccess.body },
] as const satisfies Pick<ServerReply, "headers" | "body">[];

/** Redirections to the same host or to another one. */
export const redirects = (leadsTo: "here" | "elsewhere"): ServerReply[] =>
  redirections.map((status, i) => ({ status, ...(bodies[i % bodies.length] ?? bodies[0]), leadsTo }));
/** Redirections that lead nowhere: nobody can follow them. */
export const lostRedirects: readonly ServerReply[] = [...redirections, 300].flatMap((status) =>
  bodies.map((one) => ({ status, ...one })),
);
