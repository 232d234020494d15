import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { systemClock } from "../../../engine/index.ts";
import { createMachineHost, createRootHost } from "../../../host/index.ts";
import { bringUp } from "../../stand-in/announce.ts";
import type { StandInPlace } from "../../stand-in/place.ts";
import type { Disk, StandInMachine } from "./machine.ts";

/** The host as its programs change it: a sandbox, whose services are processes as well, or a test machine as it is. */
export function machineIn({ root }: Pick<StandInPlace, "root">, pace: number): StandInMachine {
  const env = { BRINGUP_STAND_IN_PACE: `${pace}` };
  const { units } =
    root === "/"
      ? createMachineHost()
      : createRootHost({ root, services: "processes", ports: true, allowExec: true, env });
  return {
    pace,
    clock: systemClock,
    disk: diskAt(root),
    async startUnit(unit) {
      await units.reload();
      await units.start(unit);
    },
    stopUnit: (unit) => units.stop(unit, { timeoutMs: 10_000 }),
    // A machine has links, and kube-vip would do this itself.
    ...(root !== "/" && { bringUp: (address: string) => bringUp(root, address) }),
  };
}

function diskAt(root: string): Disk {
  const place = (path: string) => {
    const at = join(root, path);
    mkdirSync(dirname(at), { recursive: true });
    return at;
  };
  return {
    read(path) {
      try {
        return readFileSync(join(root, path), "utf8");
      } catch {
        return undefined;
      }
    },
    write(path, content, mode = 0o600) {
      const at = place(path);
      writeFileSync(`${at}.new`, content, { mode });
      renameSync(`${at}.new`, at);
    },
    drop: (path) => rmSync(join(root, path), { recursive: true, force: true }),
    link(path, target) {
      const at = place(path);
      try {
        unlinkSync(at);
      } catch {
        // It was not there.
      }
      symlinkSync(target, at);
    },
  };
}
