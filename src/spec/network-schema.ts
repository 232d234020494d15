import { z } from "zod";
import {
  type AddressProblem,
  addressProblem,
  type Family,
  hasHostBits,
  hostAddressProblem,
  networkProblem,
  networkText,
  parseAddress,
  parseNetwork,
  unicastProblem,
} from "../addresses/index.ts";
import { interfaceNameProblem, macProblem } from "./link-names.ts";

/** Text that a function judges; its words and its way to write it reach the reader as they are. */
function judged(problemOf: (text: string) => AddressProblem | undefined) {
  return z.string().check((context) => {
    const found = problemOf(context.value);
    if (found === undefined) return;
    const { message, hint } = found;
    context.issues.push({ code: "custom", input: context.value, message, params: { hint } });
  });
}

export const ipAddress = judged((text) => addressProblem(text));
export const cidr = judged((text) => networkProblem(text));
const interfaceName = judged(interfaceNameProblem);
const hostAddress = (family: Family) => judged((text) => hostAddressProblem(text, family));
const gateway = (family: Family) => judged((text) => unicastProblem(text, family));
const destination = judged((text) => (text === "default" ? undefined : wholeNetworkProblem(text)));

export const DNS_NAME =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** An address in the search list is a server typed into the wrong field. */
const searchDomain = z
  .string()
  .refine((text) => DNS_NAME.test(text) && parseAddress(text) === undefined, {
    error: "must be a domain name",
  });
const dns = z
  .strictObject({
    servers: z.array(ipAddress).max(8).optional(),
    search: z.array(searchDomain).max(6).optional(),
  })
  .optional();

function wholeNetworkProblem(text: string): AddressProblem | undefined {
  const found = networkProblem(text);
  const network = found === undefined ? parseNetwork(text) : undefined;
  if (network === undefined || !hasHostBits(network)) return found;
  const message = "must be a network, this is an address inside one";
  return { message, hint: `Write ${networkText(network)}` };
}

const between = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

const BOND_MODES = [
  "active-backup",
  "802.3ad",
  "balance-rr",
  "balance-xor",
  "broadcast",
  "balance-tlb",
  "balance-alb",
] as const;

const MOST_METRIC = 4_294_967_295;

/** One link of the host: how it is found, what it is made of, how it gets addresses. */
const networkInterface = z.strictObject({
  /** As the kernel calls it. */
  name: interfaceName,
  /** The port must have this address, whatever else is called by its name. */
  mac: judged(macProblem).optional(),
  /** Take the link over from the program or file that configures it now. */
  adopt: z.literal(true, { error: "must be true" }).optional(),
  mtu: between(576, 9216).optional(),
  ipv4: z
    .strictObject({
      method: z.enum(["dhcp", "static", "none"]),
      /** With the prefix of their network. */
      addresses: z.array(hostAddress("ipv4")).max(16).optional(),
      gateway: gateway("ipv4").optional(),
    })
    .optional(),
  ipv6: z
    .strictObject({
      method: z.enum(["slaac", "dhcp", "static", "none"]),
      addresses: z.array(hostAddress("ipv6")).max(16).optional(),
      gateway: gateway("ipv6").optional(),
    })
    .optional(),
  /** Asked by way of this link. */
  dns,
  routes: z
    .array(
      z.strictObject({
        to: destination,
        via: judged((text) => unicastProblem(text)),
        metric: between(0, MOST_METRIC).optional(),
      }),
    )
    .max(64)
    .optional(),
  vlan: z.strictObject({ parent: interfaceName, id: between(1, 4094) }).optional(),
  bond: z
    .strictObject({
      members: z.array(interfaceName).min(1).max(16),
      /** As the kernel and systemd-networkd name them. */
      mode: z.enum(BOND_MODES),
      /** How often the carrier of members is looked at, milliseconds. */
      miimonMs: between(10, 60_000).optional(),
    })
    .optional(),
});

export const network = z.strictObject({
  /** Merged by name between layers; a link that is not listed is left alone. */
  interfaces: z.array(networkInterface).max(64).optional(),
  /** The link people reach this host through. */
  management: interfaceName.optional(),
  /** Of the whole host. */
  dns,
});
