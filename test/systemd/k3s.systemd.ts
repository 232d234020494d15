// K3s on a real systemd as root, from created to removed. Simulated is the program alone; what lies in SQLite too.
import { standInArtefacts } from "../../src/distributions/k3s/stand-in/index.ts";
import { clusterContract } from "./cluster-contract.ts";
import { clusterOf } from "./documents.ts";
import { whyNot } from "./lab.ts";

const why = whyNot();

clusterContract({
  id: "k3s",
  title: "K3s",
  skip: why === undefined ? false : `K3s on a real systemd not tested: ${why}`,
  cluster: clusterOf("").cluster,
  artefacts: standInArtefacts,
  operations: {
    versions: ["1.32.9+k3s1", "1.33.5+k3s1", "1.34.1+k3s1"],
    always: ["upgrade", "upgrade, cut"],
    admin: "/etc/rancher/k3s/k3s.yaml",
    certificate: "/var/lib/rancher/k3s/server/tls/serving-kube-apiserver.crt",
  },
  held: ["k3s.service"],
  unit: "k3s.service",
  type: "notify",
  seen: { "/usr/local/bin/k3s --version": /^k3s version v1\.32\.9\+k3s1/ },
  drift: {
    by: "echo '# by hand' >>/etc/rancher/k3s/config.yaml; systemctl stop k3s",
    steps: ["k3s.config", "k3s.start"],
  },
  stays: [/Settings of the kernel/, /Snapshots below \/var\/lib\/rancher\/bringup-snapshots/],
  remains:
    "find /etc /usr/local /var/lib -xdev -path /var/lib/rancher/bringup-snapshots -prune -o ! -path /var/lib/rancher \\( -name '*k3s*' -o -path '*/rancher*' -o -name kubelet \\) ! -path '/etc/bringup/*' -print | sort",
});
