import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { compileNode } from "../dqlite/fixture/cluster.ts";

const FOLDER = "/opt/dqlite";
/** As the machine has it. */
export const DQLITE_NODE = `${FOLDER}/run`;

/** A node of a real Dqlite into the tree of a machine, with all libraries: it may be of another Debian than this one. */
export function bringDqlite(tree: string): void {
  const folder = join(tree, FOLDER);
  mkdirSync(folder, { recursive: true });
  const node = join(folder, "node");
  compileNode(node);
  const said = execFileSync("ldd", [node], { encoding: "utf8" });
  const libraries = [...said.matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) => path);
  for (const path of libraries) copyFileSync(path, join(folder, basename(path)));
  const loader = libraries.map((path) => basename(path)).find((name) => name.startsWith("ld-"));
  if (loader === undefined) throw new Error(`no loader among ${libraries.join(" ")}`);
  const line = `exec ${FOLDER}/${loader} --library-path ${FOLDER} ${FOLDER}/node "$@"`;
  writeFileSync(join(tree, DQLITE_NODE), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}
