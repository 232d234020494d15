import type { Call, CliCommand } from "../command.ts";

/** Looks at the drives of this machine. Needs no agent and no root; what cannot be seen is said. */
export const drives: CliCommand = {
  name: "drives",
  summary: "List drives, what is on them, and which would do as the main one; and GPUs",
  args: [{ name: "[drive]", help: "all there is to say of this one: its path, name or serial" }],
  run: list,
};

async function list(call: Call): Promise<number> {
  const { world, choice, out } = call;
  const host = await world.openHost(choice);
  const [{ observeInventory }, { judgeDrive }, { printDrives, printOneDrive, printGpus }] =
    await Promise.all([
      import("../../inventory/index.ts"),
      import("../../drives/index.ts"),
      import("../render-drives.ts"),
    ]);
  const { disks, gpus } = await observeInventory(host, { signal: world.signal });
  const wanted = call.args[0];
  const found = disks.is === "known" ? disks.value.filter((disk) => isMeant(disk, wanted)) : [];
  for (const disk of found) out.object({ drive: { ...disk, asMainDrive: judgeDrive(disk) } });
  if (disks.is === "unknown") out.object({ drives: disks });
  if (wanted !== undefined) return printOneDrive(found, wanted, out);
  printDrives(disks, out);
  out.object({ gpus });
  printGpus(gpus, out);
  return disks.is === "unknown" ? 1 : 0;
}

interface Named {
  readonly path: string;
  readonly name: string;
  readonly stablePath?: string;
  readonly serial?: string;
}

const isMeant = ({ path, name, stablePath, serial }: Named, wanted: string | undefined) =>
  wanted === undefined || [path, name, stablePath, serial].includes(wanted);
