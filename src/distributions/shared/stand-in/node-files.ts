import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { issue, makeAuthority, type Pair, type Subject } from "../../stand-in/certificate.ts";
import type { ServerConfig } from "./config.ts";
import type { StandInKind } from "./kind.ts";

/** Files by absolute path, as a server writes them at a start; distributions.md 3.1, 3.4 and 3.5. */
export type NodeFiles = Readonly<
  Record<string, { readonly content: string; readonly mode: number }>
>;

export interface NodeIdentity {
  readonly serving: Pair;
  readonly admin: Pair;
  readonly serverCa: string;
  readonly clientCa: string;
  readonly clientPair: Pair;
  /** What its etcd shows; absent: it has none. */
  readonly etcd?: Pair & { readonly ca: string };
  /** Only those that are new. */
  readonly files: NodeFiles;
}

interface Request {
  readonly kind: StandInKind;
  readonly config: ServerConfig;
  readonly nowMs: number;
  /** What lies on the disk from an earlier start. */
  read(path: string): string | undefined;
}

const DAY_MS = 86_400_000;

/** Authorities and token stay over restarts; leaves with fewer than 120 days left are made anew. */
export function makeIdentity({ kind, config, nowMs, read }: Request): NodeIdentity {
  const { id, data } = kind;
  const tls = `${data}/server/tls`;
  const serverName: Subject = { commonName: `${id}-server-ca` };
  const clientName: Subject = { commonName: `${id}-client-ca` };
  const files: Record<string, { content: string; mode: number }> = {};
  const keep = (path: string, make: () => string, mode = 0o600) => {
    const found = read(path);
    if (found !== undefined) return found;
    const content = make();
    files[path] = { content, mode };
    return content;
  };
  const authority = (name: string, subject: Subject) =>
    pairAt(
      `${tls}/${name}`,
      { read, files },
      () => true,
      () => makeAuthority(subject, { fromMs: nowMs, toMs: nowMs + 3650 * DAY_MS }),
    );
  const serverCa = authority("server-ca", serverName);
  const clientCa = authority("client-ca", clientName);
  const validity = { fromMs: nowMs - 60_000, toMs: nowMs + 365 * DAY_MS };
  const names = servingNames(config);
  const serving = pairAt(
    `${tls}/serving-kube-apiserver`,
    { read, files },
    (cert) => isFresh(cert, nowMs) && hasNames(cert, names),
    () =>
      issue(serverCa, serverName, {
        subject: { commonName: "kube-apiserver" },
        use: "server",
        names,
        validity,
      }),
  );
  const admin = pairAt(
    `${tls}/client-admin`,
    { read, files },
    (cert) => isFresh(cert, nowMs),
    () =>
      issue(clientCa, clientName, {
        subject: { commonName: "system:admin", organization: "system:masters" },
        use: "client",
        names: [],
        validity,
      }),
  );
  keep(
    `${data}/server/token`,
    () => `K10${caHashOf(serverCa.cert)}::server:${randomBytes(16).toString("hex")}\n`,
  );
  keep("/etc/rancher/node/password", () => `${randomBytes(16).toString("hex")}\n`);
  let etcd: NodeIdentity["etcd"];
  if (config.datastore === "etcd") {
    keep(memberNamePath(kind), () => `${config.nodeName}-${randomBytes(4).toString("hex")}`);
    const etcdName: Subject = { commonName: "etcd-server-ca" };
    const etcdCa = authority("etcd/server-ca", etcdName);
    const client = {
      subject: { commonName: "etcd-client" },
      use: "client",
      names: [],
      validity,
    } as const;
    pairAt(
      `${tls}/etcd/${kind.etcdClient}`,
      { read, files },
      (cert) => isFresh(cert, nowMs),
      () => issue(etcdCa, etcdName, client),
    );
    const shown = pairAt(
      `${tls}/etcd/server-client-serving`,
      { read, files },
      (cert) => isFresh(cert, nowMs),
      () =>
        issue(etcdCa, etcdName, {
          ...client,
          use: "server",
          names: ["localhost", "127.0.0.1", config.nodeIp],
        }),
    );
    etcd = { ...shown, ca: etcdCa.cert };
  }
  files[kind.kubeconfig] = {
    content: kubeconfig(serverCa.cert, admin),
    mode: config.kubeconfigMode,
  };
  return {
    ...{ serving, admin, serverCa: serverCa.cert, clientCa: clientCa.cert },
    ...{ clientPair: clientCa, files, ...(etcd && { etcd }) },
  };
}

