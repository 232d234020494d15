import { execFileSync } from "node:child_process";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { luksHeader } from "../support/luks-header.ts";

const MIB = 1024 * 1024;

function image(path: string, megabytes: number): string {
  writeFileSync(path, "");
  truncateSync(path, megabytes * MIB);
  return path;
}

/**
 * Drives a server may have, for a guest of qemu: a rotating one with an edge system on it, an NVMe with
 * an encrypted file system, an empty SSD of 120 GB, and a stick an edge host is installed from.
 */
export function drives(folder: string): readonly string[] {
  const at = (name: string) => join(folder, name);
  const state = image(at("rotating.img"), 64);
  execFileSync("mke2fs", ["-q", "-F", "-t", "ext4", "-L", "COS_STATE", state]);
  const locked = image(at("locked.img"), 64);
  writeFileSync(locked, luksHeader());
  truncateSync(locked, 64 * MIB);
  const empty = image(at("empty.img"), 120_000);
  const stick = image(at("stick.img"), 64);
  execFileSync("mke2fs", ["-q", "-F", "-t", "ext4", "-L", "COS_LIVE", stick]);
  const file = (id: string, path: string) => [
    "-drive",
    `if=none,id=${id},file=${path},format=raw,cache=unsafe`,
  ];
  return [
    ...["-device", "virtio-scsi-pci,id=scsi"],
    ...file("rotating", state),
    "-device",
    "scsi-hd,drive=rotating,bus=scsi.0,vendor=SEAGATE,product=ST4000NM0035,serial=ZC1AAAAA,rotation_rate=7200",
    ...file("locked", locked),
    ...["-device", "nvme,drive=locked,serial=S64FNE0R400123"],
    ...file("empty", empty),
    "-device",
    "scsi-hd,drive=empty,bus=scsi.0,vendor=INTEL,product=SSDSC2KB120G8,serial=PHYF0000AB,rotation_rate=1",
    ...file("stick", stick),
    ...["-device", "qemu-xhci,id=usb"],
    ...["-device", "usb-storage,drive=stick,bus=usb.0,removable=on,serial=4C530001"],
  ];
}
