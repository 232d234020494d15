import { contentText } from "../drives/index.ts";
import type { HostIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { type Disk, observeInventory } from "../inventory/index.ts";
import {
  AFTER,
  type After,
  driveMeant,
  driveObstacle,
  eligibleDrives,
  findAgent,
  type InstallOrder,
  observeBoot,
  runInstall,
} from "../kairos/index.ts";
import type { Call } from "./command.ts";
import { createInstallTalk, type InstallTalk } from "./install-talk.ts";
import { type InstallWish, readWish } from "./install-wish.ts";
import { printDrives } from "./render-drives.ts";

/** From the look at this machine to the last word of Kairos' agent; resolves with the exit code. */
export async function installHere(call: Call): Promise<number> {
  const { world, choice, out } = call;
  if (world.changeHost === undefined) throw new BringupError("BUG", "no machine to install on");
  const host = await world.changeHost(choice);
  await refuseElsewhere(host);
  const agent = await findAgent(host, world.env);
  if (agent === undefined)
    throw new BringupError("INSTALL_AGENT_MISSING", "kairos-agent is not on this medium");
  const wish = await readWish(host);
  const talk = createInstallTalk(call);
  const order = await decide(call, talk, { host, wish }).finally(() => talk.close());
  const outcome = await runInstall(host, order, {
    ...{ agent, env: world.env, signal: world.signal },
    onEvent(event) {
      out.object({ install: event });
      if (event.is === "step") out.line(`${out.mark("busy")} ${event.words}.`);
      if (event.is === "error") out.note(event.message);
      if (event.is === "said") out.line(`       ${event.line}`);
    },
  });
  if (outcome.is === "failed")
    throw new BringupError("INSTALL_FAILED", `${order.device} is not installed: ${outcome.why}`);
  out.line(`${out.mark("ok")} Installed on ${order.device}. ${AFTERWARDS[order.after]}`);
  return 0;
}

const AFTERWARDS: Readonly<Record<After, string>> = {
  reboot: "This machine starts anew: pull the medium.",
  poweroff: "This machine switches off: pull the medium.",
  nothing: "Pull the medium, then start this machine anew.",
};

/** An installed host is never erased by its own console: what could not be read is no live system either. */
async function refuseElsewhere(host: HostIO): Promise<void> {
  const boot = await observeBoot(host);
  if (boot.is === "known" && boot.value.kind === "live") return;
  const why = boot.is === "unknown" ? `: ${boot.why}` : "";
  throw new BringupError("INSTALL_NOT_LIVE", `this machine was not started from a medium${why}`);
}

async function decide(
  call: Call,
  talk: InstallTalk,
  { host, wish }: { readonly host: HostIO; readonly wish: InstallWish },
): Promise<InstallOrder> {
  const { disks } = await observeInventory(host, { signal: call.world.signal });
  if (disks.is !== "known") {
    const why = disks.is === "unknown" ? `: ${disks.why}` : "";
    throw new BringupError("INSTALL_DRIVE_UNFIT", `the drives cannot be listed${why}`);
  }
  const eligible = eligibleDrives(disks.value);
  call.out.line(
    "The system of this medium goes onto one of these drives. All that is on it is lost.",
  );
  printDrives({ is: "known", value: eligible }, call.out);
  const disk = await chooseDrive(call, talk, { disks: disks.value, wish });
  const obstacle = driveObstacle(disk, disks.value);
  if (obstacle !== undefined) {
    const { code, message, hint } = obstacle;
    const known = code === "INSTALL_OTHER_SYSTEM" ? code : "INSTALL_DRIVE_UNFIT";
    throw new BringupError(known, message, { hint });
  }
  const after = await chooseAfter(call, talk, wish);
  await agree(call, talk, disk);
  const source = call.text("source");
  return { device: disk.path, after, ...(source === undefined ? {} : { source }) };
}

async function chooseDrive(
  call: Call,
  talk: InstallTalk,
  { disks, wish }: { readonly disks: readonly Disk[]; readonly wish: InstallWish },
): Promise<Disk> {
  const usual = wish.device ?? (eligibleDrives(disks).length === 1 ? "auto" : undefined);
  for (;;) {
    const given = call.text("device");
    const meant = given ?? (await talk.ask("Drive", usual === "auto" ? nameOf(disks) : usual));
    const found = driveMeant(disks, meant);
    if (found !== undefined) return found;
    if (given !== undefined)
      throw new BringupError("USAGE", `no drive that can be chosen is called ${meant}`);
    call.out.line(`No drive that can be chosen is called ${meant}.`);
  }
}

/** Of the one that `auto` stands for: people see what they say yes to. */
const nameOf = (disks: readonly Disk[]) => driveMeant(disks, "auto")?.path;

async function chooseAfter(call: Call, talk: InstallTalk, wish: InstallWish): Promise<After> {
  const given = call.text("then");
  const isSaid = call.text("name") !== undefined || !talk.canAsk;
  if (given === undefined && isSaid) return wish.after ?? "nothing";
  for (;;) {
    const said =
      given ?? (await talk.ask(`Afterwards: ${AFTER.join(", ")}`, wish.after ?? "reboot"));
    const found = AFTER.find((one) => one === said);
    if (found !== undefined) return found;
    call.out.line(`${said} is none of these.`);
  }
}

/** Its own name, letter by letter: what is on the drive stands above the question. */
async function agree(call: Call, talk: InstallTalk, disk: Disk): Promise<void> {
  const { out } = call;
  out.line(`${disk.path} is erased. On it now:`);
  for (const content of disk.contents) out.line(`  ${contentText(content)}`);
  if (disk.contents.length === 0)
    out.line(disk.isUnread === true ? "  not known: nobody could look" : "  nothing that is known");
  const typed = call.text("name") ?? (await talk.ask(`To erase it, type its name, ${disk.name}`));
  if (typed === disk.name) return;
  throw new BringupError("DATA_LOSS_UNCONFIRMED", "nothing was done", {
    hint: `Give the name of the drive, ${disk.name}, to agree that it is erased.`,
  });
}
