/** Entries that other programs read differently from Go: what a person should know about each. */
export function noProxyAdvice(entry: string): string | undefined {
  if (entry === "*") return "Everything goes without the proxy.";
  if (/^[\d.]+-[\d.]+$/.test(entry))
    return "Ranges of addresses are not understood: write a network such as 10.1.2.0/24.";
  if (/^[\d.]+\*?$/.test(entry) && /[.*]$/.test(entry))
    return "A part of an address is not understood: write a network such as 10.1.0.0/16.";
  if (entry.includes("*") && !/^\*\.[^*]+$/.test(entry))
    return "Only *.name is understood; a * elsewhere matches nothing.";
  if (entry.endsWith(".")) return "With a dot at the end it matches nothing.";
  if (/^\[.*\]$/.test(entry)) return "Write the IPv6 address without brackets.";
  if (/^\*?\./.test(entry))
    return `Matches names below ${entry.replace(/^\*?\./, "")}, not that name itself.`;
  return undefined;
}
