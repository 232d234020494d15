// Over 200 lines by design: one table of mistakes people make in addresses, and their words.
import { type Address, addressText, parseAddress, parseNetwork, widthOf } from "./address.ts";
import { baseOf, lastOf, networkText, prefixOfMask } from "./network.ts";

/** What is wrong with a typed address, and how to write it. */
export interface AddressProblem {
  /** Goes on after the name of a field: `must have four numbers`. */
  readonly message: string;
  /** One imperative sentence. */
  readonly hint: string;
}

export type Family = "ipv4" | "ipv6";

const EXAMPLES: Readonly<Record<Family, string>> = { ipv4: "10.10.216.81", ipv6: "2001:db8::81" };
const NAMES: Readonly<Record<Family, string>> = { ipv4: "IPv4", ipv6: "IPv6" };

/** `undefined`: it is one address. Pure. */
export function addressProblem(text: string, family?: Family): AddressProblem | undefined {
  const address = parseAddress(text);
  if (address !== undefined)
    return isMapped(text) ? mapped(address) : familyProblem(address, family);
  const [host = "", prefix] = text.split("/");
  if (prefix !== undefined && parseAddress(host) !== undefined) {
    return problem("must be an address alone, without /prefix", `Write ${host}`);
  }
  return spellingProblem(text, family);
}

/** `undefined`: it is a network in CIDR form; host bits are not judged. Pure. */
export function networkProblem(text: string, family?: Family): AddressProblem | undefined {
  const network = parseNetwork(text);
  const [host = "", prefix, ...more] = text.split("/");
  if (network !== undefined && String(Number(prefix)) === prefix) {
    return isMapped(host)
      ? mappedNetwork(network.address, prefix)
      : familyProblem(network.address, family);
  }
  const tight = text.replace(/\s+/g, "");
  if (tight !== text && parseNetwork(tight) !== undefined) {
    return problem("must not have blanks", `Write ${tight}`);
  }
  const address = parseAddress(host);
  if (address === undefined) return hostProblem(text, family);
  if (isMapped(host)) return mappedNetwork(address, prefix);
  if (more.length > 0) {
    return problem(
      "must have one /prefix",
      `Write ${text.split("/").filter(Boolean).slice(0, 2).join("/")}`,
    );
  }
  return prefixProblem(host, address, prefix);
}

/** `undefined`: an address a host can have, with the prefix of its network. Pure. */
export function hostAddressProblem(text: string, family?: Family): AddressProblem | undefined {
  const wrong = networkProblem(text, family);
  const network = wrong === undefined ? parseNetwork(text) : undefined;
  if (network === undefined) return wrong;
  const { address, prefix } = network;
  const reserved = reservedProblem(address);
  if (reserved !== undefined) return reserved;
  if (prefix === 0) {
    return problem(
      "must have a prefix of 1 or more",
      `Write ${addressText(address)}/${usualOf(address)}`,
    );
  }
  if (prefix >= widthOf(address) - 1) return undefined;
  const [base, last] = [addressText(baseOf(network)), addressText(lastOf(network))];
  const own = addressText(address);
  const hint = `Use an address between ${base} and ${last}.`;
  if (own === base) return problem(`must not be the network ${networkText(network)} itself`, hint);
  const isBroadcast = own === last && address.kind() === "ipv4";
  return isBroadcast
    ? problem(`must not be the broadcast address of ${networkText(network)}`, hint)
    : undefined;
}

/** `undefined`: an address one host has, as a gateway or a server: no group, loopback or "any". */
export function unicastProblem(text: string, family?: Family): AddressProblem | undefined {
  const address = parseAddress(text);
  return (
    addressProblem(text, family) ?? (address === undefined ? undefined : reservedProblem(address))
  );
}

const RESERVED: Readonly<Record<string, string>> = {
  unspecified: "the address that stands for none",
  broadcast: "the broadcast address of everywhere",
  multicast: "the address of a group (multicast)",
  loopback: "this host's own loopback",
};

function reservedProblem(address: Address): AddressProblem | undefined {
  const what = RESERVED[address.range()];
  if (what === undefined) return undefined;
  return problem(
    `must not be ${what}`,
    `Use an address of one host, such as ${EXAMPLES[address.kind()]}.`,
  );
}

function familyProblem(address: Address, family: Family | undefined): AddressProblem | undefined {
  if (family === undefined || address.kind() === family) return undefined;
  const message = `must be an ${NAMES[family]} address, this is ${NAMES[address.kind()]}`;
  return problem(
    message,
    `Put it under ${address.kind()}, or write one such as ${EXAMPLES[family]}.`,
  );
}

