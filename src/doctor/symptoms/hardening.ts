// Over 100 lines by design: what hardening takes away from a node, one trouble after the other.
import { unitEnsure } from "../../steps/index.ts";
import { fromCheck } from "../from-check.ts";
import { inAgentMode } from "../palette-agent.ts";
import { cannotSay, clear, defineSymptom, found, notHere } from "../symptom.ts";

const PTRACE = "/proc/sys/kernel/yama/ptrace_scope";

export const ptraceScope = defineSymptom({
  id: "host.ptrace-scope",
  code: "PTRACE_FORBIDDEN",
  row: "D29",
  title: "kubectl exec fails, and so do debuggers in pods",
  cause: "Hardening forbids processes to look at each other, and the container runtime must.",
  source: "Palette Edge, agent mode; CIS",
  async probe({ host }) {
    const value = (await host.files.readText(PTRACE))?.trim();
    if (value === undefined) return notHere("this kernel has no Yama");
    const seen = `kernel.yama.ptrace_scope = ${value}`;
    return Number(value) >= 2 ? found(["likely", "degraded"], [seen]) : clear(seen);
  },
  fix: [
    "Allow it now: sysctl -w kernel.yama.ptrace_scope=1. A value of 3 stays until the next boot.",
    "Take the line out of the file in /etc/sysctl.d that sets it: grep -r ptrace_scope /etc/sysctl.d /etc/sysctl.conf.",
  ],
});

export const rsyncMissing = defineSymptom({
  id: "host.rsync-missing",
  code: "RSYNC_REMOVED",
  row: "D30",
  title: "The agent cannot copy its files, though the package manager knows rsync",
  cause: "Hardening removed rsync and left its settings, so that dpkg still lists it.",
  source: "Palette Edge, agent mode; CIS",
  when: [inAgentMode],
  async probe({ check, host }) {
    const result = await check("system.agent-tools", { features: ["agent-mode"] });
    const seen = fromCheck(result, ["AGENT_TOOLS_MISSING"], ["certain", "node-down"]);
    if (seen.is !== "found") return seen;
    if (!/\brsync\b/.test(result.observed)) return clear("rsync is there");
    const status = await host.files.readText("/var/lib/dpkg/status");
    const isListed = /^Package: rsync\nStatus: deinstall ok config-files$/m.test(status ?? "");
    const listed = isListed ? ["/var/lib/dpkg/status: rsync is deinstalled, settings kept"] : [];
    return found(["certain", "node-down"], [result.observed, ...listed]);
  },
  fix: [
    "Install it: apt-get install rsync, on Red Hat and Rocky dnf install rsync.",
    "Test with command -v rsync, because dpkg -s answers for a package that is gone as well.",
  ],
});

const NFS_UNITS = [
  "rpcbind.service",
  "rpcbind.socket",
  "nfs-client.target",
  "rpc-statd.service",
  "nfs-server.service",
];

export const nfsMasked = defineSymptom({
  id: "host.nfs-masked",
  code: "NFS_MASKED",
  row: "D31",
  title: "Volumes on NFS do not mount",
  cause: "Hardening masked the services of NFS and RPC.",
  source: "Palette Edge, agent mode; CIS",
  async probe({ unit }) {
    const states = await Promise.all(
      NFS_UNITS.map(async (name) => [name, await unit(name)] as const),
    );
    const masked = states.filter(
      ([, state]) => state.is === "known" && state.value.enabled === "masked",
    );
    if (masked.length > 0)
      return found(
        ["possible", "cosmetic"],
        masked.map(([name]) => `${name}: masked`),
      );
    const unread = states.find(([, state]) => state.is === "unknown")?.[1];
    return unread?.is === "unknown" ? cannotSay(unread.why) : clear("none of them is masked");
  },
  fix: [
    "Unmask what your storage needs: systemctl unmask rpcbind.service rpcbind.socket nfs-client.target rpc-statd.service.",
  ],
});

