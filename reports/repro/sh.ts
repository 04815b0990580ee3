import { commentText } from "./mjs.ts";
import { type PackCall, type PackPlan, standIn } from "./plan.ts";

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** JSON as lines `pointer<TAB>value`, with what differs from run to run replaced by what stands for it: POSIX awk alone. */
const flattener = `
function ws() { while (substr(s, p, 1) ~ /[ \\t\\r\\n]/) p++ }
function text(  from) { from = p; p++; while (p <= n && substr(s, p, 1) != "\\"") p += (substr(s, p, 1) == "\\\\") ? 2 : 1; p++; return substr(s, from, p - from) }
function step(key) { key = substr(key, 2, length(key) - 2); gsub(/~/, "~0", key); gsub(/\\//, "~1", key); return key }
function put(ptr, value) { count++; pointers[count] = ptr; values[count] = value }
function walk(ptr,  c, i, key, from) {
  ws(); c = substr(s, p, 1)
  if (c == "{") { p++; ws(); if (substr(s, p, 1) == "}") { p++; put(ptr, "{}"); return }
    while (p <= n) { ws(); key = step(text()); ws(); p++; walk(ptr "/" key); ws(); c = substr(s, p, 1); p++; if (c != ",") return } return }
  if (c == "[") { p++; ws(); if (substr(s, p, 1) == "]") { p++; put(ptr, "[]"); return }
    i = 0; while (p <= n) { walk(ptr "/" i); i++; ws(); c = substr(s, p, 1); p++; if (c != ",") return } return }
  if (c == "\\"") { put(ptr, text()); return }
  from = p; while (p <= n && substr(s, p, 1) !~ /[],} \\t\\r\\n]/) p++
  put(ptr, substr(s, from, p - from))
}
function swap(t, from, to,  out, i) { out = ""; while (from != "" && (i = index(t, from)) > 0) { out = out substr(t, 1, i - 1) to; t = substr(t, i + length(from)) } return out t }
function known(t,  i) { for (i = 1; i <= idn; i++) if (ids[i] == t) return i; return 0 }
function learn(t, as) { idn++; ids[idn] = t; names[idn] = as; if (as != "<time>") idc++; print t "\\t" as >> IDS }
function seconds(t,  y, m, d) {
  y = substr(t, 1, 4) + 0; m = substr(t, 6, 2) + 0; d = substr(t, 9, 2) + 0
  if (m <= 2) { y--; m += 12 }
  return (365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d - 719469) * 86400 + substr(t, 12, 2) * 3600 + substr(t, 15, 2) * 60 + substr(t, 18, 2)
}
function shape(v,  t, i, off, when, seen, low) {
  if (substr(v, 1, 1) != "\\"") return v
  t = substr(v, 2, length(v) - 2)
  if (t ~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9][Tt ][0-9][0-9]:[0-9][0-9]/) {
    off = seconds(t) - NOW; when = off < -110 ? "past" : (off > 110 ? "future" : "now")
    seen = known(t) ? "seen" : "new"; if (!known(t)) learn(t, "<time>")
    gsub(/[0-9]+/, "9", t); sub(/\\.9/, "", t)
    return "time " when " " t " " seen }
  low = tolower(t)
  if (low ~ UUID || low ~ HEX32) { if (!known(low)) learn(low, "<id " (idc + 1) ">"); return names[known(low)] (t == low ? "" : " in capitals") }
  for (i = 1; i <= idn; i++) t = swap(t, ids[i], names[i])
  return "\\"" t "\\""
}
BEGIN {
  h = "[0-9a-f]"; h4 = h h h h; UUID = "^" h4 h4 "-" h4 "-" h4 "-" h4 "-" h4 h4 h4 "$"; HEX32 = "^" h4 h4 h4 h4 h4 h4 h4 h4 "$"
  while ((getline line < IDS) > 0) { split(line, part, "\\t"); idn++; ids[idn] = part[1]; names[idn] = part[2]; if (part[2] != "<time>") idc++ }
  close(IDS)
}
{ s = s (NR > 1 ? "\\n" : "") $0 }
END {
  p = 1; n = length(s); walk("")
  for (k = 1; k <= count; k++) { t = shape(values[k]); pt = pointers[k]
    if (RAW != "") { if (pt == RAW) { v = values[k]; if (substr(v, 1, 1) == "\\"") v = substr(v, 2, length(v) - 2); print v }; continue }
    if (pt != PLACE && index(pt, PLACE "/") != 1) continue
    if (pt != PLACE && pt ~ /\\/(startup_time_ms|urls|urls\\/[0-9]+|preview_url|etag|request_id|ray_id|total_pages)$/) continue
    if (pt != PLACE && t ~ /^time /) sub(/ (seen|new)$/, "", t)
    print pt " " t }
}`;

