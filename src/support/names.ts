const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const LONGEST_PART = 120;

/** A path that every system can unpack, within the folder of the bundle: no part goes up or is empty. */
export function safePath(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  return parts.map(safePart).join("/") || "_";
}

function safePart(part: string): string {
  const plain = part
    .replace(/[^\w.@+=,~-]/g, "_")
    .slice(-LONGEST_PART)
    .replace(/\.+$/, "_");
  return RESERVED.test(plain) ? `_${plain}` : plain;
}

/** Gives each path once, also where capitals count for nothing. */
export function createNames(): (path: string) => string {
  const given = new Set<string>();
  return (path) => {
    const safe = safePath(path);
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? safe : `${safe}~${count}`;
      if (given.has(name.toLowerCase())) continue;
      given.add(name.toLowerCase());
      return name;
    }
  };
}
