/** What people send: one table for the suites and for the gate. The place where each may go is its group. */

const lines = (...all: string[]): string => all.join("\n");

/** A public key as tools write it, with its last line break (RFC 8032, test 1). */
const pem = lines(
  "-----BEGIN PUBLIC KEY-----",
  "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
  "-----END PUBLIC KEY-----",
  "",
);
const account = { type: "service_account", project_id: "demo-1", private_key: pem, token_uri: "https://example.com/t" };

/** Texts of a line that any text may be, short enough for a tag. */
const short: readonly string[] = [
  // Both cases.
  "lower",
  "UPPER",
  "Hello World",
  "MiXeD_Case-42",
  // Digits that readers take for numbers, and numbers that they round.
  "0",
  "-0",
  "+1",
  "007",
  "1.0",
  "1.10",
  "1e5",
  "12345e6",
  "1E400",
  "0x1F",
  "1_000",
  "1,234.56",
  ".5",
  "1234567",
  "9007199254740993",
  "3.14159265358979323846",
  // Words of other types.
  "null",
  "true",
  "False",
  "yes",
  "NO",
  "off",
  "~",
  "NaN",
  "undefined",
  "[object Object]",
  // Dates and times.
  "2026-01-31",
  "2026-01-31T12:34:56Z",
  "2026-01-31T12:34:56.789+02:00",
  "20260131",
  "12:30:00",
  "01/02/2026",
  "Sat, 31 Jan 2026 12:34:56 GMT",
  // Ids, digests, versions.
  "6F9619FF-8B86-D011-B42D-00C04FC964FF",
  "023E105F4ECEF8AD9CA31A8372D0C353",
  "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  "v1.2.3-beta.1+build.5",
  "release/2026-01",
  "YWJjZA==",
  // URLs, paths, escapes of every kind.
  "https://user@Example.com:8080/a%20b/../c/?q=1&r=%2F#Frag",
  "postgres://app:p%40ss@db.example.com:5432/app?sslmode=require",
  "./relative/../path",
  "C:\\path\\new",
  "100%25 + %2F ?a=b#c",
  "50% off, %s %d %%",
  "a\\nb\\u0041",
  `quotes " ' \` and \\ backslash`,
  "<script>&amp;</script>",
  "Tom & Jerry <tom@example.com>",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a text that templates like to expand
  "${TEMPLATE} {{mustache}} $1 $HOME",
  "'; DROP TABLE versions; --",
  "*.example.com",
  // Lists and objects as texts.
  "a,b,c",
  "host1:9092,host2:9092",
  '"quoted, value";b',
  "key=value; other=value",
  "[1,2,3]",
  '{"json":"text"}',
  // Blanks.
  " leading and trailing ",
  "two  spaces",
  "trailing ",
  "\ttab\t",
  "line end\n",
  "one\r\ntwo",
  "\u00a0no-break\u00a0",
  // Beyond ASCII: normal forms, cases that change the length, marks that nobody sees.
  "caf\u00e9 caf\u0065\u0301",
  "\u212b \ufb01 \u00bd",
  "Stra\u00dfe \u0130I\u0131i \u03a3\u03c3\u03c2",
  "\u00fc\u00f1\u00ee\u2014\u201cquoted\u201d\u2026",
  "\ufeffbyte order mark, zero\u200bwidth",
  "\u2028line\u2029separators",
  "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u200f\u202eabc\u202c",
  "\u65e5\u672c\u8a9e",
  "\u{1f469}\u200d\u{1f469}\u200d\u{1f467} \u{1f600}\u{1f1e9}\u{1f1ea}",
  "\ufffd \u{10fffd}",
];

/** Longer ones, for a text or a message. */
const long: readonly string[] = [
  "line one\nline two\r\nline three\ttab\n\n  indented\n",
  "Fix the login\n\nThe session was lost.\n- keep the cookie\n- and the caf\u00e9\n\nSigned-off-by: A <a@example.com>\n",
  pem,
  JSON.stringify(account),
  JSON.stringify({ list: [1, 2.5, "three", null], nested: { "a b": true } }, null, 2),
  "id,name,when\r\n1,\"Doe, Jane\",2026-01-31\r\n2,'x',\r\n",
  "---\nname: app\nenabled: yes\nversion: 1.10\n",
  "FIRST=1\nSECOND=two words # comment\n",
];

/** Texts that any place for a text takes: not longer than a message may be. */
export const peopleTexts: readonly string[] = ["", " ", ...short, ...long];
/** Those that a tag takes, an identifier of one line and at most 100 bytes. */
export const peopleTags: readonly string[] = short.filter((one) => !/[\n\r\t\u2028]/.test(one));
/** Those that a message takes, and that are not blank. */
export const peopleMessages: readonly string[] = [...short, ...long];

/** Texts with control characters: JSON allows them, a target may not. */
export const controlTexts: readonly string[] = [
  "\u0001\u001f",
  "bell\u0007 escape\u001b[1m",
  "\u007f\u0085",
  "nul\u0000",
];

/** Variable names that targets fold together, or take for something else. */
export const peopleVariables: readonly string[] = [
  "CASE",
  "cAse",
  "Case",
  "_",
  "__",
  "$",
  "$env",
  "a",
  "x1",
  "camelCase",
  "snake_case",
  "API_KEY",
  "E1",
  "Infinity1",
  "True",
  "NULL",
  "X".repeat(60),
];

/** Names of modules, folders and all. */
export const peopleModules: readonly string[] = [
  "README.TXT",
  "Readme.txt",
  "src/Lib/Index.txt",
  "./dot-slash.txt",
  "node_modules/@scope/pkg/dist/a.b.c.txt",
  "app/[slug]/[...rest].html",
  ".well-known/x.json.txt",
  "_worker.js/chunk-ABC123.txt",
  "2026-01-31.txt",
  "12345e6.txt",
  `${"deep/".repeat(10)}file.txt`,
];
/** Names of modules that a target may refuse: the page has no rule for them. */
export const riskyModules: readonly string[] = [
  "no-extension",
  "1e5",
  "a b.txt",
  "a%20b.txt",
  "100%.txt",
  "plus+and&amp;.txt",
  "caf\u00e9.txt",
  "cafe\u0301.txt",
  "\u65e5\u672c.txt",
  `${"x".repeat(100)}.txt`,
  " leading.txt",
  "trailing.txt ",
  "back\\slash.txt",
  "tab\t.txt",
  "a//b.txt",
];

/** Names of resources as nobody forbids them: each product has its own rules, so a target may refuse some. */
export const peopleResources: readonly string[] = [
  "MyBucket",
  "UPPER-NAME",
  "snake_case_1",
  "with.dots",
  "12345e6",
  "1e5",
  "007",
  "2026-01-31",
  "true",
  "null",
  "a--b",
  "x".repeat(63),
];

/** Addresses whose letters count before the `@`. */
export const peopleEmails: readonly string[] = [
  "First.Last+tag@example.com",
  "UPPER@example.com",
  "o'brien_1@sub.example.com",
];

/** Numbers inside of JSON. */
export const peopleNumbers: readonly number[] = [
  0, 1, -1, 0.5, 0.1, 0.30000000000000004, -1.5e-7, 5e-324, 1e21, 1.7976931348623157e308, 123456.789012345, 1234567,
  2147483647, 2147483648, -2147483649, 4294967296, 1706702400123, 9007199254740991, 9007199254740992, -9007199254740991,
  12345678901234567000,
];
