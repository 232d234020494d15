import { existsSync } from "node:fs";
import { type Fact, type LogsView, unknown } from "../../engine/index.ts";
import { openFileLines } from "../logs/file-lines.ts";
import { type Journalctl, openJournal } from "../logs/journal.ts";
import { openKernelRing } from "../logs/kernel-ring.ts";
import { normalPath } from "../paths.ts";
import { checkedUnit } from "../unit-file.ts";

/** What the logs of a machine are reached through. */
export interface LogDoor {
  /** Absent: there is no journal here. */
  journalctl(): Journalctl | undefined;
  isUnit(unit: string): Promise<Fact<unknown>>;
}

const NO_JOURNAL = "there is no journal here: systemd is not running";

export function createMachineLogs({ journalctl, isUnit }: LogDoor): LogsView {
  return {
    async open(request) {
      const { source } = request;
      if (source.is === "file") {
        const path = normalPath(source.path);
        return openFileLines({ ...request, place: () => path });
      }
      const program = journalctl();
      if (source.is === "unit") {
        const shown = await isUnit(checkedUnit(source.unit));
        if (shown.is === "absent") return shown;
      }
      if (program !== undefined) return openJournal(program, request);
      return source.is === "kernel" ? openKernelRing(request) : unknown(NO_JOURNAL);
    },
  };
}

/** Where the service manager runs and its program is there. */
export function realJournalctl(isRunning: () => boolean): Journalctl | undefined {
  const isThere = ["/usr/bin/journalctl", "/bin/journalctl"].some((path) => existsSync(path));
  return isThere && isRunning() ? ["journalctl"] : undefined;
}
