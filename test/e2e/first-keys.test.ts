import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { BUNDLE } from "../support/agent-process.ts";
import { KEYS, runInPty } from "../support/pty.ts";
import { removeTree } from "../support/remove-tree.ts";

test("keys typed at the very first frame are neither lost nor out of order", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bringup-keys-"));
  // A machine without an agent: nothing answers, and the screens are walked all the same.
  const argv = [
    process.execPath,
    BUNDLE,
    "--root",
    folder,
    "--state-dir",
    join(folder, "s"),
  ] as const;
  const app = runInPty({ argv });
  try {
    await app.waitFor(">Overview<");
    app.type(`${KEYS.tab}${KEYS.tab}${KEYS.tab}`);
    await app.waitFor(">Registration<");
    app.type("?");
    await app.waitFor("Moving between screens");
  } finally {
    await app.close();
    await removeTree(folder);
  }
});
