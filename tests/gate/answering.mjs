// An adapter without a client: what it answers is decided by its first argument.
import { createInterface } from "node:readline";

const [how = "right"] = process.argv.slice(2);
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const version = ({ id, case: name, call }) => ({
  id,
  case: name,
  outcome: "version",
  version: { worker: call.worker_id, pid: process.pid, variable: process.env.DECOY, text: call.body.text },
});
const held = [];

process.stderr.write("begins;");
for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line);
  if (how === "reversed") {
    held.push(job);
    if (held.length === 3) for (const one of held.splice(0).reverse()) print(version(one));
    continue;
  }
  if (how === "unknown-id") print({ ...version(job), id: "77" });
  else if (how === "no-id") print({ ...version(job), id: undefined });
  else if (how === "nonsense") process.stdout.write("this is no JSON\n");
  else if (how === "silent-for-slow" && job.call.worker_id === "slow") continue;
  else if (how === "says") {
    process.stderr.write(`saw ${job.call.worker_id};`);
    print(version(job));
  } else print(version(job));
  if (how === "twice") print(version(job));
  if (how === "once") process.exit();
}