/** The text of a body, with what is put in when it is sent. */
function shellText(text: string): string {
  const parts = text.split(/(\{\{(?:account|name:\d+|worker:\d+|\d+:[^}]*)\}\})/);
  return parts
    .filter((part) => part !== "")
    .map((part) => placeholder(part) ?? quoted(part))
    .join("");
}
function placeholder(part: string): string | undefined {
  const [, what] = /^\{\{(.*)\}\}$/.exec(part) ?? [];
  if (what === undefined) return undefined;
  const [name = "", at = ""] = [what.slice(0, what.indexOf(":")), what.slice(what.indexOf(":") + 1)];
  if (what === "account") return '"$account"';
  if (name === "name") return `"$name_${at}"`;
  if (name === "worker") return `"$worker_${at}"`;
  return `"$(value ${name} ${quoted(at)})"`;
}

/** The headers of a call, each as a word of a shell. */
function headerWords({ headers, text, bytes, chunked }: PackCall): string[] {
  const usual: Record<string, string | null> = { accept: "application/json", authorization: "" };
  if (text !== undefined || bytes !== undefined) usual["content-type"] = "application/json";
  const words = Object.entries({ ...usual, ...headers }).map(([name, value]) => {
    if (value === null) return `'${name}:'`;
    return name === "authorization" && value === "" ? '"Authorization: $bearer"' : quoted(`${name}: ${value}`);
  });
  return chunked ? [...words, "'Transfer-Encoding: chunked'"] : words;
}

/** What prints the body of a call; undefined where it has none. */
function bodySource({ text, bytes }: PackCall): string | undefined {
  if (bytes !== undefined) return `printf %s ${quoted(bytes)} | base64 -d`;
  return text === undefined ? undefined : `printf %s ${shellText(text)}`;
}

function curlOf(call: PackCall, i: number): string {
  const source = bodySource(call);
  const headers = headerWords(call).map((word) => `-H ${word}`);
  const data = source === undefined ? [] : ["--data-binary @-"];
  const line = ["call", String(i), call.method, shellText(call.path), ...headers, ...data].join(" ");
  return source === undefined ? line : `${source} | ${line}`;
}

/** A call that is made together with others: it is noted first. */
function notedCall(call: PackCall, i: number): string {
  const source = bodySource(call);
  const body = source === undefined ? `rm -f "$dir/${i}.body"` : `${source} > "$dir/${i}.body"`;
  return `${body}; note ${[i, call.method, shellText(call.path), ...headerWords(call)].join(" ")}`;
}

/** Each call of the pack, as lines of a shell. */
function callLines({ calls, decides, place }: PackPlan): string[] {
  return calls.flatMap((one, i) => {
    const isLater = calls.slice(i + 1).some((next) => next.batch === one.batch);
    const line = curlOf(one, i);
    const kind = Math.floor(one.status / 100);
    const batch = calls.filter(({ batch: own }) => own === one.batch);
    const isAlone = batch.length === 1;
    const made =
      one.makes === undefined
        ? []
        : [
            `status ${i}`,
            `worker_${one.makes}=$(value ${i} /result/id)`,
            `[ -n "$worker_${one.makes}" ] || give "the target makes no Worker: status $st"`,
            `made="$made $worker_${one.makes}"`,
          ];
    const expects = i === decides ? `same ${i} ${one.status}` : `like ${i} ${kind}`;
    const shown = place === undefined || i > decides ? [] : [`seen ${i} ${quoted(i === decides ? place : "")}`];
    return isAlone
      ? [line, ...made, expects, ...shown]
      : [notedCall(one, i), ...(isLater ? [] : [`together ${batch.map((each) => calls.indexOf(each)).join(" ")}`])];
  });
}