export const sysctlOverridden = defineSymptom({
  id: "host.sysctl-overridden",
  code: "SYSCTL_OVERRIDDEN",
  row: "D32",
  title: "Kernel settings are wrong again after every reboot",
  cause:
    "A file that is read last, mostly /etc/sysctl.conf, sets other values than the node needs.",
  source: "Palette Edge, agent mode; sysctl.d(5)",
  probe: async ({ check }) =>
    fromCheck(await check("system.sysctl-files"), ["SYSCTL_FILE_WINS"], ["likely", "degraded"]),
  fix: [
    "Comment these lines out in the files named above.",
    "Read the files again and look: sysctl --system, then sysctl net.ipv4.ip_forward.",
  ],
});

export const dockerBeside = defineSymptom({
  id: "host.docker-beside",
  code: "DOCKER_BESIDE_AGENT",
  row: "D34",
  title: "The agent in agent mode stops or misbehaves while Docker is installed",
  cause:
    "Docker and the agent take cgroups, networks and the rules of the firewall from each other.",
  source: "Palette Edge, agent mode",
  when: [inAgentMode],
  async probe({ check, host }) {
    const result = await check("kubernetes.runtime");
    if (result.status === "unknown") return cannotSay(result.observed);
    const isRunning = /\bDocker\b/.test(result.observed);
    const there = await host.files.stat("/usr/bin/dockerd");
    const program = there === undefined ? [] : ["/usr/bin/dockerd is installed"];
    if (isRunning) return found(["likely", "degraded"], ["Docker runs", ...program]);
    return program.length > 0 ? found(["possible", "cosmetic"], program) : clear("no Docker");
  },
  fix: [
    "Stop it: systemctl disable --now docker.service docker.socket.",
    "Remove its package: apt-get remove docker.io docker-ce, on Red Hat and Rocky dnf remove docker-ce.",
  ],
});

const TIMESYNCD = "systemd-timesyncd.service";

export const clockWrong = defineSymptom({
  id: "time.clock-wrong",
  code: "CLOCK_WRONG",
  row: "D35",
  title: "The clock is wrong, or no time server keeps it right",
  cause:
    "No time server answers this host, or its date cannot be: certificates then seem expired or not yet valid.",
  source: "Palette Edge, troubleshooting",
  async probe({ check, unit }) {
    const [date, sync] = await Promise.all([
      check("system.clock-plausible"),
      check("system.clock-sync"),
    ]);
    const wrong = fromCheck(date, ["CLOCK_IMPLAUSIBLE"], ["certain", "node-down"]);
    const codes = ["CLOCK_SKEW", "CLOCK_NOT_SYNCHRONIZED"];
    const loose = fromCheck(sync, codes, ["likely", "degraded"]);
    const worst = wrong.is === "found" ? wrong : loose;
    if (worst.is !== "found") return worst;
    const timesyncd = await unit(TIMESYNCD);
    const isIdle = timesyncd.is === "known" && timesyncd.value.active === "inactive";
    if (!isIdle || timesyncd.value.enabled === "masked") return worst;
    const evidence = [...worst.evidence, `${TIMESYNCD}: inactive`];
    return found([worst.likelihood, worst.severity], evidence, { subjects: [TIMESYNCD] });
  },
  fix: [
    "Set a time server this host can reach (Settings > Time), and see that it answers: timedatectl timesync-status, or chronyc tracking.",
    "Without one set the clock by hand: timedatectl set-ntp false && timedatectl set-time 'YYYY-MM-DD HH:MM:SS'.",
    "Restart what failed meanwhile; a date that is gone after every power cut is the battery of the board.",
  ],
  mend: ({ subjects = [] }) =>
    subjects.map((unit) =>
      unitEnsure({ id: "timesyncd", unit, want: "started", enable: "persistent", impact: "none" }),
    ),
});
