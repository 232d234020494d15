import { type Address, addressText, parseAddress, parseNetwork, widthOf } from "./address.ts";
import { baseOf, lastOf, networkText, prefixOfMask } from "./network.ts";
import { type AddressProblem, EXAMPLES, type Family, NAMES, problem } from "./problem-words.ts";
import { isUrl, spellingProblem } from "./spelling.ts";

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
