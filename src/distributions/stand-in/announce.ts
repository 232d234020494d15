import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { StandInPlace } from "./place.ts";

/** What a sandbox takes for the host itself. */
const OWN_ADDRESSES = "/run/bringup/addresses";

/** Pure: the virtual address in a manifest of kube-vip. */
export function announcedIn(manifest: string | undefined): string | undefined {
  return /name: address\n\s*value: "?([^"\s]+)/.exec(manifest ?? "")?.[1];
}

/** What kube-vip does, in a sandbox: its address is one of this host from then on. */
export function announce({ root, ports }: StandInPlace, manifest: string | undefined): void {
  const address = announcedIn(manifest);
  if (ports === "mapped" && address !== undefined) bringUp(root, address);
}

/** `root` of a sandbox. */
export function bringUp(root: string, address: string): void {
  const path = join(root, OWN_ADDRESSES);
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const own = text.split("\n").filter((line) => line !== "");
  if (own.includes(address)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${[...own, address].join("\n")}\n`, { mode: 0o644 });
  renameSync(`${path}.new`, path);
}
