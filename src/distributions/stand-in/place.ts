import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";

/** Whoever makes this file says: this machine is there for tests, a simulated cluster may run on it. */
export const TEST_MACHINE_FILE = "/etc/bringup/test-machine";

/** Where a stand-in may run: the sandbox of a rehearsal, or a test machine as it is. */
export interface StandInPlace {
  /** Every path of the stand-in lies below it. */
  readonly root: string;
  /** `mapped`: the port is any free one, and a file says which. `real`: the port itself. */
  readonly ports: "mapped" | "real";
  /** Tells whoever supervises the program that it serves now. */
  tellReady(): void;
}

/** `undefined`: here a simulated cluster could be taken for a real one. */
export function placeOf(
  env: Readonly<Record<string, string | undefined>>,
  isThere: (path: string) => boolean = existsSync,
): StandInPlace | undefined {
  const { BRINGUP_SANDBOX: root, NOTIFY_FILE: notifyFile } = env;
  // A network of its own, as a test makes one: there the ports of several sandboxes do not collide.
  const ports = env.BRINGUP_STAND_IN_PORTS === "real" ? "real" : "mapped";
  if (root) return { root, ports, tellReady: () => writeReady(notifyFile) };
  if (!isThere(TEST_MACHINE_FILE)) return undefined;
  return { root: "/", ports: "real", tellReady: () => notifySystemd(env.NOTIFY_SOCKET) };
}

function writeReady(notifyFile: string | undefined): void {
  if (notifyFile !== undefined) writeFileSync(notifyFile, "READY=1\n");
}

/** sd_notify(3) needs a datagram socket, which Node has not; systemd-notify speaks for its parent. */
function notifySystemd(socket: string | undefined): void {
  if (socket === undefined) return;
  const child = spawn("systemd-notify", ["--ready"], { stdio: "ignore" });
  child.on("error", (thrown) => process.stdout.write(`simulated: ${thrown.message}\n`));
}
