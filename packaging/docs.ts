import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { CHECKS, explain, explanationPage } from "../src/checks/index.ts";
import { allPages, doctorDocument, errorsDocument, symptomChapter } from "../src/explain/index.ts";

const FOLDER = join(import.meta.dirname, "../docs");

/** Each file of the documentation that is made from tables, by its name. */
export async function documents(): Promise<Readonly<Record<string, string>>> {
  return {
    "errors.md": errorsDocument(await allPages()),
    "checks.md": explanationPage(explain(CHECKS)),
    "doctor.md": doctorDocument(await symptomChapter()),
  };
}

/** What lies there now; empty where nothing does. */
export function written(name: string): string {
  try {
    return readFileSync(join(FOLDER, name), "utf8");
  } catch {
    return "";
  }
}

if (argv[1] === import.meta.filename) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(await documents()))
    writeFileSync(join(FOLDER, name), text);
}
