import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { HOME } from "./debian-tree.ts";

/** Packs the build of now, not compressed, into a folder; gives the path of the package. */
export function packProgram(folder: string): string {
  const script = join(HOME, "packaging/deb/build-deb.ts");
  const said = execFileSync(process.execPath, [script, folder, "none"]).toString();
  return said.slice(0, said.indexOf(": "));
}
