// RKE2 on a real systemd as root: unpacked, started, judged, mended, restarted with the host, removed. Simulated is the program alone.
import { practiceArtefacts, practiceVersion } from "../../src/distributions/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { clusterContract } from "./cluster-contract.ts";
import { clusterOf } from "./documents.ts";
import { whyNot } from "./lab.ts";

const why = whyNot();
const { cluster } = clusterOf(practiceVersion("rke2"));

clusterContract({
  id: "rke2",
  title: "RKE2",
  skip: why === undefined ? false : `RKE2 on a real systemd not tested: ${why}`,
  spec: {
    cluster: {
      ...cluster,
      distribution: "rke2",
      artefacts: "/opt/artefacts/rke2",
      cni: "cilium",
    },
  },
  prepare: (host) => practiceArtefacts(createMachineHost().files, `${host.tree}/opt/artefacts`),
  unit: "rke2-server.service",
  type: "notify",
  seen: {
    // systemd has its unit from the one place that wins; what the archive brings lies where its installer puts it.
    "systemctl show rke2-server -p FragmentPath --value":
      /^\/etc\/systemd\/system\/rke2-server\.service$/,
    "/usr/local/bin/rke2 --version": /^rke2 version v1\.35\.3\+rke2r1/,
  },
  drift: {
    by: "echo '# by hand' >>/etc/rancher/rke2/config.yaml; systemctl stop rke2-server",
    steps: ["rke2.config", "rke2.start"],
  },
  stays: [/Settings of the kernel/],
  remains:
    "find /etc /usr/local /var/lib -xdev \\( -name '*rke2*' -o -name rancher \\) ! -path '/etc/bringup/*' | sort",
});
