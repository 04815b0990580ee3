import {
  peopleMessages,
  peopleModules,
  peopleResources,
  peopleTags,
  peopleTexts,
  peopleVariables,
  riskyModules,
} from "../../arbitraries/people.ts";
import { byteLength } from "../../contract/json.ts";

/** How a text looks to whoever reads it as something else; a text may have several shapes. */
const patterns: Readonly<Record<string, RegExp>> = {
  empty: /^$/,
  blank: /^\s+$/,
  "of both cases": /[a-z].*[A-Z]|[A-Z].*[a-z]/s,
  "upper case": /^[^a-z]*[A-Z][^a-z]*$/,
  digits: /^\d+$/,
  "digits with zeros before": /^0\d+$/,
  "digits of 7 and more": /^[1-9]\d{6,}$/,
  "beyond 2^53": /^\d{16,}$/,
  "fraction with a zero": /^\d+\.\d*0$/,
  exponent: /^\d+e\d+$/i,
  boolean: /^(true|false|yes|no|on|off)$/i,
  null: /^(null|~|undefined|NaN)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d/,
  time: /^\d\d:\d\d:\d\d$/,
  "UUID in upper case": /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/,
  "hex of 32": /^[0-9a-fA-F]{32}$/,
  "commit of 40": /^[0-9a-f]{40}$/,
  version: /^v?\d+\.\d+\.\d+/,
  base64: /^[A-Za-z0-9+/]{2,}={1,2}$/,
  URL: /^[a-z]+:\/\//,
  "path with dots": /(^|\/)\.\.?\//,
  folders: /^[^/\s]+(\/[^/\s]+)+$/,
  "at sign": /@/,
  bracket: /\[/,
  "percent escape": /%[0-9A-F]{2}/,
  "percent sign": /%(?![0-9A-F]{2})/,
  backslash: /\\/,
  quotes: /["'`]/,
  markup: /[<>&]/,
  template: /\$\{|\{\{|\$[A-Z1]/,
  list: /^\w+[,;]\w+|:\d+,/,
  "JSON text": /^[[{][\s\S]*[\]}]$/,
  PEM: /-----BEGIN /,
  comment: / #/,
  "lines, five and more": /(\n.*){4}/,
  "line break": /\n/,
  "CR LF": /\r\n/,
  tab: /\t/,
  "blank at the start": /^\s+\S/,
  "blank at the end": /\S\s+$/,
  "blanks in a row": /\S {2,}\S/,
  "two bytes": /[\u00c0-\u017f]/,
  "three bytes": /[\u4e00-\u9fff]/,
  "four bytes": /[\u{10000}-\u{10ffff}]/u,
  "combining mark": /[\u0300-\u036f]/,
  "right to left": /[\u0590-\u06ff]/,
  "no width": /\u200b|\u200d|\ufeff/,
  "line separator": /[\u2028\u2029]/,
  "dot before": /^\.\w/,
};
const sizes: readonly (readonly [string, number])[] = [
  ["over 60 bytes", 60],
  ["over 255 bytes", 255],
  ["over 1,000 bytes", 1000],
  ["over 4,000 bytes", 4000],
];

const known = new Map<string, readonly string[]>();
const mostKnown = 5000;

/** The shapes of a text. */
export function shapesOf(text: string): readonly string[] {
  const before = known.get(text);
  if (before) return before;
  const bytes = byteLength(text);
  // What is long is looked at in part: shapes are of what a person sees.
  const seen = text.slice(0, 2000);
  const shapes = [
    ...Object.entries(patterns).flatMap(([name, pattern]) => (pattern.test(seen) ? [name] : [])),
    ...sizes.flatMap(([name, size]) => (bytes > size ? [name] : [])),
  ];
  if (known.size < mostKnown) known.set(text, shapes);
  return shapes;
}

const shapesIn = (texts: readonly string[]): string[] => [...new Set(texts.flatMap(shapesOf))];

/** The shapes that each place for a text is given: those that the table of what people send has for it. */
export const shapesAt: Readonly<Record<string, readonly string[]>> = {
  text: [...shapesIn(peopleTexts), "over 4,000 bytes"],
  secret: shapesIn(peopleTexts.map((one) => `${one}x`)).filter((one) =>
    ["line break", "PEM", "over 255 bytes"].includes(one),
  ),
  "JSON text": shapesIn(peopleTexts),
  "JSON key": shapesIn(peopleTexts),
  tag: shapesIn(peopleTags),
  message: shapesIn(peopleMessages),
  variable: shapesIn(peopleVariables),
  "module name": shapesIn([...peopleModules, ...riskyModules]),
  "resource name": shapesIn(peopleResources),
};
