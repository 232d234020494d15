import { practiceVersion } from "../../src/distributions/index.ts";
import { PRACTICE_ARTEFACTS } from "../../src/rehearsal/index.ts";

/** The whole walk in one document: host settings and a cluster of one node. */
export const PRACTICE_DOCUMENT = `# rack 12, second shelf
apiVersion: bringup/v1alpha1
kind: EdgeHost
spec:
  host:
    hostname: rack12-edge1
  time:
    ntpServers: [192.0.2.1]
  cluster:
    name: rack12
    distribution: k3s
    version: ${practiceVersion("k3s")}
    artefacts: ${PRACTICE_ARTEFACTS}
    cni: flannel
`;
