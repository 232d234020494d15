// Over 100 lines by design: one row per field of the document.
import { EXAMPLES } from "./examples.ts";
import { outline } from "./outline.ts";

/** How a form edits a field. `pairs` is name: value lines, `table` a list of small records. */
type FieldKind =
  | "text"
  | "secret"
  | "list"
  | "choice"
  | "boolean"
  | "number"
  | "certificate"
  | "pairs"
  | "table";

export interface Field {
  /** Dotted path, as in `Issue.path`. */
  readonly path: string;
  /** Label on a form. */
  readonly title: string;
  readonly kind: FieldKind;
  /** One right value, for the hint line. */
  readonly example?: string;
  /** Name of the entry of a list it belongs to, where entries have names. */
  readonly entry?: string;
  /** For kind `choice`. */
  readonly choices?: readonly string[];
}

type Row = readonly [path: string, title: string, kind: FieldKind];

/** In the order of the forms: what a person at the rack decides first stands first. */
const ROWS: readonly Row[] = [
  ["metadata.name", "Name for people", "text"],
  ["metadata.labels", "Labels of the host", "pairs"],
  ["spec.paused", "Paused", "boolean"],
  ["spec.identity.id", "Edge ID", "text"],
  ["spec.identity.prefix", "Edge ID prefix", "text"],
  ["spec.identity.sources", "Files with the edge ID", "table"],
  ["spec.identity.random", "Edge ID at random", "boolean"],
  ["spec.host.hostname", "Host name", "text"],
  ["spec.network.interfaces", "Network interfaces", "table"],
  ["spec.network.management", "Management interface", "text"],
  ["spec.network.dns.servers", "DNS servers", "list"],
  ["spec.network.dns.search", "DNS search domains", "list"],
  ["spec.time.ntpServers", "NTP servers", "list"],
  ["spec.time.timezone", "Time zone", "text"],
  ["spec.proxy.http", "HTTP proxy", "text"],
  ["spec.proxy.https", "HTTPS proxy", "text"],
  ["spec.proxy.username", "Proxy user", "text"],
  ["spec.proxy.password", "Proxy password", "secret"],
  ["spec.proxy.noProxy", "Not through the proxy", "list"],
  ["spec.certificates.trusted", "Trusted certificates", "certificate"],
  ["spec.registration.mode", "Managed", "choice"],
  ["spec.registration.kind", "Kind of plane", "choice"],
  ["spec.registration.plane", "Management plane", "text"],
  ["spec.registration.method", "Registration method", "choice"],
  ["spec.registration.token", "Registration token", "secret"],
  ["spec.registration.apiKey", "API key of the plane", "secret"],
  ["spec.registration.approvalUrl", "Page for approval", "text"],
  ["spec.registration.project", "Project", "text"],
  ["spec.registration.tags", "Tags", "pairs"],
  ["spec.cluster.name", "Cluster name", "text"],
  ["spec.cluster.distribution", "Distribution", "text"],
  ["spec.cluster.version", "Version", "text"],
  ["spec.cluster.role", "Role of this node", "choice"],
  ["spec.cluster.join.server", "Join at", "text"],
  ["spec.cluster.join.token", "Join token", "secret"],
  ["spec.cluster.join.pin", "Pinned authority", "text"],
  ["spec.cluster.join.certificateKey", "Certificate key", "secret"],
  ["spec.cluster.artefacts", "Artefacts directory", "text"],
  ["spec.cluster.nodeIp", "Node address", "text"],
  ["spec.cluster.vip", "Virtual address", "text"],
  ["spec.cluster.vipInterface", "Announced on", "text"],
  ["spec.cluster.controlPlaneEndpoint", "Endpoint of others", "text"],
  ["spec.cluster.peers", "Other members", "list"],
  ["spec.cluster.runsApplications", "Takes applications", "boolean"],
  ["spec.cluster.podCidr", "Pod network", "text"],
  ["spec.cluster.serviceCidr", "Service network", "text"],
  ["spec.cluster.domain", "Cluster domain", "text"],
  ["spec.cluster.cni", "Pod network plugin", "choice"],
  ["spec.cluster.profile.path", "Profile folder", "text"],
  ["spec.cluster.profile.variables", "Values of the profile", "pairs"],
  ["spec.cluster.hardening", "Hardening", "choice"],
  ["spec.cluster.registries", "Registry mirrors", "table"],
  ["spec.cluster.labels", "Node labels", "pairs"],
  ["spec.cluster.taints", "Node taints", "list"],
  ["spec.cluster.native", "Settings of the distribution", "pairs"],
  ["spec.install.device", "Install on drive", "text"],
  ["spec.install.persistent.sizeMib", "Persistent data, MiB", "number"],
  ["spec.install.persistent.filesystem", "File system of it", "text"],
  ["spec.install.partitions", "Partitions besides", "table"],
  ["spec.checks.features", "Features to check for", "list"],
  ["spec.checks.waivers", "Waived checks", "table"],
];

/** Every field of the document a form can show; a test holds it to the schema. */
export const FIELDS: readonly Field[] = ROWS.map(([path, title, kind]) => {
  const example = EXAMPLES[path];
  const choices = kind === "choice" ? outline().get(path)?.choices : undefined;
  return {
    path,
    title,
    kind,
    ...(example === undefined ? {} : { example }),
    ...(choices === undefined ? {} : { choices }),
  };
});
