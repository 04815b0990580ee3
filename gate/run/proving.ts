import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { lstat, readdir, readFile, rm, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { CannotRun } from "../../harness/shared/errors.ts";
import { makeFolder } from "../../harness/shared/folder.ts";
import { packageRoot, version } from "../../harness/shared/package.ts";
import { writeWhole } from "../../harness/shared/write.ts";
import { propertyIds } from "../contract/properties.ts";
import { mutants } from "../proof/mutants/index.ts";
import { isProven, type Proof, prove } from "../proof/prove.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** That the gate catches what it claims to catch, and since when that is known. */
export interface Proven {
  proof: Proof;
  /** Undefined where nobody asked. */
  provedAt?: string | undefined;
}
export const unproven: Proven = { proof: { alarms: [], rows: [], unproven: [], cases: 0, tookMs: 0 } };

const schema = "workers-version-conformance/gate-proof@1";
const row = z.strictObject({
  mutant: z.string(),
  breaks: z.enum(propertyIds),
  failed: z.array(z.string()),
  verdict: z.literal("caught"),
});
/** A proof as the cache holds it: nothing but a whole one is kept. */
const keptSchema = z.strictObject({
  schema: z.literal(schema),
  digest: z.string(),
  provedAt: z.iso.datetime(),
  proof: z.strictObject({
    alarms: z.array(z.string()).length(0),
    rows: z.array(row).length(mutants.length),
    unproven: z.array(z.enum(propertyIds)).length(0),
    cases: z.int().min(1),
    tookMs: z.number().min(0),
  }),
});
const mostBytes = 2 ** 20;

const isCheckout = import.meta.url.endsWith(".ts");
/** What the gate is made of: its sources in a checkout, its built files in a package. */
const parts = isCheckout ? ["gate", "arbitraries", "contract", "harness/shared"] : ["dist"];

/** Tells one state of the gate from every other: a proof holds for that one alone, with this Node. */
export function digestOfGate(): string {
  const hash = createHash("sha256").update(`${version} ${process.version}`);
  const root = fileURLToPath(packageRoot);
  for (const folder of parts) {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((name) =>
      isCheckout ? name.endsWith(".ts") : name.endsWith(".js"),
    );
    for (const name of names.sort()) {
      const text = readFileSync(join(root, folder, name));
      hash.update(`\n${folder}/${name} ${text.length}\n`).update(text);
    }
  }
  return hash.digest("hex");
}

/** The user's folder for what can be made again, or undefined where there is none. */
function cacheFolder({ XDG_CACHE_HOME: given, HOME: home }: Environment): string | undefined {
  const root =
    given !== undefined && isAbsolute(given) ? given : home && isAbsolute(home) ? join(home, ".cache") : undefined;
  return root && join(root, "workers-version-conformance");
}
const fileIn = (folder: string, digest: string) => join(folder, `gate-proof-${digest.slice(0, 16)}.json`);

/** A proof that was kept; what is broken, or about another state of the gate, is as if it were not there. */
async function keptProof(folder: string, digest: string): Promise<Proven | undefined> {
  const file = fileIn(folder, digest);
  try {
    const { size, isFile } = await lstat(file).then((stat) => ({ size: stat.size, isFile: stat.isFile() }));
    if (!isFile || size > mostBytes) return undefined;
    const parsed = keptSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
    return parsed.success && parsed.data.digest === digest ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Proofs of so many states of the gate are kept. */
const mostKept = 8;
async function forgetOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /^gate-proof-[0-9a-f]+\.json$/.test(name));
  const files = await Promise.all(
    names.map(async (name) => ({ file: join(folder, name), atMs: (await stat(join(folder, name))).mtimeMs })),
  );
  const oldest = files.toSorted((a, b) => b.atMs - a.atMs).slice(mostKept);
  await Promise.all(oldest.map(({ file }) => rm(file, { force: true })));
}

/** Keeps a proof, where that is possible: whoever has no cache proves again. */
async function keep(folder: string, digest: string, { proof, provedAt }: Proven): Promise<void> {
  try {
    makeFolder(folder);
    await writeWhole(fileIn(folder, digest), `${JSON.stringify({ schema, digest, provedAt, proof })}\n`);
    await forgetOldest(folder);
  } catch {
    // The proof stands without.
  }
}

/** Proves the gate; one that does not catch what it claims to catch judges nobody. */
async function proved(make: () => Promise<Proof>): Promise<Proven> {
  const proof = await make();
  if (isProven(proof)) return { proof, provedAt: new Date().toISOString() };
  const wrong = proof.rows
    .filter(({ verdict }) => verdict !== "caught")
    .map(({ mutant, failed }) => `${mutant} (${failed})`);
  throw new CannotRun(
    `the gate does not prove itself on this machine: ${[...proof.alarms, ...proof.unproven, ...wrong].join("; ")}`,
    "gate prove shows it whole",
  );
}

export interface Proving {
  /** Where caches are, as the environment says. */
  env: Environment;
  /** Made anew, or not made at all: only what was kept is taken; else, where nothing was kept. */
  when?: "anew" | "never" | undefined;
  make?: () => Promise<Proof>;
  /** Told after each mutant. */
  onRow?: ((done: number, of: number) => void) | undefined;
}

/** The proof of this very gate: made once, and then kept for as long as nothing of it changes. */
export async function provenGate({ env, when, make, onRow = () => {} }: Proving): Promise<Proven> {
  const folder = cacheFolder(env);
  const digest = digestOfGate();
  const kept = folder !== undefined && when !== "anew" ? await keptProof(folder, digest) : undefined;
  if (kept || when === "never") return kept ?? unproven;
  const made = await proved(make ?? (() => prove({ runs: 3 }, (_row, done, of) => onRow(done, of))));
  if (folder !== undefined) await keep(folder, digest, made);
  return made;
}
