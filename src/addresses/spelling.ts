import { parseAddress } from "./address.ts";
import { prefixOfMask } from "./network.ts";
import {
  type AddressProblem,
  EXAMPLES,
  example,
  type Family,
  nameOf,
  problem,
} from "./problem-words.ts";

/** What makes it no address at all, how it was meant where that can be told. Pure. */
export function spellingProblem(text: string, family: Family | undefined): AddressProblem {
  for (const look of LOOKS) {
    const found = look(text, family);
    if (found !== undefined) return found;
  }
  return problem(`must be an ${nameOf(family)} address`, example(family));
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

export function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

function hostOfUrl(text: string): string {
  return URL.canParse(text) ? new URL(text).hostname.replace(/^\[|\]$/g, "") : EXAMPLES.ipv4;
}
