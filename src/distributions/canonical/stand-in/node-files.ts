import { stringify } from "yaml";
import { addressAt, parseNetwork } from "../../../addresses/index.ts";
import {
  issue,
  makeAuthority,
  makeSelfSigned,
  type Pair,
  type Subject,
} from "../../stand-in/certificate.ts";
import {
  ADMIN_CONF,
  ARGS,
  CLUSTER_CA,
  CLUSTER_CERT,
  DAEMON,
  ETCD_FOLDER,
  ETCD_PKI,
  K8S_DQLITE_FOLDER,
  KUBELET_CONF,
  MEMBERSHIP_FOLDER,
  NODE_FILES,
  PKI,
  SERVER_CERT,
  SERVER_KEY,
  STATE,
  TRUSTSTORE,
} from "../paths.ts";
import { type BootstrapConfig, type ClusterState, featuresIn } from "./config.ts";
import type { Disk } from "./machine.ts";
import { memberOf, programOfDqlite } from "./real-store.ts";

const DAY_MS = 86_400_000;
const CA: Subject = { commonName: "kubernetes-ca" };
const ETCD: Subject = { commonName: "kubernetes-etcd" };
/** A worker has no store, and a file. */
const WORKER_STATE = `${STATE}/simulated.json`;

/** What a store holds, as one segment of its log; beside the log where a real Dqlite keeps one. */
function dataIn(disk: Pick<Disk, "read">, folder: string): string {
  const isReal = programOfDqlite(disk) !== undefined;
  return `${folder}/${isReal ? "simulated.json" : "0000000000000001-0000000000000001"}`;
}

/** A real one writes it itself. */
function writeMetadata(disk: Pick<Disk, "read" | "write">, folder: string): void {
  if (programOfDqlite(disk) === undefined) disk.write(`${folder}/metadata1`, "simulated\n");
}

export function readState(disk: Pick<Disk, "read">): string | undefined {
  return disk.read(dataIn(disk, MEMBERSHIP_FOLDER)) ?? disk.read(WORKER_STATE);
}

export function saveState(disk: Pick<Disk, "read" | "write">, state: ClusterState): void {
  const path = state.role === "worker" ? WORKER_STATE : dataIn(disk, MEMBERSHIP_FOLDER);
  disk.write(path, `${JSON.stringify(state)}\n`);
}

export function dropState({ drop }: Pick<Disk, "drop">): void {
  for (const path of [WORKER_STATE, MEMBERSHIP_FOLDER]) drop(path);
}

export interface Formed {
  readonly config: BootstrapConfig;
  /** Of those that were there before it, the one that leads first. */
  readonly members: ClusterState["members"];
  readonly role: ClusterState["role"];
  readonly name: string;
  readonly ip: string;
  readonly version: string;
  readonly nowMs: number;
}

/** All that k8sd leaves on a node that it forms or joins, as canonical-dqlite.md 1.6 has it, shorter. */
export function writeNode(disk: Disk, formed: Formed): void {
  writeState(disk, formed);
  if (formed.role === "control-plane") writeMembership(disk, formed);
  writeKeys(disk, formed);
  writeArguments(disk, formed);
}

function writeState(disk: Disk, { config, name, ip, version, role, members }: Formed): void {
  const { address } = memberOf(disk, "membership", ip);
  const own = role === "worker" ? [] : [{ name, ip }];
  const state: ClusterState = {
    ...{ simulated: true, name, ip, address, version, role },
    datastore: config["datastore-type"],
    features: featuresIn(config["cluster-config"]),
    members: [...members.filter((member) => member.name !== name), ...own],
  };
  saveState(disk, state);
}

