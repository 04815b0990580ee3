# The gate's adapter for the PyPI package `cloudflare`; PYTHONPATH says which release.
import json
import sys
from concurrent.futures import ThreadPoolExecutor

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


def answer(job):
    # One write for the line and its end: other threads write, too.
    line = json.dumps({"id": job.get("id"), "case": job["case"], **outcome_of(job)})
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


# Several calls at once: each answer has the id of its job.
with ThreadPoolExecutor(8) as pool:
    for line in sys.stdin:
        pool.submit(answer, json.loads(line))
