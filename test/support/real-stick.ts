import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { HostIO } from "../../src/engine/index.ts";
import { createMachineHost, exited } from "../../src/host/index.ts";

export interface RealStick {
  /** `/dev/loop0` */
  readonly device: string;
  readonly name: string;
  /** This machine, whose lsblk calls the device a stick and shows no other. */
  readonly host: HostIO;
}

/** A real file system on a real block device. `undefined`: loop devices need root. */
export function realStick(t: TestContext, fill: (tree: string) => void): RealStick | undefined {
  const folder = mkdtempSync(join(tmpdir(), "bringup-stick-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [image, tree] = [join(folder, "image"), join(folder, "tree")];
  mkdirSync(tree);
  fill(tree);
  try {
    execFileSync("mkfs.ext4", ["-q", "-d", tree, image, "4M"], { stdio: "pipe" });
    const options = { stdio: "pipe", encoding: "utf8" } as const;
    const device = execFileSync("losetup", ["-f", "--show", image], options).trim();
    t.after(() => execFileSync("losetup", ["-d", device], { stdio: "pipe" }));
    return stickAt(device);
  } catch {
    return undefined;
  }
}

function stickAt(device: string): RealStick {
  const name = device.replace("/dev/", "");
  const machine = createMachineHost();
  const stick = { name, "maj:min": "7:0", type: "loop", size: 4e6, rm: true, fstype: "ext4" };
  const shown = exited(JSON.stringify({ blockdevices: [stick] }));
  const probe: HostIO["probe"] = async (argv, options) =>
    argv[0] === "lsblk" ? shown : machine.probe(argv, options);
  return { device, name, host: { ...machine, probe } };
}
