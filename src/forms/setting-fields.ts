import { FIELDS, type Field } from "../spec/index.ts";

/** Name of the form of host settings among the drafts. */
export const SETTINGS_FORM = "settings";

const SECTIONS = [
  "spec.host.",
  "spec.network.dns.",
  "spec.time.",
  "spec.proxy.",
  "spec.certificates.",
  "spec.install.device",
];

/** Fields of the host itself, in the order of the form. */
export const SETTING_FIELDS: readonly Field[] = FIELDS.filter(({ path }) =>
  SECTIONS.some((section) => path.startsWith(section)),
);
