// A table over 100 lines: what is not supported together, whatever the distribution.
import type { Limit } from "./shape.ts";

const HARDWARE = "Palette documentation, Edge hardware requirements";
const AGENT = "Palette documentation, agent mode";
const OVERLAY = "Palette documentation, VXLAN overlay";
const DEPLOYMENT = "Palette documentation, create an Edge cluster";
const TWO_NODE = "Palette documentation, two-node architecture";
const VIRTUAL_IP = "Palette documentation, kube-vip";
const TRUSTED_BOOT = "Palette documentation, trusted boot";
const REPLACEMENT = "Palette documentation, replace a control plane host";
const FIPS = "CanvOS 5.0.0, images with FIPS";

/** More control planes than these nobody runs on an edge. */
const EVEN = [4, 6, 8, 10, 12, 14, 16];

/** Of all distributions; those of one are beside its driver. */
export const LIMITS: readonly Limit[] = [
  {
    rule: "architecture.board",
    verdict: "warning",
    when: { architecture: ["arm64"] },
    unless: { board: ["orin"] },
    about: "architecture",
    message: "of the arm64 boards only the NVIDIA Jetson Orin family is verified",
    hint: "Try the whole walk on one such board first.",
    source: HARDWARE,
  },
  {
    rule: "architecture.vip",
    verdict: "warning",
    when: { architecture: ["arm64"], vip: [true] },
    about: "vip",
    message: "the virtual address is described for amd64 alone",
    hint: "Try it on such a board first, or use an endpoint of your own.",
    source: VIRTUAL_IP,
  },
  {
    rule: "architecture.local-agent",
    verdict: "warning",
    when: { architecture: ["arm64"], mode: ["agent"], management: ["local"] },
    about: "architecture",
    message: "the registry that serves an air-gapped agent-mode host has no image for arm64",
    hint: "Bring the images as archives.",
    source: AGENT,
  },
  {
    rule: "mode.system",
    verdict: "refused",
    when: { os: ["rocky"], mode: ["appliance"] },
    about: "mode",
    message: "Rocky Linux runs in agent mode only",
    hint: "Use agent mode, or an image with another system.",
    source: AGENT,
  },
  {
    rule: "mode.network-unverified",
    verdict: "warning",
    when: { mode: ["agent"], management: ["local"], cni: ["flannel"] },
    about: "cni",
    message: "Flannel is not verified in agent mode without a management plane",
    hint: "Use Calico, or try it on one host first.",
    source: AGENT,
  },
  {
    rule: "fips.agent",
    verdict: "refused",
    when: { fips: [true], mode: ["agent"] },
    unless: { os: ["rhel", "rocky"], osVersion: ["8"] },
    about: "fips",
    message: "with FIPS agent mode runs on RHEL 8 and Rocky Linux 8 only",
    hint: "Use one of these systems, or an image with FIPS.",
    source: AGENT,
  },
  {
    rule: "fips.appliance",
    verdict: "refused",
    when: { fips: [true], mode: ["appliance"] },
    unless: { os: ["ubuntu", "rhel"] },
    about: "fips",
    message: "images with FIPS are made of Ubuntu and RHEL only",
    hint: "Use such an image.",
    source: FIPS,
  },
  {
    rule: "trusted-boot.agent",
    verdict: "refused",
    when: { trustedBoot: [true], mode: ["agent"] },
    about: "trustedBoot",
    message: "trusted boot needs an immutable image",
    hint: "Use appliance mode, or leave trusted-boot out of the features.",
    source: TRUSTED_BOOT,
  },
  {
    rule: "trusted-boot.local",
    verdict: "warning",
    when: { trustedBoot: [true], management: ["local"] },
    about: "trustedBoot",
    message: "trusted boot without a management plane is supported for some combinations only",
    hint: "Look the combination up in the documentation of your release.",
    source: TRUSTED_BOOT,
  },
  {
    rule: "quorum.two",
    verdict: "refused",
    when: { controlPlanes: [2] },
    unless: { twoNode: [true] },
    about: "controlPlanes",
    message: "two control planes are worse than one: either of them lost stops the cluster",
    hint: "Use one or three.",
    source: REPLACEMENT,
  },
  {
    rule: "quorum.even",
    verdict: "warning",
    when: { controlPlanes: EVEN },
    about: "controlPlanes",
    message: "an even number of control planes survives no more losses than one fewer",
    hint: "Use an odd number.",
    source: DEPLOYMENT,
  },
  {
    rule: "two-node.size",
    verdict: "refused",
    when: { twoNode: [true] },
    unless: { controlPlanes: [2] },
    about: "controlPlanes",
    message: "a two-node cluster has exactly two nodes",
    hint: "Use two, or leave two-node out.",
    source: TWO_NODE,
  },
  {
    rule: "two-node.management",
    verdict: "refused",
    when: { twoNode: [true], management: ["local"] },
    about: "management",
    message: "two-node clusters need a management plane",
    hint: "Use one or three control planes.",
    source: TWO_NODE,
  },
  {
    rule: "two-node.mode",
    verdict: "refused",
    when: { twoNode: [true], mode: ["agent"] },
    about: "mode",
    message: "two-node clusters need an image that was built for them",
    hint: "Use one or three control planes in agent mode.",
    source: TWO_NODE,
  },
  {
    rule: "links.dhcp",
    // The node's own link may well be the static one: a document cannot tell, so it is not refused for it.
    verdict: "warning",
    when: { links: ["several"], addressing: ["dhcp"] },
    unless: { overlay: [true] },
    about: "addressing",
    message: "with several links, the one of the node needs a static address, or the overlay",
    hint: "Give the link of the node a static address, or a reservation in DHCP.",
    source: DEPLOYMENT,
  },
  {
    rule: "overlay.static",
    verdict: "warning",
    when: { overlay: [true], addressing: ["static"] },
    about: "addressing",
    message: "below the overlay static addresses have to come from the user-data",
    hint: "Write them into the user-data, or let DHCP give them.",
    source: OVERLAY,
  },
  {
    rule: "overlay.agent",
    verdict: "warning",
    when: { overlay: [true], mode: ["agent"] },
    about: "overlay",
    message: "in agent mode the overlay needs systemd-networkd and systemd-resolved",
    hint: "Hand the links over to systemd-networkd first.",
    source: OVERLAY,
  },
  {
    rule: "overlay.network",
    verdict: "warning",
    when: { overlay: [true], cni: ["none"] },
    about: "cni",
    message: "a network that is brought along has to be told the interface of the overlay",
    hint: "Set scbr-100 as its interface.",
    source: OVERLAY,
  },
  {
    rule: "virtual-machines.processor",
    verdict: "refused",
    when: { virtualMachines: [true], canHostMachines: [false] },
    about: "virtualMachines",
    message: "virtual machines need VT-x or AMD-V, and this host has neither on",
    hint: "Switch it on in the firmware, or leave virtual-machines out of the features.",
    source: HARDWARE,
  },
];
