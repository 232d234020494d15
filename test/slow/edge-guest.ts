import { existsSync, globSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { packProgram } from "../support/debian-package.ts";
import { inGuest } from "./deadline.ts";
import { type Guest, switchOn } from "./guest.ts";
import { BOOTED, burn, copyImage, guestImage } from "./image.ts";

/** The snapshot a case begins with: the package of now is installed and its agent answers. */
export const INSTALLED = "installed";

/** A guest with the program; `close` leaves nothing behind. */
export interface EdgeGuest {
  readonly guest: Guest;
  close(): Promise<void>;
}

export async function openEdgeGuest(): Promise<EdgeGuest> {
  sweep();
  const folder = join(tmpdir(), `${PREFIX}${process.pid}`);
  mkdirSync(folder);
  let guest: Guest | undefined;
  const close = async () => {
    await guest?.switchOff();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const cd = packageOnCd(folder);
    guest = await switchOn(copyImage(await guestImage(), folder), folder, BOOTED);
    await install(guest, cd);
    await guest.save(INSTALLED);
    return { guest, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

const PREFIX = "bringup-slow-";

/** What a run that was killed has left; its guest went with it. */
function sweep(): void {
  for (const path of globSync(join(tmpdir(), `${PREFIX}*`))) {
    const pid = path.slice(path.lastIndexOf("-") + 1);
    if (!existsSync(`/proc/${pid}`)) rmSync(path, { recursive: true });
  }
}

interface Cd {
  readonly image: string;
  readonly file: string;
}

function packageOnCd(folder: string): Cd {
  const content = join(folder, "cd");
  mkdirSync(content);
  const file = basename(packProgram(content));
  const image = join(folder, "cd.img");
  burn(content, image);
  rmSync(content, { recursive: true });
  return { image, file };
}

async function install({ monitor, sh, run }: Guest, { image, file }: Cd): Promise<void> {
  const medium = { id: "cd0", filename: image, format: "raw" };
  await monitor.execute("blockdev-change-medium", medium);
  // The drive needs a moment to see what was put into it.
  await sh("until mount -o ro /dev/sr0 /mnt 2>/dev/null; do sleep 0.1; done");
  await sh(`dpkg --install /mnt/${file}`, inGuest(10_000));
  await sh("umount /mnt");
  await monitor.execute("eject", { id: "cd0", force: true });
  const answers = 'bringup status --json | grep -q \'"mode":"host"\'';
  await run(`until ${answers}; do sleep 0.2; done`, inGuest(6_000));
}
