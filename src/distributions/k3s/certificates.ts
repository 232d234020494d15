import { TLS } from "./paths.ts";

/** Leaf certificates without which the node or its API stops, distributions.md 3.5. */
export const LEAF_CERTIFICATES = [
  `${TLS}/serving-kube-apiserver.crt`,
  `${TLS}/client-admin.crt`,
  `${TLS}/client-controller.crt`,
  `${TLS}/client-scheduler.crt`,
  `${TLS}/client-kube-apiserver.crt`,
];
