import { X509Certificate } from "node:crypto";
import { issue, type Leaf, type Subject } from "../../stand-in/certificate.ts";
import type { Disk } from "./disk.ts";
import { clientOf, leafValidity, PKI, SIGNERS } from "./keys.ts";
import type { Ran } from "./ran.ts";

const LEAVES: readonly (readonly [string, keyof typeof SIGNERS, Leaf["use"]])[] = [
  ["apiserver", "ca", "server"],
  ["apiserver-kubelet-client", "ca", "client"],
  ["front-proxy-client", "front-proxy-ca", "client"],
  ["apiserver-etcd-client", "etcd/ca", "client"],
  ["etcd/server", "etcd/ca", "both"],
  ["etcd/peer", "etcd/ca", "both"],
  ["etcd/healthcheck-client", "etcd/ca", "client"],
];
const KUBECONFIGS = ["admin", "super-admin", "controller-manager", "scheduler"];

/** `certs renew all`: each leaf again, for the same names, by the authority that is there. */
export function renewAll(disk: Disk, nowMs: number): Ran {
  const lines: string[] = [];
  for (const [name, signer, use] of LEAVES) {
    const old = disk.read(`${PKI}/${name}.crt`);
    const [cert, key] = ["crt", "key"].map((end) => disk.read(`${PKI}/${signer}.${end}`));
    if (old === undefined || cert === undefined || key === undefined)
      return { lines: [`error: failed to renew certificate ${name}`], exitCode: 1 };
    const pair = issue({ cert, key }, SIGNERS[signer], {
      subject: subjectOf(old),
      use,
      names: namesOf(old),
      validity: leafValidity(nowMs),
    });
    disk.write(`${PKI}/${name}.crt`, pair.cert, 0o644);
    disk.write(`${PKI}/${name}.key`, pair.key, 0o600);
    lines.push(`certificate ${name} renewed`);
  }
  for (const name of KUBECONFIGS) renewKubeconfig(`/etc/kubernetes/${name}.conf`, disk, nowMs);
  return { lines: [...lines, "Done renewing certificates."], exitCode: 0 };
}

function renewKubeconfig(path: string, disk: Disk, nowMs: number): void {
  const text = disk.read(path);
  const inside = /client-certificate-data: (\S+)/.exec(text ?? "")?.[1];
  if (text === undefined || inside === undefined) return;
  const pair = clientOf(disk, subjectOf(Buffer.from(inside, "base64").toString()), nowMs);
  const put = (name: string, value: string) => `${name}: ${Buffer.from(value).toString("base64")}`;
  const renewed = text
    .replace(/client-certificate-data: \S+/, put("client-certificate-data", pair.cert))
    .replace(/client-key-data: \S+/, put("client-key-data", pair.key));
  disk.write(path, renewed);
}

function subjectOf(pem: string): Subject {
  const { subject } = new X509Certificate(pem);
  const part = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(subject)?.[1];
  const organization = part("O");
  return {
    commonName: part("CN") ?? "",
    ...(organization === undefined ? {} : { organization }),
  };
}

function namesOf(pem: string): readonly string[] {
  const { subjectAltName = "" } = new X509Certificate(pem);
  return subjectAltName
    .split(", ")
    .filter((name) => name !== "")
    .map((name) => name.replace(/^(DNS|IP Address):/, ""));
}
