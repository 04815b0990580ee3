import { plain } from "../door.ts";
import { type JsonLine, linesAround } from "../json-lines.ts";
import type { Failure } from "../report.ts";
import { actualText, partingText, storyOf } from "../story.ts";

/** Lines of a body: of the call that decides, and of one that leads up to it; calls that are told. */
const most = { deciding: 30, before: 10, calls: 12 };

const indented = (lines: readonly JsonLine[], limit: number): string[] =>
  linesAround(lines, limit).map(({ text, isMarked }) => `     ${plain(text, 200)}${isMarked ? "   <-- here" : ""}`);

/** Without the instants of the run that made the example, as texts, cut texts or seconds: the next run has others. */
const masked = (text: string): string =>
  text.replace(/\b1[789]\d{8}\b/g, "<time>").replace(/\b20\d\d-\d\d-\d\dT\d\d:\d\d:[\d.]*Z?/g, "<time>");

/** The calls of a failure for a page that is made anew and stays the same: of what only leads up to it, what was sent. */
export function exampleText(failure: Failure): string {
  const story = storyOf(failure);
  const left = Math.max(0, story.length - most.calls);
  const calls = story.slice(left).flatMap(({ number, method, path, notes, status, body, answer, isDeciding }) => {
    const note = notes.length === 0 ? "" : ` (${notes.join("; ")})`;
    const title = `  ${number}. ${method} ${plain(path, 160)}${plain(note, 160)} -> ${status}`;
    const sent = indented(body, isDeciding ? most.deciding : most.before);
    return [
      title,
      ...sent,
      ...(isDeciding && answer.length > 0 ? ["     answer:", ...indented(answer, most.deciding)] : []),
    ];
  });
  const { expected, actual } = partingText(failure) ?? { expected: failure.expected, actual: actualText(failure, 300) };
  const at = failure.pointer ? `  at ${failure.pointer}` : "";
  return masked(
    [
      ...(left === 0 ? [] : [`  … ${left} calls before these`]),
      ...calls,
      `  expected   ${plain(expected, 400)}`,
      `  actual     ${plain(actual, 400)}${plain(at, 200)}`,
    ].join("\n"),
  );
}
