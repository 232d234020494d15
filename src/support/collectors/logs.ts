import type { Collector } from "../contract.ts";
import { command, folder, JOURNAL_WORDS, journal } from "./lines.ts";

/** palette-edge.md 2.6, but for those of one distribution, which that one names itself. */
const UNITS = [
  ...["bringup-agent", "stylus-agent", "stylus-operator", "palette-tui"],
  ...["spectro-stylus-agent", "spectro-stylus-operator", "spectro-init"],
  ...["start", "initramfs", "boot", "network", "bootstrap"].map(
    (stage) => `spectro-palette-agent-${stage}`,
  ),
  ...["cos-setup-boot", "cos-setup-network", "containerd", "spectro-containerd", "kubelet"],
  ...["systemd-networkd", "systemd-resolved", "systemd-timesyncd", "chronyd", "NetworkManager"],
] as const;

const LOG_BYTES = 8 * 1024 ** 2;

export const LOGS: readonly Collector[] = [
  kernel("kernel", "Kernel log of this boot", "0"),
  kernel("kernel-previous", "Kernel log of the boot before", "-1"),
  ...UNITS.map(journal),
  {
    id: "journal.errors",
    title: "Errors of all units, this boot",
    into: "journal/errors.log",
    what: {
      is: "command",
      argv: ["journalctl", ...JOURNAL_WORDS, "-b", "-p", "err", "-n", "20000"],
      keep: "last",
    },
    maxBytes: LOG_BYTES,
  },
  {
    id: "journal.all",
    title: "The newest of the whole journal",
    into: "journal/all.log",
    what: { is: "command", argv: ["journalctl", ...JOURNAL_WORDS, "-n", "50000"], keep: "last" },
    maxBytes: LOG_BYTES,
    timeoutMs: 20_000,
  },
  // Where no journal answers.
  command("journal/dmesg", "Kernel messages", "dmesg --time-format iso", { maxBytes: LOG_BYTES }),
  folder("/var/log", "Log files", {
    depth: 1,
    only: /\.log(?:\.\d+)?$|\/(?:syslog|messages)(?:\.\d+)?$/,
    maxBytes: LOG_BYTES,
    timeoutMs: 20_000,
  }),
  folder("/var/log/spectrocloud", "Logs of the agent's work", { maxBytes: LOG_BYTES }),
];

function kernel(name: string, title: string, boot: string): Collector {
  return {
    id: `journal.${name}`,
    title,
    into: `journal/${name}.log`,
    what: {
      is: "command",
      argv: ["journalctl", ...JOURNAL_WORDS, "-k", "-b", boot, "-n", "100000"],
      keep: "last",
    },
    maxBytes: LOG_BYTES,
  };
}
