import { type ShownSource, sourceShown } from "../contract/source.ts";
import type { RequirementResult } from "./report.ts";

/** The sources of a requirement for readers. Reports before there were several have the first alone. */
export const shownSources = ({ source, sources = [source] }: RequirementResult): ShownSource[] =>
  sources.map(sourceShown);

/** A source on one line, with the document that has it. */
export const sourceLine = ({ text, document }: ShownSource): string =>
  document === undefined ? text : `${text}  ${document}`;
