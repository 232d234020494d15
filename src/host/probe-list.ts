import type { Argv, CommandOutcome } from "../engine/index.ts";
import { programName } from "./commands.ts";

type Reads = (args: readonly string[]) => boolean;

const always: Reads = () => true;
const none: Reads = (args) => args.length === 0;
const first =
  (...words: readonly string[]): Reads =>
  (args) =>
    words.includes(args[0] ?? "");
const without =
  (...flags: readonly RegExp[]): Reads =>
  (args) =>
    !args.some((arg) => flags.some((flag) => flag.test(arg)));

/** `ip -j addr`: the objects that only show; any verb that is not `show` or a filter is refused. */
const ipReads: Reads = (args) => {
  const words = args.filter((arg) => !arg.startsWith("-"));
  const object = words[0] ?? "";
  const verb = words[1] ?? "show";
  const isShown = /^(a|addr|address|l|link|r|route|n|neigh|rule|maddress)$/.test(object);
  return isShown && /^(show|list|get|ls)$/.test(verb) && without(/^-(b|batch|force)/)(args);
};

/**
 * Everything a probe may run. Closed on purpose: a program that can write is listed only with the
 * arguments that do not.
 */
const READERS: Readonly<Record<string, Reads>> = {
  ip: ipReads,
  ss: without(/^(-K|--kill)/, /^-[a-zA-Z]*K/, /^(-D|--diag)/),
  ethtool: (args) => args.length === 2 && /^(-k|--show-features)$/.test(args[0] ?? ""),
  lsblk: always,
  lscpu: always,
  lspci: without(/^-F/, /^-[a-z]*q/i),
  lsmod: none,
  findmnt: always,
  blkid: without(/^-g/, /^-c(?!\/dev\/null)/, /^--(garbage-collect|cache-file)/),
  dmidecode: without(/^--dump-bin/),
  uname: always,
  nproc: always,
  getconf: always,
  id: always,
  stty: (args) =>
    args.length > 0 && args.every((arg) => /^(-a|--all|size|-F|\/dev\/.+)$/.test(arg)),
  getenforce: none,
  // With -n it says what it would do, and does nothing.
  restorecon: (args) => /^-n -v \/[^\s]*$/.test(args.join(" ")),
  "aa-status": always,
  mokutil: (args) => args.length === 1 && args[0] === "--sb-state",
  "systemd-detect-virt": always,
  systemctl: (args) => {
    const verb = args.find((arg) => !arg.startsWith("-")) ?? "";
    const isRead = /^(show|is-active|is-enabled|is-failed|is-system-running|status|cat)$/.test(
      verb,
    );
    return (isRead || /^list-/.test(verb)) && without(/^(-H|--host|-M|--machine)/)(args);
  },
  timedatectl: first("show", "show-timesync", "timesync-status", "status"),
  hostnamectl: (args) => /^(status|hostname)?$/.test(args.join(" ")),
  networkctl: (args) => /^(list|status)?$/.test(args.find((arg) => !arg.startsWith("-")) ?? ""),
  // No `-s`, which would show secrets, and nothing that has another verb.
  nmcli: (args) =>
    /^((-t|-f [\w.,-]+) )*(device|connection|general) (show|status)( --active)?$/.test(
      args.join(" "),
    ),
  resolvectl: (args) => /^(status|query)?$/.test(args.find((arg) => !arg.startsWith("-")) ?? ""),
  journalctl: without(/^--(vacuum|rotate|flush|sync|relinquish|smart-re|setup-keys|update-cat)/),
  chronyc: (args) => {
    const words = args.filter((arg) => !arg.startsWith("-"));
    return words.length === 1 && /^(tracking|sources|sourcestats|activity)$/.test(words[0] ?? "");
  },
  ntpq: (args) => args.length > 0 && args.every((arg) => /^-(p|n|pn|np)$/.test(arg)),
  // Never with `--wait-ready`, which waits for ever.
  k8s: (args) => /^status --output-format json --timeout \d{1,2}s$/.test(args.join(" ")),
  // Never a word that pulls, starts or removes.
  crictl: (args) =>
    /^--runtime-endpoint unix:\/\/\/[\w./-]+ (info|version|ps -o json)$/.test(args.join(" ")),
  ctr: (args) => args.join(" ") === "-n k8s.io images ls -q",
  nft: first("list"),
  iptables: (args) =>
    first("-S", "-L", "--list", "--list-rules")(args) &&
    args.slice(1).every((arg) => /^(-n|-v|-nv|-t|[A-Za-z0-9_][\w-]*)$/.test(arg)),
};

const VERSION_WORDS = /^(--version|-version)$/;

/** `undefined`: allowed. Otherwise the refusal, as the outcome of the probe. */
export function refusedProbe(argv: Argv): CommandOutcome | undefined {
  const args = argv.slice(1);
  if (args.length === 1 && VERSION_WORDS.test(args[0] ?? "")) return undefined;
  const reads = READERS[programName(argv)];
  if (reads?.(args)) return undefined;
  return { is: "denied", why: `${argv.join(" ")} is not on the list of commands that only read` };
}
