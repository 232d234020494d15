/** One line of a checksum file as `sha256sum` writes it: the hash, a blank, ` ` or `*`, the name. */
export interface ChecksumEntry {
  readonly name: string;
  readonly sha256: string;
}

export interface ChecksumFile {
  readonly entries: readonly ChecksumEntry[];
  /** One sentence each: lines that are no checksums, names that leave the directory, contradictions. */
  readonly problems: readonly string[];
}

/** More would bury the first one. */
const MAX_PROBLEMS = 10;
const LINE = /^([0-9a-fA-F]{64}) [ *](.+)$/;

/** Pure. Every problem at once; a bad line never becomes an entry. */
export function parseChecksums(fileName: string, text: string): ChecksumFile {
  const entries = new Map<string, string>();
  const problems: string[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.replace(/\r$/, "");
    if (line.trim() === "" || line.startsWith("#")) continue;
    const problem = takeLine(line, entries);
    if (problem !== undefined) problems.push(`${fileName} line ${index + 1} ${problem}`);
  }
  if (entries.size === 0 && problems.length === 0) problems.push(`${fileName} is empty`);
  return {
    entries: [...entries].map(([name, sha256]) => ({ name, sha256 })),
    problems: problems.slice(0, MAX_PROBLEMS),
  };
}

/** Adds the line to the entries, or says what is wrong with it. */
function takeLine(line: string, entries: Map<string, string>): string | undefined {
  const [, hash, written] = LINE.exec(line) ?? [];
  if (hash === undefined || written === undefined) return "is not a SHA-256 checksum line";
  const name = written.replace(/^\.\//, "");
  if (!isPlainName(name)) return `names ${shown(name)}, which leaves the directory`;
  const sha256 = hash.toLowerCase();
  const before = entries.get(name);
  if (before !== undefined && before !== sha256)
    return `names ${name} a second time, with another checksum`;
  entries.set(name, sha256);
  return undefined;
}

/** A name in this directory and nowhere else. */
function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9_+@%:,=~-][A-Za-z0-9._+@%:,=~-]*$/.test(name) && name.length <= 255;
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 80));
}
