import * as doubt from "../doubts.ts";
import type { Parameter } from "../parameter.ts";
import { type More, named, section, text } from "../parameter-forms.ts";

const NIC = "stylus.site.network.interfaces.*";
const INTERFACES = "spec.network.interfaces";

const proxy = (path: string, more: More = {}): readonly Parameter[] => [
  text(`${path}.httpProxy`, "proxy for http", {
    ...{
      doubt: doubt.proxyUrl,
      field: "spec.proxy.http",
      example: "http://proxy.example.net:3128",
    },
    ...more,
  }),
  text(`${path}.httpsProxy`, "proxy for https", {
    ...{ doubt: doubt.proxyUrl, field: "spec.proxy.https" },
    ...{ example: "http://proxy.example.net:3128" },
    ...more,
  }),
  text(`${path}.noProxy`, "addresses, networks and names that do not go through the proxy", {
    ...{ field: "spec.proxy.noProxy", example: "10.0.0.0/8,.example.net" },
    ...more,
  }),
];

/** Of the host, as the agent is told it. */
export const NETWORK: readonly Parameter[] = [
  section("stylus.site.network", "network of the host"),
  ...proxy("stylus.site.network"),
  {
    path: "stylus.site.network.nameserver",
    form: "text or list",
    usual: "",
    meaning: "name server of the whole host",
    doubt: doubt.address,
    field: "spec.network.dns.servers",
    example: "10.10.216.1",
  },
  ...named("stylus.site.network.interfaces", "ports by the name the kernel gives them", {
    field: INTERFACES,
  }),
  text(`${NIC}.type`, "how the port gets its address", {
    usual: "dhcp",
    choices: ["dhcp", "static"],
    field: INTERFACES,
  }),
  text(`${NIC}.ipAddress`, "address of the port, with the bits of its network or with mask", {
    doubt: doubt.hostAddress,
    field: INTERFACES,
    example: "10.10.216.81/24",
  }),
  text(`${NIC}.mask`, "network mask of the address", {
    doubt: doubt.mask,
    field: INTERFACES,
    example: "255.255.255.0",
  }),
  text(`${NIC}.gateway`, "way out of the network", {
    doubt: doubt.address,
    field: INTERFACES,
    example: "10.10.216.1",
  }),
  {
    path: `${NIC}.nameserver`,
    form: "text or list",
    usual: "",
    meaning: "name server asked by way of this port",
    doubt: doubt.address,
    field: INTERFACES,
    example: "10.10.216.1",
  },
];

/** Where an older page has the proxy. */
export const MISTAKEN_PROXY: readonly Parameter[] = ["siteNetwork", "stylus.siteNetwork"].flatMap(
  (path) => [
    section(path, "network of the site, as an older page has it"),
    ...proxy(path).map((parameter) => {
      const now = `stylus.site.network${parameter.path.slice(path.length)}`;
      return { ...parameter, former: { now } };
    }),
  ],
);
