// Runs inside a test host: the promises of `UnitsIO`, kept by a real systemd.
import { appendFile, rm } from "node:fs/promises";
import { createMachineHost } from "../../../src/host/index.ts";
import type { HostTraits } from "../../contract/host.ts";
import { unitLogsContract } from "../../contract/host-logs.ts";
import { unitsContract } from "../../contract/host-units.ts";

const SYSTEMD: HostTraits = {
  name: "systemd",
  hasProcesses: true,
  hasServices: true,
  hasSockets: false,
  hasNetwork: false,
  async make(context) {
    const host = createMachineHost();
    context.after(async () => {
      await host.units.stop("steady.service", { timeoutMs: 5_000 }).catch(() => undefined);
      await host.units.disable("steady.service").catch(() => undefined);
      await rm("/etc/systemd/system/steady.service", { force: true });
      await host.units.reload();
    });
    return {
      host,
      folder: "/tmp",
      program: async () => "/bin/true",
      link: async () => undefined,
      place: (path) => path,
      append: (path, bytes) => appendFile(path, bytes),
      expose: async () => undefined,
    };
  },
};

unitsContract(SYSTEMD);
unitLogsContract(SYSTEMD);
