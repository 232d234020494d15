// Over 200 lines by design: one shell script, which has to be read as a whole.
import type { Argv } from "../../engine/index.ts";
import { BOOT_UNIT, MARKER, NAMES, WATCH_UNIT } from "./folder.ts";

/** A file as it was before the try. */
export interface FormerFile {
  readonly path: string;
  /** Where its bytes lie in the folder; `null`: there was no such file. */
  readonly saved: string | null;
  /** Permission bits. */
  readonly mode: number;
  /** `UID:GID`; `null` where nobody could tell. */
  readonly owner: string | null;
  /** Folders that were not there either, deepest first. */
  readonly newFolders: readonly string[];
}

export interface RevertPlan {
  readonly folder: string;
  readonly former: readonly FormerFile[];
  /** Run once the former files are back. */
  readonly revert: readonly Argv[];
  /** Run in their place the second time, when the links are not as before long after. */
  readonly again: readonly Argv[];
  /** The same at a start of the machine, before the network is up. */
  readonly atBoot: readonly Argv[];
  /** Links whose addresses and routes are compared with those before. */
  readonly links: readonly string[];
  /** How long the links may take to be as they were, seconds. */
  readonly settleSeconds: number;
}

/**
 * One command of the way back, seconds: a tool that hangs must not stop the rest. `netplan apply` starts
 * Python many times: half a minute where a processor is slow or busy.
 */
const COMMAND_SECONDS = 90;

/**
 * The way back as a program of its own: POSIX sh, no Node, no lock, no network. Whatever it does can
 * be cut off anywhere and done again. It finds the root of the machine from its own path, so that a
 * practice host has the same script.
 *
 * `watch` waits for a decision or the deadline; `boot` undoes in the files what was not kept;
 * `undo` takes back a change that was kept; `look` prints the state that is compared.
 */
export function revertScript(plan: RevertPlan): string {
  return `#!/bin/sh
# Written by bringup: brings the former network settings back when a change of them is not kept.
# Usage: ${NAMES.script} watch | boot | undo | look | flush
set -u
umask 077
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
folder=${quoted(plan.folder)}
here=\${0%/*}
root=\${here%"$folder"}
case $here in
  "$root$folder") ;;
  *) echo "$0 does not lie in $folder: nothing done" >&2; exit 2 ;;
esac
cd / || exit 1

${DURABLE}
${RESTORE}
# Calls "$1" for every file: kept NUMBER PATH MODE OWNER, or absent PATH; then its new folders.
former() {
${plan.former.map(formerLine).join("\n")}
  :
}

${COMMANDS}
revert_commands() {
${plan.revert.map(commandLine).join("\n")}
  :
}
again_commands() {
${plan.again.map(commandLine).join("\n")}
  :
}
boot_commands() {
${plan.atBoot.map(commandLine).join("\n")}
  :
}

links=${quoted(plan.links.join(" "))}
settle=${plan.settleSeconds}
${LOOK}
${STATES}
case \${1:-} in
  watch) watch ;;
  boot) boot ;;
  undo) revert "\${2:-undone}" ;;
  look) look ;;
  flush) flush_units ;;
  *) echo "usage: $0 watch | boot | undo | look | flush" >&2; exit 2 ;;
esac
`;
}

/** Small files that survive a power cut: written beside, flushed, renamed, the folder flushed. */
const DURABLE = `say() { echo "$*" >>"$here/${NAMES.log}" 2>/dev/null; echo "$*"; }
flush() { sync "$1" 2>/dev/null || sync; }
# NAME TEXT: all of it or nothing.
put() {
  { printf '%s\\n' "$2" >"$here/.$1.new" && flush "$here/.$1.new" && mv -f "$here/.$1.new" "$here/$1"; } 2>/dev/null ||
    { rm -f "$here/.$1.new"; return 1; }
  flush "$here"
}
first_line() { head -n 1 "$here/$1" 2>/dev/null; }
digest() { sha256sum 2>/dev/null || cksum; }
same() { [ -f "$2" ] && [ ! -L "$2" ] && [ "$(digest <"$1")" = "$(digest <"$2")" ]; }`;

