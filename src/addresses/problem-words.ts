/** What is wrong with a typed address, and how to write it. */
export interface AddressProblem {
  /** Goes on after the name of a field: `must have four numbers`. */
  readonly message: string;
  /** One imperative sentence. */
  readonly hint: string;
}

export type Family = "ipv4" | "ipv6";

/** One of each, of networks for documentation and benches. */
export const EXAMPLES: Readonly<Record<Family, string>> = {
  ipv4: "10.10.216.81",
  ipv6: "2001:db8::81",
};
export const NAMES: Readonly<Record<Family, string>> = { ipv4: "IPv4", ipv6: "IPv6" };

export function nameOf(family: Family | undefined): string {
  return family === undefined ? "IP" : NAMES[family];
}

/** A hint for when it cannot be told what was meant. */
export function example(family: Family | undefined): string {
  return `Write it like this: ${EXAMPLES[family ?? "ipv4"]}`;
}

export function problem(message: string, hint: string): AddressProblem {
  return { message, hint };
}
