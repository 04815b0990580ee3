/** Exit codes, and what each says where a server or a client was judged. */
export const exitMeanings = {
  server: {
    0: "the target conforms",
    1: "the target breaks the contract",
    2: "the run could not judge the target",
    3: "inconclusive: no violation was confirmed, and not everything could be judged",
    130: "interrupted; what was made has been removed",
  },
  client: {
    0: "the client keeps every property that it was judged by",
    1: "the client breaks a property, or a failure that was expected is gone",
    2: "the client could not be judged",
    3: "inconclusive: what failed did not fail again",
    130: "interrupted",
  },
} as const;
export type ExitCode = keyof (typeof exitMeanings)["server"];

/** The last line of a command: its exit code, and why. */
export const exitLine = (code: number, why: string): string => `exit ${code}: ${why}`;
