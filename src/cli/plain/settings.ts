import { SETTING_FIELDS, SETTINGS_FORM } from "../../forms/index.ts";
import { type Desk, seen } from "./desk.ts";
import { visitForm } from "./document-form.ts";
import { awaitLook } from "./first-look.ts";

export async function visitSettings(desk: Desk): Promise<void> {
  await awaitLook(desk, "settings");
  const { addresses } = seen(desk).host;
  desk.talk.say(`Addresses: ${addresses.length === 0 ? "none" : addresses.join("; ")}`);
  await visitForm(desk, {
    id: SETTINGS_FORM,
    title: "Settings",
    fields: () => SETTING_FIELDS,
  });
}
