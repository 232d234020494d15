import * as doubt from "../doubts.ts";
import type { Parameter } from "../parameter.ts";
import { entries, flag, list, named, number, section, text } from "../parameter-forms.ts";
import { user } from "./os-user.ts";

/** What Kairos reads: the installation, and what it does at each start. */
export const INSTALL: readonly Parameter[] = [
  section("install", "what happens at the installation", { others: "kairos" }),
  text("install.device", "drive it is installed on, or auto for the largest", {
    usual: "auto",
    doubt: doubt.drive,
    field: "spec.install.device",
    example: "/dev/disk/by-id/ata-SAMSUNG_S64FNE0R400123",
  }),
  flag("install.poweroff", "switch off after it"),
  flag("install.reboot", "start anew after it; pull the medium first"),
  list("install.bind_mounts", "folders that keep what is written to them"),
  list("install.extra-dirs-rootfs", "folders made in the root file system"),
  section("install.grub_options", "words for the boot loader"),
  { path: "install.grub_options.extra_cmdline", form: "any", meaning: "words for the kernel" },
  section("install.partitions", "partitions Kairos makes by itself"),
  section("install.partitions.persistent", "the one that keeps data"),
  number("install.partitions.persistent.size", 0, "its size, MiB", {
    doubt: doubt.positive,
    field: "spec.install.persistent.sizeMib",
  }),
  text("install.partitions.persistent.fs", "its file system", {
    required: true,
    field: "spec.install.persistent.filesystem",
    example: "ext4",
  }),
  ...entries("install.extra-partitions", "partitions besides; the last takes what is left", {
    field: "spec.install.partitions",
  }),
  text("install.extra-partitions[].name", "name of the partition", {
    required: true,
    example: "data",
  }),
  number("install.extra-partitions[].size", 0, "its size, MiB", { doubt: doubt.positive }),
  text("install.extra-partitions[].fs", "its file system", { example: "ext4" }),
  text("install.extra-partitions[].label", "its label"),
  flag("install.nousers", "an installation without a user in the group admin"),
];

export const STAGES: readonly Parameter[] = [
  { path: "stages", form: "lists by name", meaning: "what Kairos does, by the time it does it" },
  { path: "stages.*", form: "list of sections", meaning: "things done at this stage, in order" },
  section("stages.*[]", "one of them, left alone", { others: "any" }),
  ...named("stages.*[].users", "users of the OS"),
  ...user("stages.*[].users.*"),
];
