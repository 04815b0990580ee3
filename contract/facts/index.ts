import { answerFacts } from "./answers.ts";
import { contentFacts } from "./content.ts";
import { deployFacts } from "./deploy.ts";
import type { Fact } from "./fact.ts";
import { refusalFacts } from "./refusals.ts";

export { degrees, type Fact, stances } from "./fact.ts";

const table = { ...answerFacts, ...deployFacts, ...contentFacts, ...refusalFacts };
export type FactId = keyof typeof table;
/** What is known of the live API beside the page, by the ids that sources name. */
export const facts: Readonly<Record<FactId, Fact>> = table;
export const isFactId = (id: string): id is FactId => Object.hasOwn(table, id);
