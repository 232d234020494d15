/** Deeper than any document of the contract; parsers of JSON go one call deeper with each level. */
const MAX_DEPTH = 64;

/** Whether brackets in this JSON text nest deeper than anything we take. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const character of outsideStrings(text)) {
    if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function* outsideStrings(text: string): Generator<string> {
  let isInside = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === '"') isInside = !isInside;
    else if (!isInside) yield character;
    else if (character === "\\") at += 1;
  }
}
