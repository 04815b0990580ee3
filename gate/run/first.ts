import { plainSuccess } from "../../arbitraries/answers.ts";
import { plainCall } from "../../arbitraries/calls.ts";
import { keyAndEmail, token } from "../../arbitraries/credentials.ts";
import { CannotRun } from "../../harness/shared/errors.ts";
import { type Adapter, AdapterError } from "../adapters/adapter.ts";
import { type Manifest, protocolVersion } from "../contract/protocol.ts";
import { Recorder } from "../wire/recorder.ts";

const deadline_ms = 20_000;

/** Asks an adapter the plainest case, of which nothing is judged: one that cannot start is said before all that takes time. */
export async function askOnce(adapter: Adapter, { auth }: Pick<Manifest, "auth">): Promise<void> {
  const recorder = await Recorder.start();
  try {
    const { baseUrl: base_url } = recorder.open("first", [plainSuccess]);
    const credential = auth.includes("token") ? token : keyAndEmail;
    const job = {
      protocol: protocolVersion,
      case: "first",
      base_url,
      auth: credential,
      deadline_ms,
      call: plainCall,
    } as const;
    await adapter.call(job, {});
  } catch (error) {
    if (!(error instanceof AdapterError)) throw error;
    throw new CannotRun(
      `the adapter does not get through the plainest call: ${error.message}`,
      "what it is to do stands in docs/gate.md",
    );
  } finally {
    await recorder.close();
  }
}
