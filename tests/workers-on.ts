import type { Mock } from "../mock/app.ts";

/** The Workers of a mock, made and seen past every wrapper around it. */
export function workersOn(mock: Mock, accountId: string, token = "mock") {
  const url = `http://mock/client/v4/accounts/${accountId}/workers/workers`;
  const headers = { authorization: `Bearer ${token}` };
  const all = async (): Promise<{ id: string; name: string }[]> => {
    const answer = await mock.fetch(new Request(`${url}?per_page=100`, { headers }));
    return ((await answer.json()) as { result: { id: string; name: string }[] }).result;
  };
  return {
    all,
    names: async () => (await all()).map(({ name }) => name).sort(),
    make: (name: string) => mock.fetch(new Request(url, { method: "POST", headers, body: JSON.stringify({ name }) })),
  };
}
