import { installPath } from "../src/drives/index.ts";
import type { Fact } from "../src/engine/index.ts";
import { SETTING_FIELDS, SETTINGS_FORM } from "../src/forms/index.ts";
import type { Disk, Gpu } from "../src/inventory/index.ts";
import { useActions, useSlice } from "./session-provider.tsx";
import { useForm } from "./use-form.ts";

const FIELDS = SETTING_FIELDS.filter(({ path }) => path === "spec.install.device");

export interface Drives {
  readonly disks: Fact<readonly Disk[]>;
  readonly gpus: Fact<readonly Gpu[]>;
  /** Drive the document names for an installation, or what was chosen here; empty: none. */
  readonly asked: string;
  /** Puts its stable name into the settings form. Nothing is done to the drive. */
  name(disk: Disk): void;
  /** Names none: the installer chooses by itself. */
  nameNone(): void;
}

/** Drives as they were last looked at; `undefined` until the host was. */
export function useDrives(): Drives | undefined {
  const inventory = useSlice("inventory") ?? undefined;
  const form = useForm(SETTINGS_FORM, FIELDS);
  const { notify } = useActions();
  const row = form?.rows[0];
  if (inventory === undefined || form === undefined || row === undefined) return undefined;
  const hint = "Preview it in Settings.";
  return {
    disks: inventory.disks,
    gpus: inventory.gpus,
    asked: row.editable,
    name(disk) {
      form.set(row.field, installPath(disk));
      notify({ level: "info", text: `${disk.path} comes with the next plan`, hint });
    },
    nameNone() {
      form.set(row.field, "");
      notify({ level: "info", text: "no drive is named for an installation", hint });
    },
  };
}