function writeMembership(disk: Disk, { name, ip, nowMs, members }: Formed): void {
  const { address, id } = memberOf(disk, "membership", ip);
  const validity = leaf(nowMs);
  const cluster = makeSelfSigned({ commonName: name }, { names: [name, ip], validity });
  const own = makeSelfSigned({ commonName: name }, { names: [name, ip], validity });
  disk.write(DAEMON, `name: ${name}\naddress: ${address}\nservers: {}\n`);
  disk.write(CLUSTER_CERT, cluster.cert);
  disk.write(`${STATE}/cluster.key`, cluster.key);
  disk.write(SERVER_CERT, own.cert);
  disk.write(SERVER_KEY, own.key);
  disk.write(`${TRUSTSTORE}/${name}.yaml`, `name: ${name}\naddress: ${address}\n`);
  const member = `Address: ${address}\n  ID: ${id}\n  Role: 0\n`;
  disk.write(`${MEMBERSHIP_FOLDER}/cluster.yaml`, `- ${member}`);
  disk.write(`${MEMBERSHIP_FOLDER}/info.yaml`, member.replaceAll("\n  ", "\n"));
  writeMetadata(disk, MEMBERSHIP_FOLDER);
  for (const other of members)
    disk.write(
      `${TRUSTSTORE}/${other.name}.yaml`,
      `name: ${other.name}\naddress: ${other.ip}:6400\n`,
    );
}

function writeKeys(disk: Disk, { config, name, ip, nowMs, role }: Formed): void {
  const authority = makeAuthority(CA, { fromMs: nowMs - 300_000, toMs: nowMs + 7300 * DAY_MS });
  const etcd = makeAuthority(ETCD, { fromMs: nowMs - 300_000, toMs: nowMs + 7300 * DAY_MS });
  const service = parseNetwork(config["service-cidr"]);
  const names = [name, "kubernetes", "localhost", "127.0.0.1", ip, ...config["extra-sans"]];
  if (service !== undefined) names.push(addressAt(service, 1));
  const client = (signer: Pair, issuer: Subject, subject: Subject) =>
    issue(signer, issuer, { subject, use: "client", names: [], validity: leaf(nowMs) });
  const server = (signer: Pair, issuer: Subject, commonName: string) =>
    issue(signer, issuer, {
      ...{ subject: { commonName }, use: "server", validity: leaf(nowMs) },
      names: [...new Set(names)],
    });
  const put = (path: string, pair: Pair) => {
    disk.write(`${path}.crt`, pair.cert, 0o600);
    disk.write(`${path}.key`, pair.key, 0o600);
  };
  const kubelet = { commonName: `system:node:${name}`, organization: "system:nodes" };
  disk.write(KUBELET_CONF, kubeconfig(authority.cert, client(authority, CA, kubelet)));
  put(`${PKI}/kubelet`, server(authority, CA, `system:node:${name}`));
  disk.write(CLUSTER_CA, authority.cert, 0o600);
  if (role === "worker") return;
  put(CLUSTER_CA.replace(/\.crt$/, ""), authority);
  put(`${PKI}/apiserver`, server(authority, CA, "kube-apiserver"));
  put(`${ETCD_PKI}/ca`, etcd);
  put(`${ETCD_PKI}/server`, server(etcd, ETCD, name));
  put(`${ETCD_PKI}/peer`, server(etcd, ETCD, name));
  put(`${PKI}/apiserver-etcd-client`, client(etcd, ETCD, { commonName: "apiserver-etcd-client" }));
  const admin = { commonName: "kubernetes:admin", organization: "system:masters" };
  disk.write(ADMIN_CONF, kubeconfig(authority.cert, client(authority, CA, admin)));
}

/** A new one for the API server, by the authority there is. */
export function renewServer(
  disk: Disk,
  { nowMs, names }: { readonly nowMs: number; readonly names: readonly string[] },
): void {
  const path = CLUSTER_CA.replace(/\.crt$/, "");
  const [cert = "", key = ""] = [disk.read(CLUSTER_CA), disk.read(`${path}.key`)];
  const subject = { commonName: "kube-apiserver" };
  const wish = { subject, use: "server", names, validity: leaf(nowMs) } as const;
  const pair = issue({ cert, key }, CA, wish);
  disk.write(`${PKI}/apiserver.crt`, pair.cert, 0o600);
  disk.write(`${PKI}/apiserver.key`, pair.key, 0o600);
}

