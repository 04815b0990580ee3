# The gate's adapter for the PyPI package `cloudflare`; PYTHONPATH says which release.
import json
import sys

import cloudflare


def outcome_of(job):
    auth, call = job["auth"], job["call"]
    given = {"api_token": auth.get("token"), "api_key": auth.get("api_key"), "api_email": auth.get("api_email")}
    try:
        client = cloudflare.Cloudflare(base_url=job["base_url"], **{k: v for k, v in given.items() if v is not None})
        asked = {"account_id": call["account_id"], **call["query"], **call["body"]}
        version = client.workers.beta.workers.versions.create(call["worker_id"], **asked)
        return {"outcome": "version", "version": version and version.to_dict(mode="json")}
    except cloudflare.APIStatusError as error:
        body = error.body if isinstance(error.body, dict) else {}
        tag = type(error).__name__
        return {"outcome": "api_error", "status": error.status_code, "errors": body.get("errors") or [], "tag": tag}
    except Exception as error:
        return {"outcome": "client_error", "message": repr(error)}


for line in sys.stdin:
    job = json.loads(line)
    print(json.dumps({"case": job["case"], **outcome_of(job)}), flush=True)
