/**
 * Everything a way back needs lies in one folder of what survives a reboot; on Kairos that is below
 * `/usr/local`.
 */
export const FOLDERS = {
  usual: "/var/lib/bringup/network-try",
  kairos: "/usr/local/bringup/network-try",
} as const;

/** Keeps the time while a change is tried: in a unit of its own, it does not die with the agent. */
export const WATCH_UNIT = "bringup-network-revert.service";
/** Undoes what was not kept before the network comes up. */
export const BOOT_UNIT = "bringup-network-revert-boot.service";

/** Gone after a restart of the machine: by that the script knows that it happened in mid-try. */
export const MARKER = "/run/bringup-network-try";

/**
 * Who writes what, so that nobody ever waits for a lock: the agent all that is above the line, the
 * script what is below it.
 */
export const NAMES = {
  /** What is tried, as JSON. */
  about: "try.json",
  /** Former bytes of the files, by number. */
  former: "former",
  /** Free space for the way back on a full disk. */
  room: "room",
  script: "revert.sh",
  /** Addresses, routes and name servers before, as the script itself looks at them. */
  before: "before",
  /** Seconds since the machine started at which the change goes back. */
  deadline: "deadline",
  /** Milliseconds it took to apply: from here on the change is in force. */
  applied: "applied",
  /** Proofs before and after, as JSON. */
  proofs: "proofs.json",
  /** `keep` or `revert REASON`: a wish of a person or the agent. */
  decision: "decision",
  // ------------------------------------------------------------------------------------------
  /** The reason; from now on nothing stops the way back. */
  reverting: "reverting",
  /** How it ended; `parseOutcome` reads it. */
  outcome: "outcome",
  /** What the last look saw, where it differs from before. */
  differs: "differs",
  log: "log",
} as const;