/** The former bytes, mode and owner; on a full disk over the old bytes rather than not at all. */
const RESTORE = `restore() {
  case $1 in
    kept) bring_back "$here/${NAMES.former}/$2" "$root$3" "$4" "$5" ;;
    absent) rm -f "$root$2"; if [ -d "$(dirname "$root$2")" ]; then flush "$(dirname "$root$2")"; fi ;;
    folder) rm -f "$root$2/.bringup-former"; rmdir "$root$2" 2>/dev/null ;;
  esac
}
# SAVED TARGET MODE OWNER
bring_back() {
  parent=$(dirname "$2")
  [ -d "$parent" ] || mkdir -p "$parent"
  rm -f "$parent/.bringup-former"
  if ! same "$1" "$2"; then
    if cp "$1" "$parent/.bringup-former" && chmod "$3" "$parent/.bringup-former" &&
      own "$4" "$parent/.bringup-former" && flush "$parent/.bringup-former" &&
      mv -f "$parent/.bringup-former" "$2"; then :
    else
      rm -f "$parent/.bringup-former"
      cat "$1" >"$2" || say "$2: could not be written"
    fi
  fi
  chmod "$3" "$2"
  own "$4" "$2"
  if command -v restorecon >/dev/null 2>&1; then restorecon "$2" >/dev/null 2>&1; fi
  flush "$2"
  flush "$parent"
}
own() { [ -z "$1" ] || chown "$1" "$2"; }
check() {
  case $1 in
    kept) same "$here/${NAMES.former}/$2" "$root$3" || { say "$3: not as it was"; files=differ; } ;;
    absent) if [ -e "$root$2" ]; then say "$2: still there"; files=differ; fi ;;
  esac
}`;

/** A practice host has programs of its own; those of the real machine are never run for it. */
const COMMANDS = `program() {
  case $root$1 in
    /*) ;;
    *) printf '%s\\n' "$1"; return ;;
  esac
  for place in "" /usr/sbin/ /usr/bin/ /sbin/ /bin/; do
    if [ -x "$root$place$1" ] && [ ! -d "$root$place$1" ]; then printf '%s\\n' "$root$place$1"; return; fi
  done
  return 1
}
limit() {
  if command -v timeout >/dev/null 2>&1; then timeout -k 5 "$@"; else shift; "$@"; fi
}
run() {
  wanted=$1
  shift
  found=$(program "$wanted") || { say "$wanted: not on this machine"; return 1; }
  limit ${COMMAND_SECONDS} "$found" "$@" >>"$here/${NAMES.log}" 2>&1 </dev/null || say "$wanted $*: exit code $?"
}`;

/**
 * One line per address, route and name server, without what changes by itself (remaining times,
 * numbers of devices, progress of duplicate detection), sorted: equal text is an equal network.
 */
const LOOK = `show() { found=$(program ip) && limit 10 "$found" "$@" 2>/dev/null </dev/null; }
look() {
  for link in $links; do
    if [ -z "$(show -o link show dev "$link")" ]; then echo "link $link absent"; continue; fi
    show -o link show dev "$link" |
      sed -n 's/^[0-9]*: \\([^:@]*\\)[@:].* mtu \\([0-9]*\\) .*/link \\1 mtu \\2/p'
    show -o link show dev "$link" | sed -n 's/^[^<]*<\\(.*,\\)*UP[,>].*/link '"$link"' up/p'
    show -o link show dev "$link" | sed -n 's/^.* master \\([^ ]*\\) .*/link '"$link"' in \\1/p'
    show -o addr show dev "$link" | grep -v -e temporary |
      sed -e 's/\\\\.*//' -e 's/^[0-9]*: *//' -e 's/ tentative//' -e 's/ optimistic//' \\
        -e 's/  */ /g' -e 's/ $//' -e 's/^/address /'
    for family in -4 -6; do
      show $family route show table main dev "$link" |
        sed -e 's/ expires [0-9]* *sec//' -e 's/ linkdown//' -e 's/ dead//' -e 's/  */ /g' \\
          -e 's/ $//' -e "s/^/route $link /"
    done
  done | sort
  for file in /etc/resolv.conf /run/systemd/resolve/resolv.conf; do
    if [ -r "$root$file" ]; then
      grep -E '^(nameserver|search|domain|options)' "$root$file" | sed "s|^|$file |" | sort
    fi
  done
}
differences() {
  look >"$here/.now" 2>/dev/null || return 2
  { grep -Fxv -f "$here/.now" "$here/${NAMES.before}" | sed 's/^/- /'
    grep -Fxv -f "$here/${NAMES.before}" "$here/.now" | sed 's/^/+ /'; } >"$here/${NAMES.differs}" 2>/dev/null
  rm -f "$here/.now"
  [ ! -s "$here/${NAMES.differs}" ]
}`;

