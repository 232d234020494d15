import { appendFile, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRootHost, portFile, stopSandbox } from "../../src/host/index.ts";
import { hostContract } from "../contract/host.ts";
import { SCRIPTS } from "../contract/host-programs.ts";

hostContract({
  name: "a sandbox",
  hasProcesses: true,
  hasServices: true,
  hasSockets: true,
  hasNetwork: false,
  async make(t) {
    const root = await mkdtemp(join(tmpdir(), "bringup-root-"));
    const host = createRootHost({ root, allowExec: true, services: "processes", ports: true });
    t.after(async () => {
      await stopSandbox(host);
      await rm(root, { recursive: true, force: true });
    });
    await host.files.makeDirectory("/work", { mode: 0o755 });
    return {
      host,
      folder: "/work",
      link: (path, target) => symlink(target, join(root, path)),
      place: (path) => join(root, path),
      append: (path, bytes) => appendFile(join(root, path), bytes),
      expose: (port) => host.files.writeAtomic(portFile("/", port), `${port}\n`, { mode: 0o644 }),
      async program(name) {
        const path = `/usr/local/bin/${name}`;
        await host.files.writeAtomic(path, `#!/bin/sh\n${SCRIPTS[name]}\n`, { mode: 0o755 });
        return path;
      },
    };
  },
});
