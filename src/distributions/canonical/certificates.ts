import { X509Certificate } from "node:crypto";
import { keptAnswers } from "../../text/index.ts";
import { CLUSTER_CERT, ETCD_PKI, PKI, SERVER_CERT } from "./paths.ts";

/** Without one of these the node, its API or its stores stop; distributions.md 6.5. */
export const LEAF_CERTIFICATES = [
  ...["apiserver", "apiserver-kubelet-client", "apiserver-etcd-client", "front-proxy-client"].map(
    (name) => `${PKI}/${name}.crt`,
  ),
  ...["kubelet"].map((name) => `${PKI}/${name}.crt`),
  ...["server", "peer"].map((name) => `${ETCD_PKI}/${name}.crt`),
  // k8sd cannot renew these two.
  CLUSTER_CERT,
  SERVER_CERT,
];

/** First DNS name it is for: members are asked for it, whatever address they have. */
export const dnsNameOf: (pem: string) => string | undefined = keptAnswers(16, (pem = "") => {
  const names = new X509Certificate(pem).subjectAltName ?? "";
  return /(?:^|, )DNS:([^,\s"]+)/.exec(names)?.[1];
});
