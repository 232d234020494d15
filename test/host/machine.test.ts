import { appendFile, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMachineHost } from "../../src/host/index.ts";
import { hostContract } from "../contract/host.ts";
import { SCRIPTS } from "../contract/host-programs.ts";

hostContract({
  name: "this machine",
  hasProcesses: true,
  // The machine that runs the tests keeps its units: see systemd.test.ts.
  hasServices: false,
  hasSockets: true,
  hasNetwork: true,
  async make(t) {
    const base = await mkdtemp(join(tmpdir(), "bringup-machine-"));
    t.after(() => rm(base, { recursive: true, force: true }));
    const folder = join(base, "work");
    const host = createMachineHost();
    await host.files.makeDirectory(folder, { mode: 0o755 });
    return {
      host,
      folder,
      link: (path, target) => symlink(target, path),
      place: (path) => path,
      append: (path, bytes) => appendFile(path, bytes),
      expose: async () => undefined,
      async program(name) {
        const path = join(base, name);
        await writeFile(path, `#!/bin/sh\n${SCRIPTS[name]}\n`, { mode: 0o755 });
        return path;
      },
    };
  },
});
