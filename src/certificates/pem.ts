/** One block of a PEM text (RFC 7468), or why it is none. */
export type PemBlock =
  | { readonly is: "block"; readonly label: string; readonly der: Buffer }
  | { readonly is: "broken"; readonly problem: string };

const LINE = /-----(BEGIN|END) ([A-Z0-9 ]+)-----/g;

interface Mark {
  readonly verb: string;
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

/** Every block in order; text around and between them does not count. */
export function pemBlocks(given: string): readonly PemBlock[] {
  const text = withLines(given);
  const marks = [...text.matchAll(LINE)].map(([whole, verb = "", label = ""], index, all): Mark => {
    const start = all[index]?.index ?? 0;
    return { verb, label, start, end: start + whole.length };
  });
  return marks.flatMap((mark, index) => {
    const next = marks[index + 1];
    const before = marks[index - 1];
    if (mark.verb === "END") return before?.verb === "BEGIN" ? [] : [broken(noBegin(mark.label))];
    if (next?.verb !== "END") return [broken(noEnd(mark.label))];
    if (next.label !== mark.label)
      return [broken(`it begins as ${mark.label} and ends as ${next.label}: two were mixed up`)];
    return [blockOf(mark.label, text.slice(mark.end, next.start))];
  });
}

/** Texts out of JSON or a shell carry `\n` as two characters. */
function withLines(text: string): string {
  return text.replaceAll("\\r", "").replaceAll("\\n", "\n");
}

const noEnd = (label: string) => `the line -----END ${label}----- is missing: it is cut off`;
const noBegin = (label: string) => `the line -----BEGIN ${label}----- is missing: it is cut off`;

function blockOf(label: string, body: string): PemBlock {
  // Six dashes are seen in documentation; headers (RFC 1421) stand before an empty line.
  const inner = body.replace(/^-+|-+$/g, "").replace(/^\s*(?:[\w-]+: [^\n]*\n)+\s*\n/, "");
  const odd = /[^A-Za-z0-9+/=\s]/.exec(inner)?.[0];
  if (odd !== undefined) return broken(`there is a ${named(odd)} in it, which no certificate has`);
  const compact = inner.replace(/\s+/g, "");
  if (compact === "") return broken("there is nothing between its first and its last line");
  if (/=[^=]/.test(compact)) return broken("there is a = in the middle: two were run together");
  const data = compact.replace(/=+$/, "");
  if (data.length % 4 === 1) return broken("one character is missing or too many");
  return { is: "block", label, der: Buffer.from(data, "base64") };
}

function named(character: string): string {
  const printable = /^[\x21-\x7e]$/.test(character);
  return printable
    ? character
    : `character U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function broken(problem: string): PemBlock {
  return { is: "broken", problem };
}

/** What is wrong with the length that DER says of itself; `undefined`: nothing. */
export function derProblem(der: Uint8Array): string | undefined {
  const [tag, first = 0] = der;
  if (tag !== 0x30) return "what is in it is no certificate";
  const count = first & 0x7f;
  if (first < 0x80 || count === 0 || count > 3 || der.length < 2 + count)
    return first < 0x80 && der.length >= 2 ? "what is in it is no certificate" : tooShort(der);
  const said = der.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0) + 2 + count;
  if (der.length < said) return `${der.length} of its ${said} bytes are there: lines are missing`;
  if (der.length > said) return `it has ${der.length - said} bytes too many: lines are there twice`;
  return undefined;
}

const tooShort = ({ length }: Uint8Array) =>
  `only ${length} ${length === 1 ? "byte is" : "bytes are"} there: lines are missing`;
