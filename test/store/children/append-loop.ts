import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { openStore } from "../../../src/store/index.ts";
import { APPROVED, ENDED, STARTED, SUCCEEDED } from "../journal-entries.ts";

/** Appends until it is killed, and says each record only after `append` has returned. */
const [dir = "", name = ""] = process.argv.slice(2);
// At the end of a process is too late for one that is killed.
flushCompileCache();
const store = openStore(dir);
const open = store.journal.openRun();
if (open !== undefined) store.journal.append(open, ENDED);
for (let run = 0; ; run++) {
  const runId = `${name}-${run}`;
  for (const entry of [APPROVED, STARTED, SUCCEEDED, STARTED, SUCCEEDED, ENDED]) {
    const { seq } = store.journal.append(runId, entry);
    writeSync(1, `${seq} ${runId} ${entry.type}\n`);
  }
}
