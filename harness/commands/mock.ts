import { type Command, Option } from "commander";
import { createMock } from "../../mock/app.ts";
import { likenesses, liveTraits, type MockLikeness } from "../../mock/like.ts";
import { serveMock, turnMs } from "../../mock/server.ts";
import { CannotRun } from "../shared/errors.ts";
import { behaviourOf } from "../target/target.ts";
import { type CommandContext, contractOption, faultOption, revisionOf } from "./context.ts";
import { stopped } from "./interrupt.ts";

interface MockFlags {
  port: string;
  fault?: string[];
  like: MockLikeness;
  contract?: string;
}

async function mockCommand(
  { port, fault = [], like, contract }: MockFlags,
  { env, print }: CommandContext,
): Promise<number> {
  const number = Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new CannotRun(`--port ${port} is no port`);
  const token = env.CLOUDFLARE_API_TOKEN || undefined;
  const mock = createMock({ like, contract: revisionOf(contract, env), behaviour: behaviourOf(fault), token, turnMs });
  const server = await serveMock(mock, number).catch((error: Error) => {
    throw new CannotRun(`the mock cannot listen on port ${port}: ${error.message}`, "take another --port");
  });
  const wanted = token ? "the token of CLOUDFLARE_API_TOKEN" : "any token";
  print(`mock target at ${server.baseUrl}, any account id of 32 hex digits, ${wanted}; Ctrl-C ends it`);
  await stopped();
  await server.close();
  return 0;
}

const likeText = `what it does where the page and the live API differ: live ${liveTraits.map(({ text }) => text).join("; ")}`;

/** Adds `mock`: the mock target over HTTP. */
export function addMock(wvc: Command, context: CommandContext): void {
  wvc
    .command("mock")
    .description("serves the mock target over HTTP on 127.0.0.1")
    .option("--port <n>", "0 takes a free one", "8787")
    .addOption(new Option("--like <what>", likeText).choices(likenesses).default("page"))
    .addOption(contractOption("the revision that its answers are as new as"))
    .addOption(faultOption())
    .action(async (flags) => context.done(await mockCommand(flags, context)));
}
