import { foreignTo } from "../shared/foreign.ts";
import type { ServerKind } from "../shared/server-kind.ts";
import {
  AGENT,
  AGENT_UNIT,
  BINARY,
  CLAIM,
  COMMIT,
  CONFIG,
  DATA,
  DATABASE,
  JOIN_PORT,
  KUBECONFIG,
  POD_SECURITY,
  TLS,
  TOKEN_FILE,
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
  agentUnit: AGENT_UNIT,
  joinPort: JOIN_PORT,
  tokenFile: TOKEN_FILE,
  program: BINARY,
  // Packages and images of Kairos; the installer where /usr/local is read-only.
  otherPrograms: ["/usr/bin/rke2", "/opt/rke2/bin/rke2"],
  config: CONFIG,
  kubeconfig: KUBECONFIG,
  kubectl: `${DATA}/bin/kubectl --kubeconfig ${KUBECONFIG}`,
  data: DATA,
  dataFolders: ["server", "agent", "data", "bin"],
  database: DATABASE,
  claim: CLAIM,
  commit: COMMIT,
  ownFiles: [KUBECONFIG, POD_SECURITY, TOKEN_FILE],
  configFolders: ["/etc/rancher/rke2/config.yaml.d", "/etc/rancher/rke2", "/etc/rancher"],
  foreign: foreignTo("rke2"),
  leafCertificates: [
    `${TLS}/serving-kube-apiserver.crt`,
    `${TLS}/client-admin.crt`,
    `${TLS}/client-controller.crt`,
    `${TLS}/client-scheduler.crt`,
    `${TLS}/client-kube-apiserver.crt`,
    `${TLS}/etcd/server-client.crt`,
  ],
  agentCertificates: [`${AGENT}/client-kubelet.crt`],
  signatures: SIGNATURES,
  versionIn,
};
