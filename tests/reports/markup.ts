import type { DefaultTreeAdapterTypes } from "parse5";

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const childrenOf = (node: Node): Node[] => ("childNodes" in node ? node.childNodes : []);

/** The elements below a node of a parsed page, in order. */
export const elementsIn = (node: Node): Element[] =>
  childrenOf(node).flatMap((one) => ["tagName" in one ? [one] : [], elementsIn(one)].flat());

/** The text that a parsed page shows. */
export const textIn = (node: Node): string =>
  "value" in node && node.nodeName === "#text" ? node.value : childrenOf(node).map(textIn).join("");
