import type { DOMElement } from "ink";

/**
 * What Ink would draw of this tree, without the grid of cells it makes for that: the work of a frame
 * is then its texts, not its cells. `undefined` where a tree needs more than plain lines beside and
 * below each other: text that wraps or is not one cell a character, borders, overlapping.
 */
export function plainFrame(root: DOMElement): string | undefined {
  const lines = Array.from({ length: root.yogaNode?.getComputedHeight() ?? 0 }, emptyLine);
  const isPlain = drawNode(root, { x: 0, y: 0, clip: EVERYWHERE, lines });
  return isPlain ? lines.map(({ text }) => text).join("\n") : undefined;
}

interface Line {
  text: string;
  /** Cells of it. */
  width: number;
}

interface Clip {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where the parent stands, and what of it can be seen. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly clip: Clip;
  readonly lines: readonly Line[];
}

type Yoga = NonNullable<DOMElement["yogaNode"]>;

const EVERYWHERE: Clip = {
  left: Number.NEGATIVE_INFINITY,
  right: Number.POSITIVE_INFINITY,
  top: Number.NEGATIVE_INFINITY,
  bottom: Number.POSITIVE_INFINITY,
};

const emptyLine = (): Line => ({ text: "", width: 0 });

/** `false`: this needs Ink itself. */
function drawNode(node: DOMElement, parent: Place): boolean {
  const { yogaNode, style, isHidden } = node;
  if (isHidden === true || style.display === "none" || yogaNode === undefined) return true;
  if (node.internal_static === true || !isOrdinary(style)) return false;
  const x = parent.x + yogaNode.getComputedLeft();
  const y = parent.y + yogaNode.getComputedTop();
  const place = { ...parent, x, y };
  if (node.nodeName === "ink-text") return drawText(node, yogaNode, place);
  if (node.internal_transform !== undefined) return false;
  const inside = { ...place, clip: clipOf(style, yogaNode, place) };
  return node.childNodes.every((child) => child.nodeName !== "#text" && drawNode(child, inside));
}

function isOrdinary(style: DOMElement["style"]): boolean {
  const { backgroundColor, borderStyle, contentOffsetX, contentOffsetY } = style;
  return (
    backgroundColor === undefined &&
    borderStyle === undefined &&
    contentOffsetX === undefined &&
    contentOffsetY === undefined
  );
}

function clipOf(style: DOMElement["style"], yogaNode: Yoga, { x, y, clip }: Place): Clip {
  const [isCutX, isCutY] = [style.overflowX === "hidden", style.overflowY === "hidden"];
  if (!isCutX && !isCutY) return clip;
  const { left, right, top, bottom } = clip;
  return {
    left: isCutX ? Math.max(left, x) : left,
    right: isCutX ? Math.min(right, x + yogaNode.getComputedWidth()) : right,
    top: isCutY ? Math.max(top, y) : top,
    bottom: isCutY ? Math.min(bottom, y + yogaNode.getComputedHeight()) : bottom,
  };
}

function drawText(node: DOMElement, yogaNode: Yoga, { x, y, clip, lines }: Place): boolean {
  let text = "";
  for (const child of node.childNodes) {
    if (child.nodeName !== "#text") return false;
    text += child.nodeValue;
  }
  if (text === "") return true;
  const shown = node.internal_transform?.(text, 0) ?? text;
  const width = plainWidth(shown);
  if (width === undefined || width > yogaNode.getComputedWidth()) return false;
  const line = lines[y];
  if (line === undefined || y < clip.top || y >= clip.bottom) return true;
  if (x < line.width || x < clip.left || x + width > clip.right) return false;
  line.text += " ".repeat(x - line.width) + shown;
  line.width = x + width;
  return true;
}

/** Letters, arrows, lines and blocks of one cell each, none of which joins its neighbour. */
const PLAIN = /^[ -~\u00a0-\u00ac\u00ae-\u00ff\u2190-\u21ff\u2500-\u259f]*$/;
const ESC = "\u001b";
const SGR = new RegExp(`${ESC}\\[[\\d;]*m`, "g");

/** Cells of a text of those and SGR; `undefined` for any other. */
function plainWidth(text: string): number | undefined {
  const shown = text.includes(ESC) ? text.replace(SGR, "") : text;
  return PLAIN.test(shown) ? shown.length : undefined;
}
