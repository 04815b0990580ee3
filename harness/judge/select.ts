import { type Claim, claimKey } from "../../suites/words/claim.ts";
import { splitKey } from "../shared/tally.ts";

/** What selecting needs to know of a claim. */
type Named = Pick<Claim<never, never, string>, "id" | "name" | "row" | "drives">;

/** Every name under which `--only` finds a claim: its own, and those of the invariants that it drives. */
const namesOf = (claim: Named): string[] => [
  claimKey(claim),
  ...claim.drives.map((id) => (claim.row === undefined ? id : `${id}/${claim.row}`)),
];

/**
 * The claims that the prefixes select. A claim's whole name selects it alone; a requirement that invariants judge
 * selects the claims that drive it; a row that no claim has selects all that drive its requirement.
 */
export function select<C extends Named>(claims: readonly C[], only: readonly string[]): C[] {
  if (only.length === 0) return [...claims];
  const chosen = new Set(only.flatMap((prefix) => selectOne(claims, prefix)));
  return claims.filter((one) => chosen.has(one));
}

function selectOne<C extends Named>(claims: readonly C[], prefix: string): C[] {
  const exact = claims.filter((one) => claimKey(one) === prefix && (one.row !== undefined || one.id === undefined));
  if (exact.length > 0) return exact;
  const named = claims.filter((one) => namesOf(one).some((name) => name.startsWith(prefix)));
  if (named.length > 0) return named;
  const rows = claims.filter((one) => one.row?.startsWith(prefix) || one.name === `silence.${prefix}`);
  if (rows.length > 0) return rows;
  const [id = ""] = prefix.split("/");
  return claims.filter((one) => one.drives.some((driven) => driven === id));
}

/** Whether a requirement belongs to what was selected. */
export const isSelected = (id: string, only: readonly string[]): boolean =>
  only.length === 0 || only.some((prefix) => id.startsWith(prefix) || prefix.split("/")[0] === id);

/** Claims that may judge a key, those that are most about it first. */
export function about<C extends Named>(claims: readonly C[], key: string): C[] {
  const [id = "", row] = splitKey(key);
  const own = (one: C) => one.id === id;
  const drives = (one: C) => one.drives.some((driven) => driven === id);
  const isRow = (one: C) => row !== undefined && one.row === row;
  const ranked = [
    claims.filter((one) => own(one) && isRow(one)),
    claims.filter((one) => drives(one) && isRow(one)),
    claims.filter(own),
    claims.filter(drives),
  ];
  return [...new Set(ranked.flat())].slice(0, mostAbout);
}
const mostAbout = 6;
