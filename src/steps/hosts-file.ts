/** Pure edits of /etc/hosts. Everything but the 127.0.1.1 line is somebody else's and stays. */

const OWN_ADDRESS = "127.0.1.1";

/** Whether the name leads to this host: by its own line, or, without one, by any other. */
export function namesHost(text: string, hostname: string): boolean {
  const entries = text.split("\n").map(entryOf);
  const own = entries.find((entry) => entry.address === OWN_ADDRESS);
  if (own !== undefined) return own.names[0] === hostname;
  return entries.some((entry) => entry.names.includes(hostname));
}

/** Replaces the 127.0.1.1 line, or puts one behind the last loopback line. */
export function withHostName(text: string, hostname: string): string {
  if (namesHost(text, hostname)) return text;
  const line = `${OWN_ADDRESS}\t${hostname}`;
  const lines = text === "" ? ["127.0.0.1\tlocalhost"] : text.replace(/\n$/, "").split("\n");
  const own = lines.findIndex((each) => entryOf(each).address === OWN_ADDRESS);
  if (own >= 0) return `${lines.with(own, line).join("\n")}\n`;
  const loopback = lines.findLastIndex((each) => entryOf(each).address.startsWith("127."));
  return `${lines.toSpliced(loopback + 1, 0, line).join("\n")}\n`;
}

function entryOf(line: string): { readonly address: string; readonly names: readonly string[] } {
  const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
  return { address, names };
}