const LABELS = {
  "control-plane": "node-role.kubernetes.io/control-plane=,node-role.kubernetes.io/worker=",
  worker: "node-role.kubernetes.io/worker=",
} as const;

function writeArguments(disk: Disk, { config, name, ip, role }: Formed): void {
  for (const [file, text] of Object.entries(config["extra-node-config-files"]))
    disk.write(`${NODE_FILES}/${file}`, text, 0o400);
  put("kubelet", {
    "--hostname-override": name,
    "--node-labels": LABELS[role],
    ...config["extra-node-kubelet-args"],
  });
  if (role === "worker") return;
  const isEtcd = config["datastore-type"] === "etcd";
  const servers = isEtcd ? "https://127.0.0.1:2379" : `unix://${K8S_DQLITE_FOLDER}/k8s-dqlite.sock`;
  put("kube-apiserver", {
    "--etcd-servers": servers,
    ...(isEtcd && { "--etcd-certfile": `${PKI}/apiserver-etcd-client.crt` }),
    "--service-cluster-ip-range": config["service-cidr"],
    ...config["extra-node-kube-apiserver-args"],
  });
  if (isEtcd) {
    put("etcd", { "--name": name, "--advertise-client-urls": `https://${ip}:2379` });
    disk.write(databaseOf(disk, "etcd"), "");
    disk.write(`${ETCD_FOLDER}/member/wal/0000000000000000-0000000000000000.wal`, "simulated\n");
  } else writeK8sDqlite(disk, { name, ip });

  function put(service: string, flags: Readonly<Record<string, string>>): void {
    const lines = Object.entries(flags).map(([flag, value]) => `${flag}="${value}"\n`);
    disk.write(`${ARGS}/${service}`, lines.join(""));
  }
}

function writeK8sDqlite(disk: Disk, { name, ip }: Pick<Formed, "name" | "ip">): void {
  const validity = leaf(Date.now());
  const names = [name, "127.0.0.1", ip];
  const pair = makeSelfSigned({ commonName: "k8s" }, { names, validity });
  const { address, id } = memberOf(disk, "kubernetes", ip);
  const member = `Address: ${address}\nID: ${id}\nRole: 0\n`;
  disk.write(`${K8S_DQLITE_FOLDER}/cluster.crt`, pair.cert);
  disk.write(`${K8S_DQLITE_FOLDER}/cluster.key`, pair.key);
  disk.write(`${K8S_DQLITE_FOLDER}/info.yaml`, member);
  writeMetadata(disk, K8S_DQLITE_FOLDER);
  disk.write(databaseOf(disk, "k8s-dqlite"), "");
  disk.write(
    `${K8S_DQLITE_FOLDER}/cluster.yaml`,
    `- ${member.trimEnd().replaceAll("\n", "\n  ")}\n`,
  );
}

/** Twenty years, distributions.md 6.5. */
function leaf(nowMs: number) {
  return { fromMs: nowMs - 300_000, toMs: nowMs + 7300 * DAY_MS };
}

function kubeconfig(ca: string, { cert, key }: Pair): string {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const cluster = {
    "certificate-authority-data": base64(ca),
    server: "https://127.0.0.1:6443",
  };
  const user = {
    "client-certificate-data": base64(cert),
    "client-key-data": base64(key),
  };
  return stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ cluster, name: "k8s" }],
      contexts: [{ context: { cluster: "k8s", user: "k8s-user" }, name: "k8s" }],
      "current-context": "k8s",
      users: [{ name: "k8s-user", user }],
    },
    { lineWidth: 0 },
  );
}

export function databaseOf(disk: Pick<Disk, "read">, datastore: string): string {
  return datastore === "etcd" ? `${ETCD_FOLDER}/member/snap/db` : dataIn(disk, K8S_DQLITE_FOLDER);
}
