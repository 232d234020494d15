import { X509Certificate } from "node:crypto";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import { CLUSTER_CERT, ETCD_PKI, PKI, SERVER_CERT } from "./paths.ts";

/** Without one of these the node, its API or its stores stop; distributions.md 6.5. */
const LEAVES = [
  ...["apiserver", "apiserver-kubelet-client", "apiserver-etcd-client", "front-proxy-client"].map(
    (name) => `${PKI}/${name}.crt`,
  ),
  ...["kubelet"].map((name) => `${PKI}/${name}.crt`),
  ...["server", "peer"].map((name) => `${ETCD_PKI}/${name}.crt`),
  // k8sd cannot renew these two.
  CLUSTER_CERT,
  SERVER_CERT,
];

/** End of the earliest of those that are there, wall time. Absent: none was made yet. */
export function observeCertificates(host: HostView): Promise<Fact<number>> {
  return factOf(async () => {
    const texts = await Promise.all(LEAVES.map((path) => host.files.readText(path)));
    const ends = texts.flatMap((text) => (text === undefined ? [] : [endOf(text)]));
    return ends.length === 0 ? undefined : Math.min(...ends);
  });
}

function endOf(pem: string): number {
  const endMs = Date.parse(new X509Certificate(pem).validTo);
  if (Number.isNaN(endMs)) throw new Error("a certificate has no readable end");
  return endMs;
}

/** First DNS name it is for: members are asked for it, whatever address they have. */
export function dnsNameOf(pem: string): string | undefined {
  const names = new X509Certificate(pem).subjectAltName ?? "";
  return /(?:^|, )DNS:([^,\s"]+)/.exec(names)?.[1];
}
