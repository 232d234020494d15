import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { HOME } from "../support/debian-tree.ts";
import type { Guest } from "./guest.ts";
import { burn } from "./image.ts";

/** The program as it was built and its Node, to be run from a CD: nothing is installed. */
export function programOnCd(folder: string): string {
  const content = join(folder, "cd");
  mkdirSync(content);
  cpSync(join(HOME, "dist"), join(content, "dist"), { recursive: true });
  cpSync(join(HOME, "node_modules/node/bin/node"), join(content, "node"), { dereference: true });
  const image = join(folder, "cd.img");
  burn(content, image);
  rmSync(content, { recursive: true });
  return image;
}

export async function putIn({ monitor, sh }: Guest, image: string): Promise<void> {
  await monitor.execute("blockdev-change-medium", { id: "cd0", filename: image, format: "raw" });
  // The drive needs a moment to see what was put into it.
  await sh("until mount -o ro /dev/sr0 /mnt 2>/dev/null; do sleep 0.1; done");
}
