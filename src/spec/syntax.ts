import type { YAMLError } from "yaml";

/** What is wrong and what to do about it. */
export interface Remark {
  readonly message: string;
  /** One imperative sentence. */
  readonly hint: string;
}

const INDENT: Remark = {
  message: "has a line that does not line up with the ones around it",
  hint: "Indent entries of one section by the same number of blanks.",
};
const ANCHOR: Remark = {
  message: "uses an anchor, alias or tag in a place where YAML has none",
  hint: "Write the value out, without & * and !.",
};
const BRACKET: Remark = {
  message: "has a bracket that is not closed before this line",
  hint: "Close [ with ] and { with }.",
};
const QUOTE: Remark = {
  message: "has a quote that is not closed before this line",
  hint: "Put a quote at both ends of the value.",
};
const STRUCTURE: Remark = {
  message: "is not valid YAML here",
  hint: "Check the line and the one above it for a missing colon, blank, quote or bracket.",
};

/** Words of our own for each code of the parser: its messages speak of tokens and collections. */
const REMARKS: Record<YAMLError["code"], Remark> = {
  ALIAS_PROPS: ANCHOR,
  BAD_ALIAS: ANCHOR,
  BAD_PROP_ORDER: ANCHOR,
  MULTIPLE_ANCHORS: ANCHOR,
  MULTIPLE_TAGS: ANCHOR,
  TAG_RESOLVE_FAILED: {
    message: "has a tag (!name) that is not known here",
    hint: "Remove the tag; put text in quotes.",
  },
  BAD_DIRECTIVE: {
    message: "has a line that starts with % where none may stand",
    hint: "Put text that starts with % in quotes.",
  },
  BAD_DQ_ESCAPE: {
    message: "has a backslash that means nothing inside double quotes",
    hint: "Write two backslashes for one, or use single quotes.",
  },
  BAD_INDENT: INDENT,
  BAD_SCALAR_START: {
    message: "has a value that starts with a character YAML reserves (@ or `)",
    hint: "Put the value in quotes.",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: "has a second colon in one line, or a section inside a name",
    hint: "Begin a nested section on the next line, or put a value with a colon in quotes.",
  },
  BLOCK_IN_FLOW: {
    message: "has an indented section inside brackets",
    hint: "Close the bracket first, or write everything inside it.",
  },
  DUPLICATE_KEY: { message: "has a name given twice", hint: "Keep one of the two." },
  IMPOSSIBLE: STRUCTURE,
  UNEXPECTED_TOKEN: STRUCTURE,
  BAD_COLLECTION_TYPE: STRUCTURE,
  KEY_OVER_1024_CHARS: {
    message: "has a name longer than 1024 characters",
    hint: "Look for a missing colon or quote.",
  },
  MISSING_CHAR: {
    message: "lacks a colon, comma, quote or bracket here",
    hint: "Close what was opened, and write a colon and a blank after each name.",
  },
  MULTILINE_IMPLICIT_KEY: {
    message: "has a line without a colon, or a name that goes over several lines",
    hint: "Write name: value on one line.",
  },
  MULTIPLE_DOCS: {
    message: "holds more than one document",
    hint: "Give one document: remove the line --- and what belongs to the other one.",
  },
  NON_STRING_KEY: { message: "has a name that is not text", hint: "Put the name in quotes." },
  RESOURCE_EXHAUSTION: {
    message: "is nested too deeply",
    hint: "Look for brackets that are opened and never closed.",
  },
  TAB_AS_INDENT: {
    message: "has a tab in the indentation",
    hint: "Indent with blanks only.",
  },
};

export function syntaxRemark(error: YAMLError): Remark {
  if (/must .*end with a [\]}]/.test(error.message)) return BRACKET;
  if (/^Missing closing .quote/.test(error.message)) return QUOTE;
  return REMARKS[error.code] ?? STRUCTURE;
}

/** A character no text file holds: what a binary file, or a paste from a terminal, brings along. */
export function controlCharacterIn(text: string): (Remark & { offset: number }) | undefined {
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    const allowed = code >= 32 ? code < 127 || code > 159 || code === 133 : isBlank(code);
    if (allowed) continue;
    const shown = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    return {
      offset,
      message: `has a control character (${shown})`,
      hint: "Save the file as plain UTF-8 text.",
    };
  }
  return undefined;
}

function isBlank(code: number): boolean {
  return code === 9 || code === 10 || code === 13;
}
