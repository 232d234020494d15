// RKE2 on a real systemd as root: unpacked, started, judged, mended, restarted with the host, removed. Simulated is the program alone.
import { standInArtefacts } from "../../src/distributions/rke2/stand-in/index.ts";
import { clusterContract } from "./cluster-contract.ts";
import { clusterOf } from "./documents.ts";
import { whyNot } from "./lab.ts";

const why = whyNot();
const { cluster } = clusterOf("");

clusterContract({
  id: "rke2",
  title: "RKE2",
  skip: why === undefined ? false : `RKE2 on a real systemd not tested: ${why}`,
  cluster: { ...cluster, distribution: "rke2", cni: "cilium" },
  artefacts: standInArtefacts,
  operations: {
    versions: ["1.32.9+rke2r1", "1.33.5+rke2r1", "1.34.1+rke2r1"],
    always: [],
    admin: "/etc/rancher/rke2/rke2.yaml",
    certificate: "/var/lib/rancher/rke2/server/tls/serving-kube-apiserver.crt",
  },
  held: ["rke2-server.service"],
  unit: "rke2-server.service",
  type: "notify",
  seen: {
    // systemd has its unit from the one place that wins; what the archive brings lies where its installer puts it.
    "systemctl show rke2-server -p FragmentPath --value":
      /^\/etc\/systemd\/system\/rke2-server\.service$/,
    "/usr/local/bin/rke2 --version": /^rke2 version v1\.32\.9\+rke2r1/,
  },
  drift: {
    by: "echo '# by hand' >>/etc/rancher/rke2/config.yaml; systemctl stop rke2-server",
    steps: ["rke2.config", "rke2.start"],
  },
  stays: [/Settings of the kernel/, /Snapshots below \/var\/lib\/rancher\/bringup-snapshots/],
  remains:
    "find /etc /usr/local /var/lib -xdev -path /var/lib/rancher/bringup-snapshots -prune -o ! -path /var/lib/rancher \\( -name '*rke2*' -o -path '*/rancher*' \\) ! -path '/etc/bringup/*' -print | sort",
});