/** As the first part of a token says it. */
export function caHashOf(pem: string): string {
  return createHash("sha256").update(pem).digest("hex");
}

export function memberNamePath({ data }: Pick<StandInKind, "data">): string {
  return `${data}/server/db/etcd/name`;
}

/** Left by a member that the others removed. */
export function tombstonePath({ data }: Pick<StandInKind, "data">): string {
  return `${data}/server/db/etcd/tombstone`;
}

/** What makes all servers one cluster: a joiner gets them before it makes keys of its own. */
export function sharedPaths({ data }: Pick<StandInKind, "data">): readonly string[] {
  const authorities = ["server-ca", "client-ca", "etcd/server-ca"];
  return [
    ...authorities.flatMap((name) =>
      ["crt", "key"].map((end) => `${data}/server/tls/${name}.${end}`),
    ),
    `${data}/server/token`,
  ];
}

/** A client pair of the kubelet of a node, as a server hands it out. */
export function issueKubelet(
  clientCa: Pair,
  { id }: Pick<StandInKind, "id">,
  { node, nowMs }: { readonly node: string; readonly nowMs: number },
): Pair {
  return issue(
    clientCa,
    { commonName: `${id}-client-ca` },
    {
      subject: { commonName: `system:node:${node}`, organization: "system:nodes" },
      use: "client",
      names: [],
      validity: { fromMs: nowMs - 60_000, toMs: nowMs + 365 * DAY_MS },
    },
  );
}

/** Where the objects are kept, so that a restart still has them. */
export function databasePath({ data }: StandInKind, { datastore }: ServerConfig): string {
  const folder = `${data}/server/db`;
  return datastore === "etcd" ? `${folder}/etcd/member/snap/db` : `${folder}/state.db`;
}

interface Disk {
  read(path: string): string | undefined;
  readonly files: Record<string, { content: string; mode: number }>;
}

function pairAt(
  path: string,
  { read, files }: Disk,
  isGood: (cert: X509Certificate) => boolean,
  make: () => Pair,
): Pair {
  const [cert, key] = [read(`${path}.crt`), read(`${path}.key`)];
  if (cert !== undefined && key !== undefined && isGood(new X509Certificate(cert)))
    return { cert, key };
  const pair = make();
  files[`${path}.crt`] = { content: pair.cert, mode: 0o644 };
  files[`${path}.key`] = { content: pair.key, mode: 0o600 };
  return pair;
}

function servingNames({ nodeName, nodeIp, sans }: ServerConfig): readonly string[] {
  const own = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "localhost"];
  return [...new Set([...own, "127.0.0.1", "::1", nodeName, nodeIp, ...sans])];
}

function isFresh(cert: X509Certificate, nowMs: number): boolean {
  return Date.parse(cert.validTo) - nowMs > 120 * DAY_MS;
}

function hasNames(cert: X509Certificate, names: readonly string[]): boolean {
  return names.every((name) => {
    const found = isIP(name) === 0 ? cert.checkHost(name) : cert.checkIP(name);
    return found !== undefined;
  });
}

function kubeconfig(ca: string, { cert, key }: Pair): string {
  const data = (text: string) => Buffer.from(text).toString("base64");
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${data(ca)}
    server: https://127.0.0.1:6443
  name: default
contexts:
- context:
    cluster: default
    user: default
  name: default
current-context: default
kind: Config
users:
- name: default
  user:
    client-certificate-data: ${data(cert)}
    client-key-data: ${data(key)}
`;
}