const head = (plan: PackPlan, title: string, hint: string): string => `#!/bin/sh
# ${commentText(title)}
# ${commentText(hint)}
# Exit codes: 1 the target answers as it did (the bug is there), 0 it does not, 2 it could not be tried.
base=\${CLOUDFLARE_BASE_URL:-${quoted(plan.baseUrl)}}
account=\${CLOUDFLARE_ACCOUNT_ID:-${plan.account}}
token=\${CLOUDFLARE_API_TOKEN:-${plan.account === "" ? "" : "any-token"}}
hint=${quoted(commentText(hint))}
give() { echo "$1" >&2; echo "$hint" >&2; exit 2; }
[ -n "$account" ] || give 'set CLOUDFLARE_ACCOUNT_ID to the account: export CLOUDFLARE_ACCOUNT_ID=…'
[ -n "$token" ] || give 'set CLOUDFLARE_API_TOKEN to a token that the target takes: export CLOUDFLARE_API_TOKEN=…'
bearer="Bearer $token"
dir=$(mktemp -d) || exit 2
made=''
clean() { for id in $made; do curl -s -o /dev/null -X DELETE -H "Authorization: $bearer" "$base/accounts/$account/workers/workers/$id"; done; rm -rf "$dir"; }
trap clean EXIT
trap 'exit 2' INT TERM
now=$(date +%s)
cat > "$dir/json.awk" <<'AWK'${flattener}
AWK
flat() { awk -v IDS="$dir/ids" -v PLACE="$2" -v RAW="$3" -v NOW="$(date +%s)" -f "$dir/json.awk" "$1"; }
value() { flat "$dir/$1.json" '' "$2" | head -n 1; }
seen() { flat "$dir/$1.json" "$2" '' | LC_ALL=C sort > "$dir/$1.seen"; }
gone() { echo "the target does not answer as it did: $1"; exit 0; }
call() { c=$1; method=$2; path=$3; shift 3
  curl -sS -o "$dir/$c.json" -w '%{http_code} %{content_type}' -X "$method" "$@" "$base$path" > "$dir/$c.status" || give "call $((c + 1)) could not be made"; [ -e "$dir/$c.json" ] || : > "$dir/$c.json"; }
note() { b=$1; m=$2; p=$3; shift 3
  { [ -e "$dir/batch" ] && echo next; printf 'url = "%s"\\nrequest = "%s"\\noutput = "%s"\\ndump-header = "%s"\\nsilent\\n' "$base$p" "$m" "$dir/$b.json" "$dir/$b.head"
    for h in "$@"; do printf 'header = "%s"\\n' "$(printf %s "$h" | sed 's/[\\\\"]/\\\\&/g')"; done
    if [ -e "$dir/$b.body" ]; then printf 'data-binary = "@%s"\\n' "$dir/$b.body"; fi; } > "$dir/noted"
  cat "$dir/noted" >> "$dir/batch"; }
together() { curl -Z --parallel-immediate -K "$dir/batch" 2>/dev/null; rm -f "$dir/batch"
  for i in "$@"; do awk 'NR == 1 { print $2 }' "$dir/$i.head" > "$dir/$i.status" 2>/dev/null; [ -e "$dir/$i.json" ] || : > "$dir/$i.json"; done; }
status() { st=$(cut -d ' ' -f 1 < "$dir/$1.status"); [ "\${st:-000}" != 000 ] || exit 2; }
same() { status "$1"; [ "$st" = "$2" ] || gone "call $(($1 + 1)) answers $st, and $2 before"; }
like() { status "$1"; case $st in $2*) ;; *) gone "call $(($1 + 1)) answers $st, and $2xx before";; esac; }
`;

