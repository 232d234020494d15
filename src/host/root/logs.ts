import { type LogsView, unknown } from "../../engine/index.ts";
import type { Places } from "../disk/files.ts";
import { openFileLines } from "../logs/file-lines.ts";
import { openJournal } from "../logs/journal.ts";
import { checkedUnit } from "../unit-file.ts";
import type { SandboxUnits } from "./sandbox-units.ts";

export interface RootLogParts {
  readonly places: Places;
  /** Absent: the system in the directory is not running. */
  readonly sandbox: SandboxUnits | undefined;
  /** The machine's own journalctl may read the journal that lies in the directory. */
  readonly mayRead: boolean;
}

const JOURNAL = "/var/log/journal";

/** Logs of a machine that is a directory; nothing outside of it is read. */
export function createRootLogs({ places, sandbox, mayRead }: RootLogParts): LogsView {
  return {
    async open(request) {
      const { source } = request;
      if (source.is === "file")
        return openFileLines({ ...request, place: () => places.toRead(source.path, true) });
      if (source.is === "unit") checkedUnit(source.unit);
      if (sandbox === undefined) {
        const place = places.toRead(JOURNAL, true);
        if (!mayRead || place === undefined)
          return unknown("the journal in a directory is not read: no program is run for it");
        return openJournal(["journalctl", `--directory=${place}`], request);
      }
      if (source.is !== "unit")
        return unknown("a rehearsal has no journal and no kernel of its own");
      const shown = await sandbox.show(source.unit);
      if (shown.is !== "known") return shown;
      const path = sandbox.logPath(source.unit);
      return openFileLines({ ...request, place: () => places.toRead(path, true), mayCome: true });
    },
  };
}
