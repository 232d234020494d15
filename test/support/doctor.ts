import type { DoctorFinding, DoctorReport } from "../../src/doctor/index.ts";
import type { DoctorSlice } from "../../src/session/index.ts";
import { NOW_MS } from "./session.ts";

const RESOLVER: DoctorFinding = {
  id: "dns.var-tmp-mode",
  code: "VAR_TMP_MODE",
  row: "D11",
  title: "Names are not found, and systemd-resolved does not start",
  cause: "/var/tmp is not writable for everybody, and systemd-resolved needs it.",
  source: "Palette Edge, troubleshooting",
  likelihood: "certain",
  severity: "node-down",
  evidence: ["/var/tmp: mode 755", "systemd-resolved.service: failed (failed)"],
  fix: [
    "Give the folder its usual mode back: chmod a+rwxt /var/tmp.",
    "Start the resolver, now and at every boot: systemctl enable --now systemd-resolved.",
  ],
  canMend: true,
};

const NOEXEC: DoctorFinding = {
  id: "host.noexec-mounts",
  code: "MOUNTS_NOEXEC",
  row: "D28",
  title: "Containers do not start: permission denied, or exec format error",
  cause: "Hardening mounted /var or /var/lib with noexec, and programs of containers lie there.",
  source: "Palette Edge, agent mode",
  likelihood: "likely",
  severity: "node-down",
  evidence: ["Mounts: /var has noexec"],
  fix: [
    "Allow programs there now: mount -o remount,exec /var (and /var/lib where it is a mount of its own).",
    "Take noexec out of the line in /etc/fstab, so that it stays so after a reboot.",
  ],
  canMend: false,
};

const RPC: DoctorFinding = {
  id: "storage.rpc-masked",
  code: "RPC_UNITS_MASKED",
  row: "D31",
  title: "Volumes over NFS are not mounted",
  cause: "Hardening masked the units of NFS and RPC.",
  source: "Palette Edge, agent mode",
  likelihood: "possible",
  severity: "cosmetic",
  evidence: ["rpcbind.service: masked"],
  fix: ["Unmask them: systemctl unmask rpcbind.service rpcbind.socket."],
  canMend: true,
};

const UNKNOWN: DoctorReport["unknown"] = [
  {
    id: "network.udp-offload",
    row: "D38",
    title: "Pods on other hosts answer slowly, or not at all",
    why: "ethtool: it is not installed",
  },
  {
    id: "host.selinux-kubelet",
    row: "D13",
    title: "The kubelet cannot read kubeadm-flags.env",
    why: "the log of the kernel: only root may read it",
  },
];

const QUIET: DoctorReport["quiet"] = [
  {
    ...{ id: "host.kernel-modules", row: "D27", is: "clear" },
    title: "Pods have no network: br_netfilter or overlay is missing",
    why: "overlay, br_netfilter, nf_conntrack are loaded",
  },
  {
    ...{ id: "host.zram-swap", row: "D33", is: "clear" },
    title: "Swap is on again after every reboot",
    why: "Swap: none",
  },
  {
    ...{ id: "content.empty-blobs", row: "D1", is: "not-here" },
    title: "Content is not synchronised between hosts",
    why: "no agent of Palette is on this host",
  },
];

export const reportOf = (...findings: readonly DoctorFinding[]): DoctorReport => ({
  ...{ atMs: NOW_MS - 60_000, tookMs: 1840, findings, unknown: UNKNOWN, quiet: QUIET },
  ...{ cleared: 2, notHere: 1 },
});

const finished = (report: DoctorReport): DoctorSlice => ({
  ...{ state: "finished", done: 44, total: 44, report },
});

export const SEVERAL = finished(reportOf(RESOLVER, NOEXEC, RPC));
export const ONE = finished(reportOf(RESOLVER));
export const BY_HAND = finished(reportOf(NOEXEC));
export const NOTHING = finished(reportOf());
export const SOUND = finished({ ...reportOf(), unknown: [] });
export const LOOKING: DoctorSlice = { state: "running", done: 12, total: 44 };
export const LOOKING_AGAIN: DoctorSlice = { ...SEVERAL, state: "running", done: 12 };