function mapped(address: Address): AddressProblem {
  return problem("must not be IPv4 written inside IPv6", `Write ${addressText(address)}`);
}

function mappedNetwork(address: Address, prefix: string | undefined): AddressProblem {
  const bits = Number(prefix) > 96 ? Math.min(32, Number(prefix) - 96) : usualOf(address);
  return { ...mapped(address), hint: `Write ${addressText(address)}/${bits}` };
}

const isMapped = (text: string) => /^::ffff:/i.test(text);

/** The part before the slash cannot be read. */
function hostProblem(text: string, family: Family | undefined): AddressProblem {
  const [host = "", prefix] = text.split("/");
  if (host === "" && text !== "") {
    return problem("must have an address before the /", "Write it like this: 10.10.216.81/24");
  }
  const words = host.split(/[\s\\]+/);
  const bits = words.length < 2 ? undefined : (prefixOfMask(words.at(-1) ?? "") ?? words.at(-1));
  if (parseAddress(words[0] ?? "") !== undefined && /^\d+$/.test(String(bits))) {
    return problem("must be written as address/prefix", `Write ${words[0]}/${bits}`);
  }
  const found = spellingProblem(isUrl(text) ? text : host, family);
  const fixed = parseAddress(found.hint.split(" ").at(-1) ?? "");
  if (fixed === undefined) return found;
  const usual = /^\d{1,3}$/.test(prefix ?? "") ? prefix : usualOf(fixed);
  return { ...found, hint: `${found.hint}/${usual}` };
}

function prefixProblem(host: string, address: Address, prefix: string | undefined): AddressProblem {
  const width = widthOf(address);
  if (prefix === undefined || prefix === "") {
    const usual = width === 32 ? `${host}/24 for the mask 255.255.255.0` : `${host}/64`;
    return problem("must have the prefix of its network after a /", `Write ${usual}`);
  }
  const fromMask = prefixOfMask(prefix);
  if (fromMask !== undefined) {
    return problem("must have a prefix length, not a mask", `Write ${host}/${fromMask}`);
  }
  if (/^[\d.]+\.[\d.]*$/.test(prefix)) {
    return problem("must have a prefix length; this is no mask either", `Write ${host}/24`);
  }
  const range = `must have a prefix from 0 to ${width}`;
  if (/^0+\d+$/.test(prefix))
    return problem("must have a prefix without leading zeros", `Write ${host}/${Number(prefix)}`);
  return problem(range, `Write ${host}/${usualOf(address)}`);
}

function usualOf(address: Address): number {
  return address.kind() === "ipv4" ? 24 : 64;
}

type Look = (text: string, family: Family | undefined) => AddressProblem | undefined;

/** In this order: what says most about the mistake first. */
const LOOKS: readonly Look[] = [
  (text, family) => (text === "" ? problem("must not be empty", example(family)) : undefined),
  several,
  blanks,
  (text) =>
    /[^\x21-\x7e]/.test(text)
      ? problem(
          "must have plain digits and signs only",
          "Type it again by hand: copied text brought other signs.",
        )
      : undefined,
  (text) =>
    isUrl(text) ? problem("must be an address, not a URL", `Write ${hostOfUrl(text)}`) : undefined,
  (text, family) =>
    /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text)
      ? problem("must be an IP address, this is a MAC address", example(family))
      : undefined,
  (text) =>
    text.includes("%")
      ? problem("must be an address without %interface", `Write ${text.replace(/%.*/, "")}`)
      : undefined,
  (text) => {
    const inside = /^\[(.*)\](?::\d+)?$/.exec(text)?.[1];
    return inside === undefined
      ? undefined
      : problem("must be an address without brackets or port", `Write ${inside}`);
  },
  (text) => {
    const host = /^([\d.]+):\d*$/.exec(text)?.[1];
    return host === undefined
      ? undefined
      : problem("must be an address without a port", `Write ${host}`);
  },
  (text) =>
    /^\d+(,\d+){3}$/.test(text)
      ? problem("must have dots between the numbers", `Write ${text.replaceAll(",", ".")}`)
      : undefined,
  (text, family) =>
    /[*?]|\d-\d/.test(text)
      ? problem("must be one address: no *, no range", example(family))
      : undefined,
  lookalikes,
  edges,
  (text) => (text.includes(":") ? sixProblem(text) : undefined),
  (text, family) =>
    /^0x/i.test(text) ? problem("must be written in decimal", example(family)) : undefined,
  (text, family) =>
    /^[a-z]|[a-z]{2}/i.test(text)
      ? problem(`must be an ${nameOf(family)} address, not a name`, example(family))
      : undefined,
  (text, family) => (family === "ipv6" ? sixProblem(text) : fourProblem(text)),
];