const namesOf = (plan: PackPlan, attempt: string) =>
  Array.from({ length: plan.workers }, (_, i) => `name_${i + 1}="wvc-repro-$$-$now${attempt}-${i + 1}"`);
const idLines = (plan: PackPlan) =>
  plan.workers === 0
    ? [`printf '%s\\t%s\\n' ${standIn} '[secret]' > "$dir/ids"`]
    : [
        `printf '%s\\t%s\\n' ${Array.from({ length: plan.workers }, (_, i) => `"$name_${i + 1}" '<name ${i + 1}>'`).join(" ")} ${standIn} '[secret]' > "$dir/ids"`,
      ];

/** The lines of all answers, each with the number of its call. */
const allSeen = (decides: number) =>
  `i=0; while [ "$i" -le ${decides} ]; do echo "$i(content-type) $(cut -d ' ' -f 2- < "$dir/$i.status" | tr '[:upper:]' '[:lower:]')"; sed "s/^/$i/" "$dir/$i.seen"; i=$((i + 1)); done > "$dir/now"`;

/** `repro.sh`: makes the calls again with curl and the tools that every Unix has. */
export function reproSh(plan: PackPlan, title: string, hint: string): string {
  if (plan.isRace) return raceSh(plan, title, hint);
  const compare =
    plan.place === undefined
      ? []
      : [
          `cat > "$dir/wanted" <<'WANTED'\n${plan.wanted.map((line) => `${line}\n`).join("")}WANTED`,
          ...(plan.place === "" ? [allSeen(plan.decides)] : [`mv "$dir/${plan.decides}.seen" "$dir/now"`]),
          `if ! cmp -s "$dir/wanted" "$dir/now"; then ${plan.place === "" ? 'diff "$dir/wanted" "$dir/now"' : 'cat "$dir/now"'}; gone ${quoted(`at ${plan.place || "the answer"} of call ${plan.decides + 1} there is now what stands above`)}; fi`,
        ];
  return `${[head(plan, title, hint) + namesOf(plan, "").join("\n"), ...idLines(plan), ...callLines(plan), ...compare, 'echo "the bug is there: the target answers as it did"', "exit 1"].join("\n")}\n`;
}

const mostTries = 150;

/** A pack whose calls are under way at once: which comes first is chance, so it is tried again and again, each time on a fresh Worker. */
function raceSh(plan: PackPlan, title: string, hint: string): string {
  const judged = { ...plan, decides: plan.calls.length, place: undefined };
  const calls = callLines(judged).filter((line) => !/^(?:like|same|seen) /.test(line));
  const all = plan.calls.map((_, i) => i).join(" ");
  return `${[
    head(plan, title, hint),
    `attempt() {`,
    ...namesOf(plan, "-$1"),
    ...idLines(plan),
    ...calls,
    `numbers=$(for i in ${all}; do value $i /result/number; done | LC_ALL=C sort | paste -sd, -)`,
    `lists=$(for i in ${all}; do status $i; echo "$st:$(flat "$dir/$i.json" /result '' | awk '{ k = split($1, part, "/"); item = part[3] == "deployments" ? part[4] : part[3] } ($1 == "/result" || $1 == "/result/deployments") && $2 == "[]" { print 0; done = 1; exit } item ~ /^[0-9]+$/ { if (!(item in seen)) { seen[item] = 1; n++ } } END { if (!done) print (n > 0 ? n : "-") }')"; done | LC_ALL=C sort | paste -sd, -)`,
    `[ "$numbers $lists" = ${quoted(plan.race ?? "")} ]`,
    `}`,
    `n=1; while [ "$n" -le ${mostTries} ]; do attempt "$n" && { echo "the bug is there: the target answers as it did (try $n)"; exit 1; }; n=$((n + 1)); done`,
    `echo "the target does not answer as it did: the calls gave $numbers"`,
    `exit 0`,
  ].join("\n")}\n`;
}
