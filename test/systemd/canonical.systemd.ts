// Canonical Kubernetes on a real systemd as root: snapd, k8s and its services are stand-ins, the two stores beneath them a
// real Dqlite each. The machine is a Debian that calls itself Ubuntu: on anything else the plan is refused.
import { standInArtefacts, standInHost } from "../../src/distributions/canonical/stand-in/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { noDqlite } from "../dqlite/fixture/cluster.ts";
import { bringDqlite, DQLITE_NODE } from "./bring-dqlite.ts";
import { clusterContract } from "./cluster-contract.ts";
import { clusterOf } from "./documents.ts";
import { whyNot } from "./lab.ts";
import { type Machine, write } from "./machine.ts";

const why = whyNot() ?? noDqlite();
/** Both of its stores are Dqlite; later ones keep Kubernetes in etcd. */
const VERSION = "1.32.3";
const { cluster } = clusterOf(VERSION);
const HERE = "/opt/artefacts/snaps";
const UBUNTU = `NAME="Ubuntu"
ID=ubuntu
VERSION_ID="24.04"
PRETTY_NAME="Ubuntu 24.04 by name, a Debian of the tests"
`;

async function prepare(host: Machine): Promise<void> {
  const { files } = createMachineHost();
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const snaps = Object.entries(standInArtefacts({ version: VERSION, architecture }));
  const all = [...snaps.map(([name, file]) => [`${HERE}/${name}`, file] as const)];
  for (const [path, { content, mode }] of [...all, ...Object.entries(standInHost())])
    await files.writeAtomic(`${host.tree}${path}`, content, { mode });
  const beneath = JSON.stringify({ dqliteProgram: DQLITE_NODE });
  await files.writeAtomic(`${host.tree}/etc/bringup/stand-in.json`, beneath, { mode: 0o644 });
  write(host, "/etc/os-release", UBUNTU, 0o644);
  bringDqlite(host.tree);
}

clusterContract({
  id: "canonical",
  title: "Canonical Kubernetes",
  skip: why === undefined ? false : `Canonical Kubernetes on a real systemd not tested: ${why}`,
  spec: {
    cluster: {
      ...{ name: cluster.name, version: VERSION },
      ...{ distribution: "canonical", artefacts: HERE },
    },
  },
  prepare,
  unit: "snap.k8s.kubelet.service",
  type: "simple",
  seen: {
    "pgrep -xfc '/opt/dqlite/.*'": /^2$/,
    "ls /var/snap/k8s/common/var/lib/k8sd/state/database": /^metadata1$/m,
    "bringup status": /Kubernetes datastore \(k8s-dqlite\)\nQuorum {8}single copy/,
  },
  // The Dqlite of its objects goes with its service; k8sd goes on.
  drift: {
    by: "echo '# by hand' >>/etc/sysctl.d/90-bringup-canonical.conf; systemctl stop snap.k8s.k8s-dqlite",
    steps: ["canonical.sysctl", "canonical.start-k8s-dqlite"],
  },
  stays: [/The snaps snapd and core22: other snaps may stand on them/, /\/etc\/cni, \/opt\/cni/],
  remains:
    "find /etc /usr/local /snap /var/snap /run/bringup -xdev \\( -name '*k8s*' -o -name '*kube*' -o -name '*dqlite*' \\) 2>/dev/null | sort; pgrep -xfa '/opt/dqlite/.*' || true",
});
