// A Debian package with Node in it: `npm run build:deb` writes dist/deb/bringup_VERSION_ARCH.deb.
// `node packaging/deb/build-deb.ts [FOLDER [xz|none]]`; none is for tests, which pack in a second.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ARCHITECTURE, HOME, layOut, VERSION } from "./tree.ts";

const [, , folder = join(HOME, "dist/deb"), compression = "xz"] = process.argv;

const work = mkdtempSync(join(tmpdir(), "bringup-deb-"));
try {
  const tree = join(work, "tree");
  layOut(tree);
  mkdirSync(folder, { recursive: true });
  const target = join(folder, `bringup_${VERSION}_${ARCHITECTURE}.deb`);
  const options = ["--root-owner-group", `-Z${compression}`, "--build", tree, target];
  const { status, error, stderr } = spawnSync("dpkg-deb", options, { encoding: "utf8" });
  if (status !== 0) throw new Error(`dpkg-deb: ${stderr}`, { cause: error });
  const megabytes = Math.round(statSync(target).size / 1e5) / 10;
  process.stdout.write(`${target}: version ${VERSION}, ${ARCHITECTURE}, ${megabytes} MB\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
