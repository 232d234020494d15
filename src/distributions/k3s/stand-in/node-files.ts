import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { issue, makeAuthority, type Pair, type Subject } from "../../stand-in/certificate.ts";
import type { ServerConfig } from "./config.ts";

/** Files by absolute path, as K3s writes them at a start; distributions.md 3.1, 3.4 and 3.5. */
export type NodeFiles = Readonly<
  Record<string, { readonly content: string; readonly mode: number }>
>;

export interface NodeIdentity {
  readonly serving: Pair;
  readonly admin: Pair;
  readonly serverCa: string;
  readonly clientCa: string;
  /** Only those that are new. */
  readonly files: NodeFiles;
}

interface Request {
  readonly config: ServerConfig;
  readonly nowMs: number;
  /** What lies on the disk from an earlier start. */
  read(path: string): string | undefined;
}

const DAY_MS = 86_400_000;
const TLS = "/var/lib/rancher/k3s/server/tls";
const DATABASE = "/var/lib/rancher/k3s/server/db";
const SERVER_CA: Subject = { commonName: "k3s-server-ca" };
const CLIENT_CA: Subject = { commonName: "k3s-client-ca" };

/** Authorities and token stay over restarts; leaves with fewer than 120 days left are made anew. */
export function makeIdentity({ config, nowMs, read }: Request): NodeIdentity {
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
      `${TLS}/${name}`,
      { read, files },
      () => true,
      () => makeAuthority(subject, { fromMs: nowMs, toMs: nowMs + 3650 * DAY_MS }),
    );
  const serverCa = authority("server-ca", SERVER_CA);
  const clientCa = authority("client-ca", CLIENT_CA);
  const validity = { fromMs: nowMs - 60_000, toMs: nowMs + 365 * DAY_MS };
  const names = servingNames(config);
  const serving = pairAt(
    `${TLS}/serving-kube-apiserver`,
    { read, files },
    (cert) => isFresh(cert, nowMs) && hasNames(cert, names),
    () =>
      issue(serverCa, SERVER_CA, {
        subject: { commonName: "kube-apiserver" },
        use: "server",
        names,
        validity,
      }),
  );
  const admin = pairAt(
    `${TLS}/client-admin`,
    { read, files },
    (cert) => isFresh(cert, nowMs),
    () =>
      issue(clientCa, CLIENT_CA, {
        subject: { commonName: "system:admin", organization: "system:masters" },
        use: "client",
        names: [],
        validity,
      }),
  );
  const caHash = createHash("sha256").update(serverCa.cert).digest("hex");
  keep(
    "/var/lib/rancher/k3s/server/token",
    () => `K10${caHash}::server:${randomBytes(16).toString("hex")}\n`,
  );
  keep("/etc/rancher/node/password", () => `${randomBytes(16).toString("hex")}\n`);
  if (config.datastore === "etcd")
    keep(`${DATABASE}/etcd/name`, () => `${config.nodeName}-${randomBytes(4).toString("hex")}`);
  files["/etc/rancher/k3s/k3s.yaml"] = {
    content: kubeconfig(serverCa.cert, admin),
    mode: config.kubeconfigMode,
  };
  return { serving, admin, serverCa: serverCa.cert, clientCa: clientCa.cert, files };
}

/** Where the objects are kept, so that a restart still has them. */
export function databasePath({ datastore }: ServerConfig): string {
  return datastore === "etcd" ? `${DATABASE}/etcd/member/snap/db` : `${DATABASE}/state.db`;
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
