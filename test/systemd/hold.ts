import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { beforeItEnds } from "./look.ts";
import type { Ended, Machine } from "./machine.ts";

/** In the tree of a machine: whoever runs it waits there as long as it is held. */
export const HOLDING = "/opt/lab/wait";
const HOLD = "/opt/lab/hold";
const HELD = "/opt/lab/held";
const SCRIPT = `#!/bin/sh
[ -e ${HOLD} ] || exit 0
touch ${HELD}
while [ -e ${HOLD} ]; do sleep 0.1; done
`;
const LIMIT_MS = 180_000;

/** @param units wait with their start; said where nobody looks for what a cluster leaves behind */
export function bringHold(tree: string, units: readonly string[]): void {
  mkdirSync(join(tree, "opt/lab"), { recursive: true });
  writeFileSync(join(tree, HOLDING), SCRIPT, { mode: 0o755 });
  for (const unit of units) {
    const folder = join(tree, `usr/lib/systemd/system/${unit}.d`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "hold.conf"), `[Service]\nExecStartPre=${HOLDING}\n`);
  }
}

/**
 * The power goes while the command is in the middle, where something of the machine waits; then it is booted again.
 * @throws when the command ends before it comes there
 */
export async function cutInTheMiddle(host: Machine, begin: () => Promise<Ended>): Promise<void> {
  writeFileSync(join(host.tree, HOLD), "");
  const following = begin();
  const isHeld = () => existsSync(join(host.tree, HELD));
  await beforeItEnds(following, eventually("something waits in the middle", isHeld, LIMIT_MS));
  await host.cutPower();
  await following;
  for (const path of [HOLD, HELD]) rmSync(join(host.tree, path));
  await host.boot();
}
