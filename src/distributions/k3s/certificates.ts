import { X509Certificate } from "node:crypto";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import { TLS } from "./paths.ts";

/** Leaf certificates without which the node or its API stops, distributions.md 3.5. */
const LEAVES = [
  `${TLS}/serving-kube-apiserver.crt`,
  `${TLS}/client-admin.crt`,
  `${TLS}/client-controller.crt`,
  `${TLS}/client-scheduler.crt`,
  `${TLS}/client-kube-apiserver.crt`,
];

/** End of the earliest leaf certificate, wall time. Absent: none was made yet. */
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
