import { isSecretRef } from "../secrets/index.ts";
import { sanitize } from "../text/index.ts";
import type { UserDataPreview } from "./user-data-words.ts";

/** What a plan would take over of user-data, one sentence or line each, safe to show. */
export function previewLines(preview: UserDataPreview): readonly string[] {
  const { changes, refused, overruled, leftAlone } = preview;
  const lines = [
    ...changes.map(({ path, before, after }) => `${path}: ${shown(before)} -> ${shown(after)}`),
    ...(changes.length === 0 ? ["Nothing of the document changes."] : []),
    ...refused.map(({ path, why, hint }) => `Not taken over: ${path} ${why}. ${hint}`),
    ...overruled.map(({ path, by }) => `Not in force: ${path}, as ${WORDS[by] ?? by} asks for it.`),
    ...(leftAlone.length === 0
      ? []
      : [`Left alone, as it has no place here: ${leftAlone.join(", ")}`]),
  ];
  return lines.map(sanitize);
}

const WORDS: Readonly<Record<string, string>> = {
  local: "the document of this host",
  plane: "the management plane",
  site: "the user-data of the site",
};

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (isSecretRef(value)) return `the secret ${value.secret}`;
  if (Array.isArray(value)) return value.map(entryShown).join(", ") || "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A certificate, a port: by its name. */
function entryShown(entry: unknown): string {
  const name = typeof entry === "object" && entry !== null ? Reflect.get(entry, "name") : entry;
  return typeof name === "object" || name === undefined ? JSON.stringify(entry) : String(name);
}
