// Over 100 lines by design: a sick and a well machine for each symptom of Palette's agent and of pods.
import { APPLIANCE, logOf, podLog, type Rows } from "../row.ts";

const VIP = "kube-system_kube-vip-edge-1";
const CILIUM = "kube-system_cilium-x7k2p";
const CONTROLLER = "palette-system_palette-lite-controller-manager-5d9f";
const AGENT = "stylus-agent.service";
const LOST = "E1120 08:00:00 failed to renew lease kube-system/plndr-cp-lock: timed out";

const agentOf = (version: string) => ({
  "/oem/80_stylus.yaml": `stylusPackage: container://us-docker.pkg.dev/stylus-linux-amd64:v${version}\n`,
});
const userData = (...lines: readonly string[]) => ({
  ...APPLIANCE,
  "/oem/90_custom.yaml": `#cloud-config\nstylus:\n${lines.map((line) => `  ${line}\n`).join("")}`,
});
const TOKEN = ["site:", "  edgeHostToken: aUAxxxxxxxxx0ChYCrO"];

export const PALETTE_ROWS: Rows = {
  "vip.kube-vip-dns": {
    sick: [
      {
        files: podLog(VIP, "kube-vip", "dial: lookup kubernetes on 10.0.0.1:53: no such host"),
        says: "certain node-down",
        shows: "kube-system/kube-vip-edge-1: ",
      },
      {
        files: podLog(
          VIP,
          "kube-vip",
          "dial: lookup kubernetes: no such host",
          ...Array.from({ length: 60 }, () => "lease renewed"),
        ),
        says: "possible cosmetic",
        shows: "no such host",
      },
    ],
    well: [{ files: podLog(VIP, "kube-vip", "lease renewed"), because: "found the names" }],
  },
  "vip.kube-vip-lease": {
    sick: [
      {
        files: podLog(VIP, "kube-vip", LOST, LOST, LOST),
        says: "likely degraded",
        shows: "3 times in the last lines",
      },
      { files: podLog(VIP, "kube-vip", LOST), says: "possible degraded", shows: "failed to renew" },
      {
        files: {
          ...logOf(VIP, "kube-vip", 9, ["lost leadership, restarting kube-vip"]),
          ...logOf(VIP, "kube-vip", 10, ["lease renewed"]),
        },
        says: "possible degraded",
        shows: "lost leadership",
      },
    ],
    well: [{ files: podLog(VIP, "kube-vip", "lease renewed"), because: "renews its lease" }],
  },
  "pods.cilium-apparmor": {
    sick: [
      {
        files: podLog(
          CILIUM,
          "mount-cgroup",
          "nsenter: cannot open /hostproc/1/ns/cgroup: Permission denied",
        ),
        kernelLog: ['audit: apparmor="DENIED" operation="ptrace" comm="nsenter"'],
        says: "certain node-down",
        shows: "kube-system/cilium-x7k2p mount-cgroup: ",
      },
      {
        files: podLog(CILIUM, "mount-cgroup", "nsenter: /hostproc/1/ns: Permission denied"),
        says: "likely node-down",
        shows: "Permission denied",
      },
    ],
    well: [{ files: podLog(CILIUM, "cilium-agent", "ready"), because: "nothing was denied" }],
  },
  "pods.palette-webhook": {
    sick: [
      {
        files: podLog(CONTROLLER, "manager", "waiting"),
        says: "possible cosmetic",
        shows: "no webhook of palette-system",
      },
    ],
    well: [
      {
        files: {
          ...podLog(CONTROLLER, "manager", "ready"),
          ...podLog("palette-system_palette-webhook-7f", "webhook", "ready"),
        },
        because: "palette-system/palette-webhook-7f is here",
      },
    ],
  },
  "pods.webhook-trust": {
    sick: [
      {
        files: {
          ...APPLIANCE,
          ...podLog(
            "kube-system_kube-apiserver-edge-1",
            "kube-apiserver",
            'failed calling webhook "pod-registry.spectrocloud.com": x509: certificate signed by unknown authority',
          ),
        },
        says: "certain degraded",
        shows: "unknown authority",
      },
      {
        files: APPLIANCE,
        mentions: [
          '"pod-registry.spectrocloud.com": tls: x509: certificate signed by unknown authority',
        ],
        says: "certain degraded",
        shows: "unknown authority",
      },
    ],
    well: [{ files: APPLIANCE, because: "no refused call" }],
  },
  "content.airgap-images": {
    sick: [
      {
        files: userData("managementMode: local"),
        mentions: ["Back-off pulling image: ImagePullBackOff"],
        says: "likely degraded",
        shows: "ImagePullBackOff",
      },
    ],
    well: [
      { files: userData("managementMode: local"), because: "no image is waited for" },
      { files: APPLIANCE, mentions: ["ImagePullBackOff"], because: "images come from a registry" },
    ],
  },
  "content.signed-images": {
    sick: [
      {
        files: {
          ...APPLIANCE,
          "/usr/local/spectrocloud/stylus-content-script.log":
            "importing image registry.k8s.io/pause: signature is not supported\n",
        },
        says: "likely degraded",
        shows: "registry.k8s.io/pause",
      },
    ],
    well: [{ files: APPLIANCE, because: "no image was refused" }],
  },
  "registration.duplicate-host": {
    sick: [
      {
        files: APPLIANCE,
        journals: { [AGENT]: ["register: edge host edge-17 already exists"] },
        says: "certain degraded",
        shows: "edge-17 already exists",
      },
    ],
    well: [{ files: APPLIANCE, journals: { [AGENT]: ["registered"] }, because: "did not refuse" }],
  },
  "registration.without-project": {
    sick: [{ files: userData(...TOKEN), says: "possible cosmetic", shows: "projectUid is" }],
    well: [
      { files: userData(...TOKEN, "  projectName: stores"), because: "names a project" },
      {
        files: { ...userData(...TOKEN), "/var/lib/kubelet/config.yaml": "x" },
        because: "belongs to a cluster already",
      },
    ],
  },
  "agent.stale-connections": {
    sick: [
      { files: agentOf("4.7.16"), says: "possible cosmetic", shows: "repaired in 4.8.21" },
      {
        files: APPLIANCE,
        journals: { [AGENT]: ["starting stylus agent version: v4.8.18"] },
        says: "possible cosmetic",
        shows: "unless its patch has it already",
      },
    ],
    well: [{ files: agentOf("4.9.39"), because: ":v4.9.39" }],
  },
  "agent.reset-defects": {
    sick: [{ files: agentOf("4.8.18"), says: "possible cosmetic", shows: "repaired in 4.8.33" }],
    well: [{ files: agentOf("4.10.4"), because: ":v4.10.4" }],
  },
  "agent.content-defects": {
    sick: [{ files: agentOf("4.9.39"), says: "possible cosmetic", shows: "repaired in 4.10.0" }],
    well: [{ files: agentOf("4.10.4"), because: ":v4.10.4" }],
  },
};
