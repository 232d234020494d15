import type { LinkView } from "../network/index.ts";
import type { EdgeHost, Field } from "../spec/index.ts";

/** Names of the forms of interfaces among the drafts: `network:eth0`. */
export const interfaceForm = (name: string): string => `network:${name}`;

export type NewInterface = "vlan" | "bond";

/** Forms of interfaces that are not in the document yet, and have no name. */
export const newInterfaceForm = (kind: NewInterface): string => `network:new-${kind}`;

const LIST = "spec.network.interfaces";

/** Where an interface stands in the merged document, or where a new one would. */
export function interfaceIndex(document: EdgeHost, name: string | undefined): number {
  const all = document.spec.network?.interfaces ?? [];
  const index = all.findIndex((one) => one.name === name);
  return index < 0 ? all.length : index;
}

interface FieldsRequest {
  readonly document: EdgeHost;
  readonly links: readonly LinkView[];
  /** Absent: one that is made. */
  readonly name?: string;
  readonly makes?: NewInterface;
}

type Row = readonly [path: string, title: string, kind: Field["kind"], more?: Partial<Field>];

const MODES = [
  ...["active-backup", "802.3ad", "balance-rr", "balance-xor"],
  ...["broadcast", "balance-tlb", "balance-alb"],
];

/** What can be asked of one interface, in the order a person decides it. */
export function interfaceFields({ document, links, name, makes }: FieldsRequest): readonly Field[] {
  const index = interfaceIndex(document, name);
  const asked = document.spec.network?.interfaces?.[index];
  const link = links.find((one) => one.name === name);
  const isVlan = makes === "vlan" || asked?.vlan !== undefined;
  const isBond = makes === "bond" || asked?.bond !== undefined;
  const isTheirs = link?.owner === "foreign" || asked?.adopt === true;
  const rows: readonly Row[] = [
    ...(makes === undefined ? [] : [nameRow(makes)]),
    ...(isVlan ? vlanRows(links.filter((one) => one.name !== name)) : []),
    ...(isBond ? BOND_ROWS : []),
    ...(isTheirs ? [ADOPT_ROW] : []),
    ...ADDRESS_ROWS,
  ];
  const names = [...links.filter(({ isPod }) => !isPod).map((one) => one.name)];
  return [
    ...rows.map(([path, title, kind, more]) => ({
      path: `${LIST}[${index}].${path}`,
      title,
      kind,
      ...(name === undefined ? {} : { entry: name }),
      ...more,
    })),
    {
      path: "spec.network.management",
      title: "Management interface",
      kind: "choice",
      choices: names,
    },
  ];
}

const nameRow = (makes: NewInterface): Row => [
  "name",
  "Name",
  "text",
  { example: makes === "vlan" ? "eth0.100" : "bond0" },
];

function vlanRows(links: readonly LinkView[]): readonly Row[] {
  const parents = links
    .filter(({ kind, isPod }) => !isPod && kind !== "bridge" && kind !== "wifi")
    .map((one) => one.name);
  return [
    ["vlan.parent", "VLAN on", "choice", { choices: parents }],
    ["vlan.id", "VLAN number", "number", { example: "100" }],
  ];
}

const BOND_ROWS: readonly Row[] = [
  ["bond.members", "Ports of the bond", "list", { example: "eth0, eth1" }],
  ["bond.mode", "Bond mode", "choice", { choices: MODES }],
  ["bond.miimonMs", "Look at ports, ms", "number", { example: "100" }],
];

const ADOPT_ROW: Row = ["adopt", "Take it over", "boolean", { choices: ["true"] }];

const ADDRESS_ROWS: readonly Row[] = [
  ["ipv4.method", "IPv4", "choice", { choices: ["dhcp", "static", "none"] }],
  ["ipv4.addresses", "IPv4 addresses", "list", { example: "10.10.216.81/24" }],
  ["ipv4.gateway", "IPv4 gateway", "text", { example: "10.10.216.1" }],
  ["ipv6.method", "IPv6", "choice", { choices: ["slaac", "dhcp", "static", "none"] }],
  ["ipv6.addresses", "IPv6 addresses", "list", { example: "2001:db8::81/64" }],
  ["ipv6.gateway", "IPv6 gateway", "text", { example: "2001:db8::1" }],
  ["mtu", "MTU", "number", { example: "1500" }],
  ["dns.servers", "Name servers", "list", { example: "10.10.216.1, 9.9.9.9" }],
  ["dns.search", "Search domains", "list", { example: "example.net" }],
];
