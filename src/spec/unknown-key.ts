import { nearest } from "../text/index.ts";
import { type Outline, outline } from "./outline.ts";
import { genericPath, type Segments } from "./path.ts";
import type { Remark } from "./syntax.ts";

/** Words people bring from other tools, and where they live here. */
const KNOWN_ELSEWHERE: Readonly<Record<string, string>> = {
  nameserver: "spec.network.dns.servers",
  nameservers: "spec.network.dns.servers",
  dnsservers: "spec.network.dns.servers",
  searchdomains: "spec.network.dns.search",
  ntp: "spec.time.ntpServers",
  timeservers: "spec.time.ntpServers",
  httpproxy: "spec.proxy.http",
  httpsproxy: "spec.proxy.https",
  proxyurl: "spec.proxy.http",
  user: "spec.proxy.username",
  ca: "spec.certificates.trusted",
  cacertificates: "spec.certificates.trusted",
  cacerts: "spec.certificates.trusted",
  url: "spec.registration.plane",
  endpoint: "spec.registration.plane",
  edgehosttoken: "spec.registration.token",
  clustercidr: "spec.cluster.podCidr",
  podnetwork: "spec.cluster.podCidr",
  podsubnet: "spec.cluster.podCidr",
  servicesubnet: "spec.cluster.serviceCidr",
  clusterdomain: "spec.cluster.domain",
  virtualip: "spec.cluster.vip",
  mirrors: "spec.cluster.registries",
  edgeid: "spec.identity.id",
};

/** For a name that may not stand where it does: the nearest one that may, or where it belongs. */
export function unknownKeyRemark(parent: Segments, name: string): Remark {
  return { message: "is not a known setting", hint: hintFor(parent, name) };
}

function hintFor(parent: Segments, name: string): string {
  if (name === "<<") return "Write the settings out: merge keys (<<) are not read.";
  const here = outline().get(genericPath(parent));
  const near = nearest(name, here?.names ?? []);
  if (near !== undefined && plain(near) === plain(name)) return `Did you mean ${near}?`;
  const homes = homesOf(name);
  if (homes.length > 0 && !here?.secret) return `This belongs under ${homes.join(" or ")}.`;
  if (near !== undefined) return `Did you mean ${near}?`;
  const elsewhere = here?.secret ? undefined : (foreignWord(name) ?? nearElsewhere(name));
  if (elsewhere !== undefined) return `Did you mean ${elsewhere}?`;
  return here === undefined || here.names.length === 0
    ? "Remove it."
    : `Remove it, or use one of: ${here.names.join(", ")}.`;
}

/** Sections that hold exactly this name, at most three; entries of lists when nothing else does. */
function homesOf(name: string): readonly string[] {
  const homes = maps()
    .filter(({ names, secret }) => !secret && names.some((known) => plain(known) === plain(name)))
    .map(({ path }) => (path === "" ? "the top level" : path));
  const sections = homes.filter((path) => !path.includes("[]"));
  return (sections.length > 0 ? sections : homes).slice(0, 3);
}

function foreignWord(name: string): string | undefined {
  return KNOWN_ELSEWHERE[plain(name)];
}

function nearElsewhere(name: string): string | undefined {
  // Nearly every short word is one slip away from another.
  if (name.length < 4) return undefined;
  const found = nearest(name, [...new Set(maps().flatMap(({ names }) => names))]);
  const home = maps().find(({ names }) => found !== undefined && names.includes(found));
  if (home === undefined) return undefined;
  return home.path === "" ? found : `${home.path}.${found}`;
}

function maps(): readonly Outline[] {
  return [...outline().values()].filter(({ form }) => form === "map");
}

/** `http_proxy`, `httpProxy` and `HTTP-Proxy` are one word. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, "");
}
