// Over 100 lines by design: a sick and a well machine for each symptom that a distribution brings.
import { AGENT_MODE, FAILED, podLog, type Row, type Rows } from "../row.ts";

const RKE2_CONFIG = {
  "/etc/rancher/rke2/config.yaml": "server: https://10.1.2.3:9345\ntoken: x\n",
};
const RKE2_DATA = { "/var/lib/rancher/rke2/server/db/etcd/name": "edge-1\n" };
const K8S_ARGS = {
  "/var/snap/k8s/common/args/kube-apiserver":
    "--secure-port=6443\n--service-cluster-ip-range=192.169.0.0/16\n",
};
const KUBEADM = { "/var/lib/kubelet/kubeadm-flags.env": "KUBELET_KUBEADM_ARGS=\n" };
const ENFORCING = { "/sys/fs/selinux/enforce": "1\n" };
const manifest = (version: string) => ({
  ...KUBEADM,
  "/etc/kubernetes/manifests/kube-apiserver.yaml": `    image: registry.k8s.io/kube-apiserver:v${version}\n`,
});
const BROKEN_PATH = {
  ...AGENT_MODE,
  "/var/lib/spectro/userdata": "#cloud-config\nstylus:\n  path: /persistent\n",
};
const K3S = { "/usr/local/bin/k3s": "x" };
const k3sPrints = (version: string) => ({
  "/usr/local/bin/k3s --version": `k3s version v${version} (8b1a4b2c)\n`,
});

const DNS_LOOP = "[FATAL] plugin/loop: Loop (127.0.0.1:41027 -> :53) detected for zone .";

/** DNS that asks itself, on a node with this service. */
function dnsLoop(unit: string, mend: readonly string[] = []): Row {
  const pod = "kube-system_coredns-7f4";
  const units = { [unit]: {} };
  const sick = {
    files: {
      ...podLog(pod, "coredns", DNS_LOOP),
      "/run/systemd/resolve/resolv.conf": "nameserver 10.0.0.53\n",
    },
    says: "certain degraded",
    shows: "kube-system/coredns-7f4: ",
    mend,
  };
  return {
    sick: [{ units, ...sick }],
    well: [{ units, files: podLog(pod, "coredns", ".:53"), because: "found no loop" }],
  };
}

/** No network of pods, and two of them, in this folder. */
function networkMissing(unit: string, folder: string): Row {
  const line = "Network plugin returns error: cni plugin not initialized";
  const files = { [`${folder}/10-a.conflist`]: "{}" };
  return {
    sick: [
      {
        journals: { [unit]: [line] },
        says: "likely degraded",
        shows: `${folder} names no network`,
      },
      {
        units: { [unit]: {} },
        files: { ...files, [`${folder}/05-b.conf`]: "{}" },
        says: "likely degraded",
        shows: `${folder}/05-b.conf`,
      },
    ],
    well: [{ journals: { [unit]: ["up"] }, files, because: "its network is there" }],
  };
}

