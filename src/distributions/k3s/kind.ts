import type { ServerKind } from "../shared/server-kind.ts";
import { LEAF_CERTIFICATES } from "./certificates.ts";
import {
  AGENT_UNIT,
  BINARY,
  CLAIM,
  COMMIT,
  CONFIG,
  DATA,
  DATABASE,
  FOREIGN,
  JOIN_PORT,
  KUBECONFIG,
  TOKEN_FILE,
  UNIT,
} from "./paths.ts";
import { SIGNATURES } from "./signatures.ts";

/** `k3s version v1.35.3+k3s1 (8b1a4b2c)` gives `1.35.3+k3s1`. */
function versionIn(output: string): string | undefined {
  return /^k3s version v?(\d+\.\d+\.\d+\S*)/m.exec(output)?.[1];
}

export const K3S: ServerKind = {
  id: "k3s",
  title: "K3s",
  unit: UNIT,
  agentUnit: AGENT_UNIT,
  joinPort: JOIN_PORT,
  tokenFile: TOKEN_FILE,
  program: BINARY,
  config: CONFIG,
  kubeconfig: KUBECONFIG,
  kubectl: `${BINARY} kubectl`,
  data: DATA,
  dataFolders: ["server", "agent", "data"],
  database: DATABASE,
  claim: CLAIM,
  commit: COMMIT,
  ownFiles: [KUBECONFIG, TOKEN_FILE],
  configFolders: ["/etc/rancher/k3s", "/etc/rancher"],
  foreign: FOREIGN,
  leafCertificates: LEAF_CERTIFICATES,
  agentCertificates: [`${DATA}/agent/client-kubelet.crt`],
  signatures: SIGNATURES,
  versionIn,
};
