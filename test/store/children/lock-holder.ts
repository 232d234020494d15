import { writeSync } from "node:fs";
import { isAlive, processIdentity } from "../../../src/host/process-identity.ts";
import { acquireHostLock } from "../../../src/store/index.ts";

/** Holds the lock until it is killed. */
const self = processIdentity();
if (self === undefined) throw new Error("no /proc");
const lock = acquireHostLock(process.argv[2] ?? "", self, isAlive);
writeSync(1, `${JSON.stringify({ is: lock.is, self })}\n`);
setInterval(() => undefined, 1000);