/** Outcome stands over all else, then the way back once begun, then a wish, then the time. */
const STATES = `ended() { [ -s "$here/${NAMES.outcome}" ]; }
uptime() { read -r up _ </proc/uptime && printf '%s\\n' "\${up%.*}"; }
# IS WHY FILES KERNEL
conclude() {
  text="is=$1
why=$2
files=$3
kernel=$4"
  put ${NAMES.outcome} "$text" && return
  say "the outcome cannot be written yet"
  until put ${NAMES.outcome} "$text"; do sleep 1; done
}
keep() { conclude kept "confirmed" kept kept; say "kept"; }
# WHY: the files and the commands; "verify" looks whether it helped.
why=
begin() {
  why=$1
  rm -f "$here/${NAMES.room}"
  say "going back: $why"
  put ${NAMES.reverting} "$why"
  rm -f "$here/${NAMES.outcome}"
  former restore
  revert_commands
}
await_equal() {
  left=$settle kernel=differ
  while :; do
    if differences; then kernel=equal; return; fi
    [ "$left" -gt 0 ] || return
    left=$((left - 1))
    sleep 1
  done
}
# Links that came up before the files were back, or a lease that was lost: told in the harder way it helps.
verify() {
  await_equal
  if [ "$kernel" = differ ]; then
    say "not all is as before yet: $(head -n 5 "$here/${NAMES.differs}" 2>/dev/null)"
    former restore
    again_commands
    await_equal
  fi
  files=equal
  former check
  conclude reverted "$why" "$files" "$kernel"
  say "back: files $files, links $kernel"
}
revert() { begin "$1"; verify; }

watch() {
  while ! ended || [ "$(sed -n 's/^kernel=//p' "$here/${NAMES.outcome}")" = pending ]; do
    if ended; then why=$(sed -n 's/^why=//p' "$here/${NAMES.outcome}"); verify; continue; fi
    if [ -s "$here/${NAMES.reverting}" ]; then revert "$(first_line ${NAMES.reverting})"; continue; fi
    decision=$(first_line ${NAMES.decision})
    case $decision in
      keep*) keep; continue ;;
      revert*) revert "\${decision#revert }"; continue ;;
    esac
    if [ ! -e "$root${MARKER}" ]; then revert "$restarted"; continue; fi
    deadline=$(first_line ${NAMES.deadline})
    case $deadline in
      '' | *[!0-9]*) revert "no deadline could be read"; continue ;;
    esac
    if [ "$(uptime)" -ge "$deadline" ]; then revert "not confirmed in time"; continue; fi
    sleep 1
  done
  tidy
}
restarted="the host restarted before the change was confirmed"
boot() {
  if ended; then exit 0; fi
  decision=$(first_line ${NAMES.decision})
  if [ ! -s "$here/${NAMES.reverting}" ]; then
    case $decision in
      keep*) keep; exit 0 ;;
      revert*) restarted=\${decision#revert } ;;
    esac
  fi
  why=$(first_line ${NAMES.reverting})
  why=\${why:-$restarted}
  rm -f "$here/${NAMES.room}"
  say "going back at the start of the machine: $why"
  put ${NAMES.reverting} "$why"
  former restore
  boot_commands
  files=equal
  former check
  conclude reverted "$why" "$files" pending
}
units=$root/etc/systemd/system
flush_units() {
  for part in "$units" "$units/multi-user.target.wants" "$units/sysinit.target.wants" "$here"; do
    if [ -d "$part" ]; then flush "$part"; fi
  done
}
# Nothing of a try that is over starts again; what starts this goes last.
tidy() {
  rm -f "$units/sysinit.target.wants/${BOOT_UNIT}" "$units/${BOOT_UNIT}" "$root${MARKER}" "$here/${NAMES.room}"
  flush_units
  rm -f "$units/multi-user.target.wants/${WATCH_UNIT}" "$units/${WATCH_UNIT}"
  rmdir "$units/sysinit.target.wants" "$units/multi-user.target.wants" 2>/dev/null
  flush_units
  if [ -z "$root" ] && command -v systemctl >/dev/null 2>&1; then
    limit 20 systemctl daemon-reload >/dev/null 2>&1
  fi
}`;

function formerLine({ path, saved, mode, owner, newFolders }: FormerFile): string {
  const file =
    saved === null
      ? `  "$1" absent ${quoted(path)}`
      : `  "$1" kept ${quoted(saved)} ${quoted(path)} ${mode.toString(8).padStart(4, "0")} ${quoted(owner ?? "")}`;
  return [file, ...newFolders.map((folder) => `  "$1" folder ${quoted(folder)}`)].join("\n");
}

function commandLine(argv: Argv): string {
  return `  run ${argv.map(quoted).join(" ")}`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
