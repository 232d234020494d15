import { type Fact, factOf, type HostView } from "../engine/index.ts";
import { observeOs } from "../inventory/index.ts";

/**
 * Which of its systems an immutable host was started from. `passive` is the image before the last
 * upgrade; `live` runs from a medium or from memory; `recovery` and `reset` are for repairs alone.
 */
export type BootKind = "active" | "passive" | "recovery" | "reset" | "live" | "unknown";

export interface KairosBoot {
  readonly kind: BootKind;
  /** What says so: `/run/cos/passive_mode: there`. */
  readonly evidence: readonly string[];
  /** The boot loader fell back after an upgrade. */
  readonly hasFailedUpgrade: boolean;
  /** One signed file with kernel and root, measured while it starts. */
  readonly isTrusted: boolean;
}

const MARKS_FOLDER = "/run/cos";

/** Left by the boot tool, the decisive ones first. Source: Kairos documentation, Sentinels; immucore. */
const MARKS: readonly (readonly [file: string, kind: BootKind])[] = [
  ["autoreset_mode", "reset"],
  ["uki_install_mode", "live"],
  ["in_ram_mode", "live"],
  ["live_mode", "live"],
  ["recovery_mode", "recovery"],
  ["passive_mode", "passive"],
  ["active_mode", "active"],
  ["uki_boot_mode", "active"],
];

/** What the kernel was started with, in the order in which kairos-sdk asks. */
const WORDS: readonly (readonly [word: RegExp, kind: BootKind])[] = [
  [/kairos\.reset/, "reset"],
  [/COS_ACTIVE|filename=\S*active\.img/, "active"],
  [/COS_PASSIVE|filename=\S*passive\.img/, "passive"],
  [/COS_RECOVERY|COS_SYSTEM|recovery-mode/, "recovery"],
  [/live:(CD)?LABEL|netboot/, "live"],
];

/** Read-only. Absent: this is no immutable host of this kind. */
export function observeBoot(host: HostView): Promise<Fact<KairosBoot>> {
  return factOf(async () => {
    const { isKairos } = await observeOs(host);
    if (!isKairos) return undefined;
    const [marks, line] = await Promise.all([
      Promise.all(MARKS.map(([file]) => host.files.stat(`${MARKS_FOLDER}/${file}`))),
      host.files.readText("/proc/cmdline"),
    ]);
    const found = MARKS.filter((_, index) => marks[index] !== undefined);
    return bootOf({ marks: found, line: (line ?? "").trim() });
  });
}

function bootOf(seen: { readonly marks: typeof MARKS; readonly line: string }): KairosBoot {
  const { marks, line } = seen;
  const [mark] = marks;
  const word = WORDS.find(([pattern]) => pattern.test(line));
  const said = word?.[0].exec(line)?.[0] ?? "";
  const hasFailedUpgrade = /(^|\s)upgrade_failure(\s|=|$)/.test(line);
  return {
    kind: mark?.[1] ?? word?.[1] ?? "unknown",
    evidence: [
      ...(mark === undefined ? [] : [`${MARKS_FOLDER}/${mark[0]}: there`]),
      ...(mark === undefined && word !== undefined ? [`/proc/cmdline: ${said}`] : []),
      ...(hasFailedUpgrade ? ["/proc/cmdline: upgrade_failure"] : []),
    ],
    hasFailedUpgrade,
    isTrusted: /rd\.immucore\.uki/.test(line) || marks.some(([file]) => file.startsWith("uki_")),
  };
}

/** For people. */
export const BOOT_WORDS: Readonly<Record<BootKind, string>> = {
  active: "the active system",
  passive: "the fallback system",
  recovery: "the recovery system",
  reset: "the system that resets the host",
  live: "the live system of the installer",
  unknown: "a system that does not say which it is",
};
