import { generateKeyPairSync } from "node:crypto";
import { addressAt, parseNetwork } from "../../../addresses/index.ts";
import {
  issue,
  type Leaf,
  makeAuthority,
  type Pair,
  type Subject,
} from "../../stand-in/certificate.ts";
import type { KubeadmConfig } from "./config.ts";
import type { Disk } from "./disk.ts";

export const PKI = "/etc/kubernetes/pki";
const DAY_MS = 86_400_000;

const CA: Subject = { commonName: "kubernetes" };
const FRONT: Subject = { commonName: "front-proxy-ca" };
const ETCD: Subject = { commonName: "etcd-ca" };
export const SIGNERS = { ca: CA, "front-proxy-ca": FRONT, "etcd/ca": ETCD } as const;
const MASTERS = "system:masters";

/** `certs all`: what is there stays. Words as recorded from 1.36.2, kubeadm-init.txt. */
export function makeKeys(config: KubeadmConfig, disk: Disk, nowMs: number): readonly string[] {
  const { nodeName, nodeIp } = config;
  const lines = [`[certs] Using certificateDir folder "${PKI}"`];
  const etcdNames = [nodeName, "localhost", nodeIp, "127.0.0.1", "::1"];
  const authority = (name: string, subject: Subject) =>
    pairAt(name, disk, lines, () =>
      makeAuthority(subject, { fromMs: nowMs - 300_000, toMs: nowMs + 3650 * DAY_MS }),
    );
  const leaf = (name: string, signer: readonly [Pair, Subject], wish: Omit<Leaf, "validity">) =>
    pairAt(name, disk, lines, () => issue(...signer, { ...wish, validity: leafValidity(nowMs) }));
  const cluster = [authority("ca", CA), CA] as const;
  const client = (commonName: string, organization = MASTERS) =>
    ({ subject: { commonName, organization }, use: "client", names: [] }) as const;
  leaf("apiserver", cluster, {
    subject: { commonName: "kube-apiserver" },
    use: "server",
    names: servingNames(config),
  });
  leaf("apiserver-kubelet-client", cluster, client("kube-apiserver-kubelet-client"));
  const front = [authority("front-proxy-ca", FRONT), FRONT] as const;
  leaf("front-proxy-client", front, client("front-proxy-client"));
  const etcd = [authority("etcd/ca", ETCD), ETCD] as const;
  for (const name of ["server", "peer"])
    leaf(`etcd/${name}`, etcd, {
      subject: { commonName: nodeName },
      use: "both",
      names: etcdNames,
    });
  leaf("etcd/healthcheck-client", etcd, client("kube-etcd-healthcheck-client"));
  leaf("apiserver-etcd-client", etcd, client("kube-apiserver-etcd-client"));
  makeServiceAccountKey(disk, lines);
  return lines;
}

/** A client certificate of the cluster, for a kubeconfig. */
export function clientOf(disk: Disk, subject: Subject, nowMs: number): Pair {
  const [cert, key] = [disk.read(`${PKI}/ca.crt`), disk.read(`${PKI}/ca.key`)];
  if (cert === undefined || key === undefined) throw new Error(`${PKI}/ca.crt is missing`);
  const wish = { subject, use: "client", names: [], validity: leafValidity(nowMs) } as const;
  return issue({ cert, key }, CA, wish);
}

export function leafValidity(nowMs: number) {
  return { fromMs: nowMs - 300_000, toMs: nowMs + 365 * DAY_MS };
}

function pairAt(name: string, disk: Disk, lines: string[], make: () => Pair): Pair {
  const path = `${PKI}/${name}`;
  const [cert, key] = [disk.read(`${path}.crt`), disk.read(`${path}.key`)];
  if (cert !== undefined && key !== undefined) {
    lines.push(`[certs] Using existing ${name} certificate and key on disk`);
    return { cert, key };
  }
  const pair = make();
  disk.write(`${path}.crt`, pair.cert, 0o644);
  disk.write(`${path}.key`, pair.key, 0o600);
  lines.push(`[certs] Generating "${name}" certificate and key`);
  return pair;
}

function makeServiceAccountKey(disk: Disk, lines: string[]): void {
  if (disk.read(`${PKI}/sa.key`) !== undefined) return;
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  disk.write(`${PKI}/sa.key`, privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  disk.write(`${PKI}/sa.pub`, publicKey.export({ type: "spki", format: "pem" }).toString());
  lines.push('[certs] Generating "sa" key and public key');
}

function servingNames({ nodeName, nodeIp, serviceCidr, sans }: KubeadmConfig): readonly string[] {
  const network = parseNetwork(serviceCidr);
  const first = network === undefined ? [] : [addressAt(network, 1)];
  const own = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"];
  return [
    ...new Set([
      nodeName,
      ...own,
      "kubernetes.default.svc.cluster.local",
      ...first,
      nodeIp,
      ...sans,
    ]),
  ];
}
