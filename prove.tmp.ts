import { proofText, prove } from "./harness/gate/prove.ts";

console.log(proofText(await prove({ beside: Number(process.argv[2] ?? 0) })));
process.exit();
