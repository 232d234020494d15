import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import { certificateEnd, observeEarliestEnd } from "../certificate-end.ts";
import { ADMIN_CONF, ETCD_PKI, KUBELET_CLIENT, KUBERNETES, PKI } from "./paths.ts";

/** Leaf certificates without which the node or its API stops, `kubeadm certs check-expiration`. */
const LEAF_CERTIFICATES = [
  `${PKI}/apiserver.crt`,
  `${PKI}/apiserver-etcd-client.crt`,
  `${PKI}/apiserver-kubelet-client.crt`,
  `${PKI}/front-proxy-client.crt`,
  `${ETCD_PKI}/server.crt`,
  `${ETCD_PKI}/peer.crt`,
  `${ETCD_PKI}/healthcheck-client.crt`,
  // Rotated by the kubelet itself, as long as the API answers.
  KUBELET_CLIENT,
];
/** They carry their certificate inside. */
const KUBECONFIGS = [
  ADMIN_CONF,
  `${KUBERNETES}/controller-manager.conf`,
  `${KUBERNETES}/scheduler.conf`,
];

/** End of the earliest of all of them, wall time. Absent: none was made yet. */
export async function observeCertificateEnd(host: HostView): Promise<Fact<number>> {
  const ends = await Promise.all([
    observeEarliestEnd(host, LEAF_CERTIFICATES),
    observeKubeconfigEnd(host),
  ]);
  const unknown = ends.find(({ is }) => is === "unknown");
  if (unknown !== undefined) return unknown;
  return factOf(async () => {
    const known = ends.flatMap((end) => (end.is === "known" ? [end.value] : []));
    return known.length === 0 ? undefined : Math.min(...known);
  });
}

function observeKubeconfigEnd(host: HostView): Promise<Fact<number>> {
  return factOf(async () => {
    const texts = await Promise.all(KUBECONFIGS.map((path) => host.files.readText(path)));
    const ends = texts.flatMap((text) => {
      const inside = /^\s*client-certificate-data: (\S+)$/m.exec(text ?? "")?.[1];
      return inside === undefined ? [] : certificateEnd(Buffer.from(inside, "base64").toString());
    });
    return ends.length === 0 ? undefined : Math.min(...ends);
  });
}
