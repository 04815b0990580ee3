// The gate's adapter for the flags of `cf`: what no flag reaches is not expressible.
import { execFile } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const flags = {
  "assets.config.html_handling": "--assets-config-html-handling",
  "assets.config.not_found_handling": "--assets-config-not-found-handling",
  "assets.jwt": "--assets-jwt",
  compatibility_date: "--compatibility-date",
  compatibility_flags: "--compatibility-flags",
  "limits.cpu_ms": "--limits-cpu-ms",
  "limits.subrequests": "--limits-subrequests",
  main_module: "--main-module",
  "migrations.new_tag": "--migrations-new-tag",
  "migrations.old_tag": "--migrations-old-tag",
  "migrations.deleted_classes": "--migrations-deleted-classes",
  "migrations.new_classes": "--migrations-new-classes",
  "migrations.new_sqlite_classes": "--migrations-new-sqlite-classes",
  "placement.mode": "--placement-mode",
  "placement.region": "--placement-region",
  "placement.hostname": "--placement-hostname",
  "placement.host": "--placement-host",
  usage_model: "--usage-model",
};

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** The words for a body, or the field that has none. */
function wordsFor(body, path = "") {
  return Object.entries(body).flatMap(([key, value]) => {
    const name = path + key;
    if (flags[name] && Array.isArray(value) && value.length > 0) return value.flatMap((one) => [flags[name], one]);
    if (flags[name] && (typeof value === "string" || typeof value === "number")) return [`${flags[name]}=${value}`];
    if (isObject(value) && Object.keys(value).length > 0) return wordsFor(value, `${name}.`);
    throw new Error(`no flag gives ${name} ${JSON.stringify(value)}`);
  });
}

const run = promisify(execFile);
/** What it printed, where that is JSON. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function outcomeOf({ base_url, auth, call }) {
  let words;
  try {
    words = wordsFor(call.body);
  } catch (error) {
    return { outcome: "not_expressible", why: error.message };
  }
  const deploy = call.query.deploy === undefined ? [] : call.query.deploy ? ["--deploy"] : ["--deploy=false"];
  const command = ["workers", "beta", "workers-versions-create", call.worker_id, "--account-id", call.account_id];
  const own = { HOME: "/nonexistent", CF_HIDE_COMMANDS: "false" };
  const env = { ...process.env, ...own, CLOUDFLARE_BASE_URL: base_url, CLOUDFLARE_API_TOKEN: auth.token };
  const all = [...command, ...deploy, ...words];
  try {
    const { stdout } = await run("node_modules/.bin/cf", all, { env, maxBuffer: 2 ** 26 });
    return { outcome: "version", version: parsed(stdout) };
  } catch (error) {
    // Not to be started, or ended by a signal: nothing that the client says.
    if (typeof error.code !== "number") throw error;
    return { outcome: "failed", text: `${error.stdout}\n${error.stderr}` };
  }
}

// Several calls at once: each answer has the id of its job.
createInterface({ input: process.stdin }).on("line", async (line) => {
  const job = JSON.parse(line);
  console.log(JSON.stringify({ id: job.id, case: job.case, ...(await outcomeOf(job)) }));
});