export const DISTRIBUTION_ROWS: Rows = {
  "k3s.dns-loop": dnsLoop("k3s.service", [
    "Write /etc/rancher/k3s/config.yaml.d/50-bringup-resolv-conf.yaml",
    "Restart k3s.service",
  ]),
  "rke2.dns-loop": dnsLoop("rke2-server.service", [
    "Give pods the name servers of this host",
    "Restart rke2-server.service",
  ]),
  "kubeadm.dns-loop": dnsLoop("kubelet.service", [
    "Write /etc/systemd/system/kubelet.service.d/20-bringup-resolv-conf.conf",
    "Restart kubelet.service",
  ]),
  "canonical.dns-loop": dnsLoop("snap.k8s.kubelet.service", [
    "Write --resolv-conf=/run/systemd/resolve/resolv.conf into /var/snap/k8s/common/args/kubelet",
    "Restart snap.k8s.kubelet.service",
  ]),
  "k3s.network-missing": networkMissing("k3s.service", "/var/lib/rancher/k3s/agent/etc/cni/net.d"),
  "rke2.network-missing": networkMissing("rke2-server.service", "/etc/cni/net.d"),
  "kubeadm.network-missing": networkMissing("kubelet.service", "/etc/cni/net.d"),
  "canonical.network-missing": networkMissing("snap.k8s.kubelet.service", "/etc/cni/net.d"),
  "k3s.iptables": {
    sick: [
      {
        units: { "k3s.service": {} },
        said: { "iptables --version": "iptables v1.8.2 (nf_tables)\n" },
        says: "likely degraded",
        shows: "1.8.2",
        mend: [
          "Write /etc/rancher/k3s/config.yaml.d/50-bringup-iptables.yaml",
          "Restart k3s.service",
        ],
      },
    ],
    well: [
      {
        units: { "k3s.service": {} },
        said: { "iptables --version": "iptables v1.8.2 (nf_tables)\n" },
        files: {
          "/etc/rancher/k3s/config.yaml.d/50-bringup-iptables.yaml": "prefer-bundled-bin: true\n",
        },
        because: "the iptables that it brings",
      },
    ],
  },
  "k3s.broken-version": {
    sick: [
      {
        files: K3S,
        said: k3sPrints("1.32.2+k3s1"),
        says: "likely node-down",
        shows: "1.32.2+k3s1",
      },
    ],
    well: [{ files: K3S, said: k3sPrints("1.32.3+k3s1"), because: "K3s 1.32.3+k3s1" }],
  },
  "k3s.bootstrap-lost": {
    sick: [
      {
        files: { "/var/lib/rancher/k3s/server/db/state.db": "x" },
        journals: { "k3s.service": ['level=fatal msg="no bootstrap data found in datastore"'] },
        units: { "k3s.service": FAILED },
        says: "certain node-down",
        shows: "no bootstrap data found",
      },
    ],
    well: [{ journals: { "k3s.service": ["k3s is up"] }, because: "found what it needs" }],
  },
  "journal.k3s": {
    sick: [
      {
        journals: {
          "k3s.service": ["starting", 'msg="duplicate node name found, use another"', "retrying"],
        },
        says: "likely degraded",
        shows: "duplicate node name found",
      },
      {
        journals: {
          "k3s.service": ["too many open files", ...Array.from({ length: 60 }, () => "fine")],
        },
        says: "possible degraded",
        shows: "too many open files",
        mend: ["Load kernel modules br_netfilter, overlay", "Set 5 sysctls"],
      },
      {
        journals: { "k3s-agent.service": ["token CA hash does not match"] },
        units: { "k3s-agent.service": { active: "activating", sub: "auto-restart", restarts: 7 } },
        says: "certain node-down",
        shows: "started again 7 times",
      },
    ],
    well: [{ journals: { "k3s.service": ["k3s is up"] }, because: "no known failure" }],
  },
  "rke2.join-port": {
    sick: [
      {
        files: RKE2_CONFIG,
        reachable: [],
        says: "certain node-down",
        shows: "10.1.2.3:9345: connection refused",
      },
      {
        files: RKE2_CONFIG,
        units: { "rke2-agent.service": {} },
        reachable: [],
        says: "likely node-down",
        shows: "connection refused",
      },
    ],
    well: [{ files: RKE2_CONFIG, reachable: ["10.1.2.3:9345"], because: "10.1.2.3:9345 answers" }],
  },
  "rke2.leftovers": {
    sick: [
      {
        files: RKE2_DATA,
        journals: {
          "rke2-server.service": [
            "bootstrap data already found and encrypted with different token",
          ],
        },
        units: { "rke2-server.service": FAILED },
        says: "certain node-down",
        shows: "different token",
      },
      { files: RKE2_DATA, says: "possible degraded", shows: "nobody uses it" },
    ],
    well: [
      {
        files: RKE2_DATA,
        journals: { "rke2-server.service": ["rke2 is up"] },
        because: "takes its token",
      },
    ],
  },
  "journal.rke2": {
    sick: [
      {
        journals: { "rke2-server.service": ["mvcc: database space exceeded"] },
        says: "likely degraded",
        shows: "mvcc: database space exceeded",
      },
    ],
    well: [{ journals: { "rke2-agent.service": ["up"] }, because: "no known failure" }],
  },
  "canonical.no-proxy": {
    sick: [
      {
        files: {
          ...K8S_ARGS,
          "/etc/systemd/system/snap.k8s.containerd.service.d/http-proxy.conf":
            '[Service]\nEnvironment="HTTPS_PROXY=http://proxy:3128" "NO_PROXY=10.0.0.0/8,localhost"\n',
        },
        says: "likely node-down",
        shows: "NO_PROXY is without 192.169.0.1",
      },
    ],
    well: [
      {
        files: {
          ...K8S_ARGS,
          "/etc/environment": "HTTPS_PROXY=http://proxy:3128\nNO_PROXY=192.169.0.1\n",
        },
        because: "192.169.0.1 goes past the proxy",
      },
      { files: K8S_ARGS, because: "no proxy is set" },
    ],
  },
  "journal.canonical": {
    sick: [
      {
        journals: { "snap.k8s.k8sd.service": ["CoreTokenRecord not found"] },
        says: "likely degraded",
        shows: "CoreTokenRecord not found",
      },
    ],
    well: [{ journals: { "snap.k8s.kubelet.service": ["up"] }, because: "no known failure" }],
  },
  "kubeadm.kernel-too-old": {
    sick: [
      {
        files: { ...KUBEADM, "/proc/sys/kernel/osrelease": "4.18.0-553.el8_10.x86_64\n" },
        says: "certain node-down",
        shows: "4.18.0-553.el8_10.x86_64",
      },
    ],
    well: [{ files: KUBEADM, because: "6.8.0-90-generic" }],
  },
  "kubeadm.custom-path": {
    sick: [
      {
        files: BROKEN_PATH,
        journals: { "spectro-stylus-agent.service": ["bash: kubeadm: command not found"] },
        says: "certain node-down",
        shows: "kubeadm: command not found",
      },
      {
        files: BROKEN_PATH,
        says: "possible cosmetic",
        shows: "stylus.path: /persistent",
      },
    ],
    well: [{ files: AGENT_MODE, because: "stylus.path is not set" }],
  },
  "kubeadm.selinux-flags": {
    sick: [
      {
        files: { ...KUBEADM, ...ENFORCING },
        kernelLog: ['avc:  denied  { read } for  comm="kubelet" name="kubeadm-flags.env"'],
        says: "certain node-down",
        shows: "avc:  denied",
        mend: [
          "Label /var/lib/kubelet/kubeadm-flags.env as SELinux wants it",
          "Start kubelet.service",
        ],
      },
      {
        files: { ...KUBEADM, ...ENFORCING },
        journals: {
          "kubelet.service": [
            "kubelet.service: Failed to load environment files: Permission denied",
          ],
        },
        says: "likely node-down",
        shows: "Failed to load environment files",
        mend: [
          "Label /var/lib/kubelet/kubeadm-flags.env as SELinux wants it",
          "Start kubelet.service",
        ],
      },
    ],
    well: [
      { files: { ...KUBEADM, ...ENFORCING }, because: "nothing was denied" },
      { files: KUBEADM, because: "SELinux does not enforce" },
    ],
  },
  "kubeadm.vip-after-reboot": {
    sick: [{ files: manifest("1.30.10"), says: "possible node-down", shows: "1.30.10" }],
    well: [{ files: manifest("1.30.11"), because: "version 1.30.11" }],
  },
  "journal.kubeadm": {
    sick: [
      {
        journals: { "kubelet.service": ["running with swap on is not supported"] },
        units: { "kubelet.service": FAILED },
        says: "certain node-down",
        shows: "running with swap on",
        mend: ["Switch swap off, now and at every boot", "Restart kubelet.service"],
      },
    ],
    well: [{ journals: { "kubelet.service": ["up"] }, because: "no known failure" }],
  },
};
