// A command line in front of the API: prints the version, or the errors and ends with 1.
const [base, account, worker, token, body, deploy] = process.argv.slice(2);
const query = deploy === undefined ? "" : `?deploy=${deploy}`;
const url = `${base}/accounts/${account}/workers/workers/${encodeURIComponent(worker)}/versions${query}`;
const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
const response = await fetch(url, { method: "POST", headers, body });
const { success, result, errors } = await response.json();
if (success && result) console.log(JSON.stringify(result));
else {
  for (const one of errors)
    console.error(`${one.code} ${one.message} ${one.documentation_url ?? ""} ${one.source?.pointer ?? ""}`);
  process.exitCode = 1;
}
