import { installPath, isAskedFor } from "../../drives/index.ts";
import { SETTING_FIELDS, SETTINGS_FORM } from "../../forms/index.ts";
import type { Disk } from "../../inventory/index.ts";
import { printDrives, printGpus, printOneDrive } from "../render-drives.ts";
import { confirm } from "./choose.ts";
import { act, type Desk, seen } from "./desk.ts";
import { offerWords } from "./offer-words.ts";
import { rowsOf } from "./plain-form.ts";

const PATH = "spec.install.device";
const FORM = {
  id: SETTINGS_FORM,
  title: "Settings",
  fields: () => SETTING_FIELDS.filter(({ path }) => path === PATH),
};
const HELP = [
  "The path of a drive, its name or its serial number says all there is to say about it.",
  "After that it can be named for an installation; nothing is done to a drive here.",
  "all lists them again; again looks at the host anew, for what was plugged in since.",
];

/** Drives, one by one, and which of them an installation is to take. */
export async function visitDrives(desk: Desk): Promise<void> {
  const { talk } = desk;
  if (seen(desk).inventory === null) await act(desk, { do: "refresh" });
  list(desk);
  await offerWords(talk, {
    prompt: () => "Drives: the name of one, all, again, or back",
    usual: () => "back",
    help: HELP,
    actions: {
      all: async () => void list(desk),
      again: async () => {
        await act(desk, { do: "refresh" });
        list(desk);
      },
    },
    other: (typed) => show(desk, typed),
  });
}

function list(desk: Desk): void {
  const { talk } = desk;
  const { inventory } = seen(desk);
  if (inventory === null) {
    talk.say("The host was not looked at yet.");
    return;
  }
  printDrives(inventory.disks, talk.out);
  printGpus(inventory.gpus, talk.out);
  const asked = askedIn(desk);
  talk.say(asked === "" ? "None is named for an installation." : `Install on: ${asked}`);
}

const askedIn = (desk: Desk): string => rowsOf(desk, FORM)[0]?.editable ?? "";

async function show(desk: Desk, typed: string): Promise<void> {
  const { talk } = desk;
  const { disks } = seen(desk).inventory ?? {};
  const all = disks?.is === "known" ? disks.value : [];
  const found = all.filter(({ path, name, serial }) => [path, name, serial].includes(typed));
  printOneDrive(found, typed, talk.out);
  const [disk] = found;
  if (disk !== undefined) await offer(desk, disk);
}

async function offer(desk: Desk, disk: Disk): Promise<void> {
  const { talk, session } = desk;
  if (isAskedFor(disk, askedIn(desk))) return talk.say("It is named for an installation.");
  const help = ["The name goes into the document as a draft. Nothing is done to the drive."];
  if (!(await confirm(talk, { to: `name ${installPath(disk)} for an installation`, help }))) return;
  if (disk.isMain) {
    talk.say(`${disk.path} runs this very system: an installer given its name erases it.`);
    if (!(await confirm(talk, { to: "name it all the same", help }))) return;
  }
  session.setField(SETTINGS_FORM, PATH, installPath(disk));
  talk.say("Named. Preview the plan in Settings.");
}
