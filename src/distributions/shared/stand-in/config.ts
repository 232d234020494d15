import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { parse } from "yaml";

/** The part of config.yaml that the stand-in acts on. */
export interface ServerConfig {
  readonly nodeName: string;
  readonly nodeIp: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly datastore: "sqlite" | "etcd";
  readonly sans: readonly string[];
  readonly kubeconfigMode: number;
  /** It brings a network; without one the node waits for a CNI. */
  readonly hasOwnNetwork: boolean;
  readonly labels: readonly string[];
  readonly taints: readonly string[];
  /** Where it joins; absent: it founds a cluster, or goes on with its own. */
  readonly server?: string;
  readonly token?: string;
  /** What all servers must have alike; of others it only says whether they differ. */
  readonly critical: Readonly<Record<string, unknown>>;
}

export type ReadConfig =
  | { readonly is: "ok"; readonly config: ServerConfig }
  /** The message of the last line before the exit. */
  | { readonly is: "refused"; readonly why: string };

/** What a program makes of its configuration. */
export interface ConfigRules {
  /** It refuses others, because they become flags. */
  readonly keys: ReadonlySet<string>;
  /** Of those, what an agent takes. */
  readonly agentKeys: ReadonlySet<string>;
  /** Must be equal on all servers. */
  readonly critical: readonly string[];
  datastoreOf(flags: Flags): ServerConfig["datastore"];
  hasOwnNetwork(flags: Flags): boolean;
  /** Why it ends at once; the words it uses. */
  problemOf(flags: Flags, host: StartHost): string | undefined;
}

export type Flags = Readonly<Record<string, unknown>>;

/** What of the host it looks at before it begins. */
export interface StartHost {
  readonly hostname: string;
  /** Archives in its folder of images. */
  readonly images: readonly string[];
  read(path: string): string | undefined;
}

/** Pure. Messages as the real program prints them. */
export function readServerConfig(rules: ConfigRules, text: string, host: StartHost): ReadConfig {
  return read(rules, text, { ...host, keys: rules.keys, problemOf: rules.problemOf });
}

/** Pure. The same of a host that only runs pods. */
export function readAgentConfig(rules: ConfigRules, text: string, host: StartHost): ReadConfig {
  const problemOf = ({ server }: Flags) =>
    server === undefined || server === "" ? "--server is required" : undefined;
  return read(rules, text, { ...host, keys: rules.agentKeys, problemOf });
}

type Reading = StartHost & Pick<ConfigRules, "keys" | "problemOf">;

function read(rules: ConfigRules, text: string, host: Reading): ReadConfig {
  const flags = readYaml(text);
  if (flags === undefined) return refused("error unmarshaling config file: yaml: invalid document");
  const unknown = Object.keys(flags).find((key) => !host.keys.has(key.replace(/\+$/, "")));
  if (unknown !== undefined) return refused(`flag provided but not defined: -${unknown}`);
  const config = configOf(rules, flags, host);
  const problem = problemOf(config) ?? host.problemOf(flags, host);
  return problem === undefined ? { is: "ok", config } : refused(problem);
}

function configOf(rules: ConfigRules, flags: Flags, host: StartHost): ServerConfig {
  const text = (key: string, otherwise: string) =>
    flags[key] === undefined ? otherwise : String(flags[key]);
  const file = flags["token-file"] === undefined ? undefined : host.read(text("token-file", ""));
  const token = flags.token === undefined ? file?.trim() : String(flags.token);
  return {
    ...(flags.server ? { server: String(flags.server).replace(/\/+$/, "") } : {}),
    ...(token ? { token } : {}),
    taints: listIn(flags["node-taint"]),
    critical: Object.fromEntries(rules.critical.map((key) => [key, flags[key] ?? null])),
    nodeName: text("node-name", host.hostname),
    nodeIp: text("node-ip", "127.0.0.1"),
    podCidr: text("cluster-cidr", "10.42.0.0/16"),
    serviceCidr: text("service-cidr", "10.43.0.0/16"),
    datastore: rules.datastoreOf(flags),
    sans: listIn(flags["tls-san"]),
    kubeconfigMode: Number.parseInt(text("write-kubeconfig-mode", "0600"), 8),
    hasOwnNetwork: rules.hasOwnNetwork(flags),
    labels: listIn(flags["node-label"]),
  };
}

function problemOf(config: ServerConfig): string | undefined {
  for (const [key, cidr] of [
    ["cluster-cidr", config.podCidr],
    ["service-cidr", config.serviceCidr],
  ])
    if (!ipaddr.isValidCIDR(cidr ?? ""))
      return `invalid ${key} ${cidr}: invalid CIDR address: ${cidr}`;
  if (isIP(config.nodeIp) === 0) return `invalid node-ip: invalid ip format '${config.nodeIp}'`;
  return undefined;
}

function readYaml(text: string): Flags | undefined {
  try {
    const value: unknown = parse(text) ?? {};
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** One value, several between commas, or a list. */
export function listIn(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : String(value).split(",")).map(String);
}

function refused(why: string): ReadConfig {
  return { is: "refused", why };
}
