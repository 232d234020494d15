import { closeSync, openSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { isAlive, processIdentity } from "../../../src/host/process-identity.ts";
import { acquireHostLock } from "../../../src/store/index.ts";

/** Takes and gives back the lock many times; a file that may be made only once shows any overlap. */
const [dir = "", times = "0"] = process.argv.slice(2);
const self = processIdentity();
if (self === undefined) throw new Error("no /proc");
const inside = join(dir, "inside");
let held = 0;
while (held < Number(times)) {
  const lock = acquireHostLock(dir, self, isAlive);
  if (lock.is === "taken") continue;
  closeSync(openSync(inside, "wx"));
  held += 1;
  unlinkSync(inside);
  lock.release();
}
writeSync(1, `held ${held}\n`);
