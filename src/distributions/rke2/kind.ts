import { foreignTo } from "../shared/foreign.ts";
import type { ServerKind } from "../shared/server-kind.ts";
import {
  AGENT_LINK,
  BINARY,
  CLAIM,
  COMMIT,
  CONFIG,
  DATA,
  DATABASE,
  KUBECONFIG,
  POD_SECURITY,
  TLS,
  UNIT,
} from "./paths.ts";
import { SIGNATURES } from "./signatures.ts";

/** `rke2 version v1.35.3+rke2r1 (8b1a4b2c)` gives `1.35.3+rke2r1`. */
function versionIn(output: string): string | undefined {
  return /^rke2 version v?(\d+\.\d+\.\d+\S*)/m.exec(output)?.[1];
}

export const RKE2: ServerKind = {
  id: "rke2",
  title: "RKE2",
  unit: UNIT,
  program: BINARY,
  // Packages and images of Kairos; the installer where /usr/local is read-only.
  otherPrograms: ["/usr/bin/rke2", "/opt/rke2/bin/rke2"],
  config: CONFIG,
  kubeconfig: KUBECONFIG,
  data: DATA,
  dataFolders: ["server", "agent", "data", "bin"],
  database: DATABASE,
  claim: CLAIM,
  commit: COMMIT,
  ownFiles: [KUBECONFIG, POD_SECURITY],
  configFolders: ["/etc/rancher/rke2/config.yaml.d", "/etc/rancher/rke2", "/etc/rancher"],
  foreign: [
    ...foreignTo("rke2"),
    {
      // A host is server or agent: each unit refuses to start beside the other.
      path: AGENT_LINK,
      what: "an agent of RKE2",
    },
  ],
  leafCertificates: [
    `${TLS}/serving-kube-apiserver.crt`,
    `${TLS}/client-admin.crt`,
    `${TLS}/client-controller.crt`,
    `${TLS}/client-scheduler.crt`,
    `${TLS}/client-kube-apiserver.crt`,
    `${TLS}/etcd/server-client.crt`,
  ],
  signatures: SIGNATURES,
  versionIn,
};
