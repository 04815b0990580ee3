import { describe, expect, test } from "vitest";
import { oddWorkerCall, oddWorkerCalls } from "../../../arbitraries/calls.ts";
import { isCreate, splitBelow } from "../../../gate/wire/creates.ts";
import { keepsTheLaws } from "../../arbitraries/laws.ts";

const account = "/accounts/023e105f4ecef8ad9ca31a8372d0c353";
const workers = `${account}/workers/workers`;
const script = `${account}/workers/scripts/my-worker`;

describe("a request that is meant to create the version", () => {
  test.each([
    ["the right one", "POST", `${workers}/my-worker/versions`],
    ["with a query", "POST", `${workers}/my-worker/versions?deploy=true`],
    ["with another method that writes", "PUT", `${workers}/my-worker/versions`],
    ["with another method that writes, and a query", "PATCH", `${workers}/my-worker/versions?deploy=true`],
    ["with a method of its own", "CREATE", `${workers}/my-worker/versions`],
    ["after a base URL with a slash at its end", "POST", `/${workers}/my-worker/versions`],
    ["with two slashes in the middle", "POST", `${account}/workers//workers/my-worker/versions`],
    ["with two slashes behind the account", "POST", `${account}//workers/workers/my-worker/versions`],
    ["with a slash at the end", "POST", `${workers}/my-worker/versions/`],
    ["without an account", "POST", "/accounts//workers/workers/my-worker/versions"],
    ["without a Worker", "POST", `${workers}//versions`],
    ["on the route of an older revision", "POST", `${account}/workers/my-worker/versions`],
    ["that ends with the Worker, because a question mark was not encoded", "POST", `${workers}/a?b=c/versions`],
    ["that ends with the Worker, because the rest was a fragment", "POST", `${workers}/a`],
    ["that lost a segment to two dots", "POST", `${account}/workers/versions`],
    ["with a name in two segments", "POST", `${workers}/a/b/versions`],
    ["with a name in two segments, the second a word of this API", "POST", `${workers}/a/settings/versions`],
    ["at the base URL itself", "POST", ""],
    ["with the segments encoded", "POST", `${account}/workers/%77orkers/my-worker/versions`],
    ["with what no URL holds", "POST", `${workers}/100%/versions`],
  ])("%s", (_what, method, below) => {
    expect(isCreate(method, below)).toBe(true);
  });

  test("whatever the name of the Worker, and even if nobody encoded it", () => {
    for (const { worker_id } of oddWorkerCalls) {
      const plain = new URL(`http://gate${workers}/${worker_id}/versions`);

      expect([worker_id, isCreate("POST", plain.pathname + plain.search)]).toEqual([worker_id, true]);
      expect([worker_id, isCreate("POST", `${workers}/${worker_id}/versions`)]).toEqual([worker_id, true]);
      expect([worker_id, isCreate("POST", `${workers}/${encodeURIComponent(worker_id)}/versions`)]).toEqual([
        worker_id,
        true,
      ]);
    }
  });

  keepsTheLaws("names with a character that needs encoding", oddWorkerCall(), ({ worker_id }) =>
    isCreate("POST", `${workers}/${worker_id}/versions`) ? undefined : "no create",
  );
});

describe("a request that is the client's own business", () => {
  const create = `${workers}/my-worker/versions`;

  test.each(["GET", "HEAD", "OPTIONS"])("%s, wherever", (method) => {
    for (const below of [create, "", "/nowhere"]) expect(isCreate(method, below)).toBe(false);
  });

  test.each([
    ["an upload of assets", "POST", `${account}/workers/assets/upload?base64=true`],
    ["the session of an upload for a script", "POST", `${script}/assets-upload-session`],
    ["the session of an upload for a Worker", "POST", `${workers}/my-worker/assets-upload-session`],
    ["a deployment of a script", "POST", `${script}/deployments`],
    ["a deployment of a Worker", "POST", `${workers}/my-worker/deployments`],
    ["the subdomain of a script", "POST", `${script}/subdomain`],
    ["the subdomain of an account", "PUT", `${account}/workers/subdomain`],
    ["an upload of a script", "PUT", script],
    ["Create Worker", "POST", workers],
    ["Create Worker, with a query", "POST", `${workers}?name=a`],
    ["an update of a Worker", "PUT", `${workers}/my-worker`],
    ["an edit of a Worker", "PATCH", `${workers}/my-worker`],
    ["the end of a Worker", "DELETE", `${workers}/my-worker`],
    ["the end of a version", "DELETE", `${workers}/my-worker/versions/182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e`],
    ["a check of the token", "POST", "/user/tokens/verify"],
    ["a check of the account's token", "POST", `${account}/tokens/verify`],
    ["a store of another product", "PUT", `${account}/storage/kv/namespaces/a/values/b`],
    ["a purge of a zone", "POST", "/zones/z/purge_cache"],
    ["a question of GraphQL", "POST", "/graphql"],
    ["a token of OAuth", "POST", "/oauth2/token"],
  ])("%s", (_what, method, below) => {
    expect(isCreate(method, below)).toBe(false);
  });
});

describe("what follows the base URL", () => {
  test.each<[string, string[], [string, string][]]>([
    ["/a/b", ["a", "b"], []],
    ["a/b", ["a", "b"], []],
    ["//a", ["", "a"], []],
    ["/a//b/", ["a", "", "b", ""], []],
    ["", [""], []],
    ["/a%2Fb/c%20d/caf%C3%A9", ["a/b", "c d", "caf\u00e9"], []],
    ["/a%252Fb", ["a%2Fb"], []],
    ["/100%/%zz/a+b", ["100%", "%zz", "a+b"], []],
    [
      "/a?x=1&x=2&y=%C3%A9",
      ["a"],
      [
        ["x", "1"],
        ["x", "2"],
        ["y", "\u00e9"],
      ],
    ],
    ["/a?b?c=d", ["a"], [["b?c", "d"]]],
    ["?deploy=true", [""], [["deploy", "true"]]],
    ["/a?", ["a"], []],
  ])("%j comes apart, each segment decoded once", (below, segments, query) => {
    const split = splitBelow(below);

    expect(split.segments).toEqual(segments);
    expect([...split.query]).toEqual(query);
  });
});