function spellingProblem(text: string, family: Family | undefined): AddressProblem {
  for (const look of LOOKS) {
    const found = look(text, family);
    if (found !== undefined) return found;
  }
  return problem(`must be an ${nameOf(family)} address`, example(family));
}

/** Two addresses in one place, or an address and its mask. */
function several(text: string): AddressProblem | undefined {
  const [first, second, ...more] = text.split(/[\s,;|]+/).filter((word) => parseAddress(word));
  if (first === undefined || second === undefined) return undefined;
  if (more.length === 0 && prefixOfMask(second) !== undefined) {
    return problem("must be an address alone, without its mask", `Write ${first}`);
  }
  return problem("must be one address", "Write each address as an entry of its own.");
}

function blanks(text: string, family: Family | undefined): AddressProblem | undefined {
  if (!/\s/.test(text)) return undefined;
  const without = text.replace(/\s+/g, "");
  const fix = parseAddress(without) === undefined ? example(family) : `Write ${without}`;
  return problem("must not have blanks", fix);
}

/** `10.0.0.l` and `1O.0.0.1`: letters that look like digits. */
function lookalikes(text: string): AddressProblem | undefined {
  const read = text.replace(/[lI|]/g, "1").replace(/[oO]/g, "0");
  if (read === text || parseAddress(read) === undefined) return undefined;
  return problem("must have digits, not letters that look like them", `Write ${read}`);
}

/** Quotes, a comma or a full stop around an address that is right. */
function edges(text: string): AddressProblem | undefined {
  const inner = text.replace(/^[^0-9a-z:]+|[^0-9a-z:]+$/gi, "");
  if (inner === text || parseAddress(inner) === undefined) return undefined;
  return problem("must be an address and nothing around it", `Write ${inner}`);
}

function fourProblem(text: string): AddressProblem {
  const hint = example("ipv4");
  const parts = text.split(".");
  const odd = /[^\d.]/.exec(text)?.[0];
  if (odd !== undefined) return problem(`must have digits and dots only, has ${odd}`, hint);
  if (parts.includes("")) return problem("must have a number before and after each dot", hint);
  if (parts.length !== 4) {
    return problem(`must have four numbers with dots between, has ${parts.length}`, hint);
  }
  const big = parts.find((part) => Number(part) > 255);
  if (big !== undefined) return problem(`must have numbers from 0 to 255, has ${big}`, hint);
  return problem("must have numbers without leading zeros", `Write ${parts.map(Number).join(".")}`);
}

function sixProblem(text: string): AddressProblem {
  const hint = example("ipv6");
  const odd = /[^0-9a-f:.]/i.exec(text)?.[0];
  if (odd !== undefined) return problem(`must have the digits 0 to 9 and a to f, has ${odd}`, hint);
  if (text.includes(":::")) return problem("must not have three colons in a row", hint);
  if (text.split("::").length > 2) return problem("must have :: only once", hint);
  if (/^:(?!:)|[^:]:$/.test(text)) return problem("must not begin or end with one colon", hint);
  const groups = text.split(":").filter((group) => group !== "");
  if (groups.some((group) => group.includes("."))) {
    return problem("must end with a right IPv4 address where it has dots", hint);
  }
  const long = groups.find((group) => group.length > 4);
  if (long !== undefined)
    return problem(`must have groups of at most four digits, has ${long}`, hint);
  const wanted = text.includes("::")
    ? "at most seven groups beside ::"
    : "eight groups, or :: once";
  return problem(`must have ${wanted}, has ${groups.length}`, hint);
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

function hostOfUrl(text: string): string {
  return URL.canParse(text) ? new URL(text).hostname.replace(/^\[|\]$/g, "") : EXAMPLES.ipv4;
}

function nameOf(family: Family | undefined): string {
  return family === undefined ? "IP" : NAMES[family];
}

function example(family: Family | undefined): string {
  return `Write it like this: ${EXAMPLES[family ?? "ipv4"]}`;
}

function problem(message: string, hint: string): AddressProblem {
  return { message, hint };
}
