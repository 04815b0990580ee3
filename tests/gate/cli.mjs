// A command line in front of the API: prints the version (WHOLE: the envelope), or the errors (as JSON: WHOLE) and ends with 1.
const [base, account, worker, token, body, deploy] = process.argv.slice(2);
const query = deploy === undefined ? "" : `?deploy=${deploy}`;
const url = `${base}/accounts/${account}/workers/workers/${encodeURIComponent(worker)}/versions${query}`;
const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
const response = await fetch(url, { method: "POST", headers, body });
const envelope = await response.json();
const { success, result, errors } = envelope;
const escaped = (text) =>
  text.replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
if (success && result) console.log(JSON.stringify(process.env.WHOLE ? envelope : result));
else if (process.env.WHOLE) {
  console.error(`refused: ${escaped(JSON.stringify(envelope, undefined, 2))}`);
  process.exitCode = 1;
} else {
  for (const one of errors)
    console.error(`${one.code} ${one.message} ${one.documentation_url ?? ""} ${one.source?.pointer ?? ""}`);
  process.exitCode = 1;
}
