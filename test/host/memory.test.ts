import { createMemoryHost } from "../../src/host/index.ts";
import { hostContract } from "../contract/host.ts";
import { STAND_INS } from "../contract/host-programs.ts";

hostContract({
  name: "in memory",
  hasProcesses: false,
  hasServices: true,
  hasSockets: false,
  hasNetwork: false,
  async make() {
    const host = createMemoryHost({
      commands: STAND_INS,
      services: {
        "steady.service": {
          start({ log }) {
            log("hello from steady");
            return undefined;
          },
        },
      },
    });
    await host.files.makeDirectory("/work", { mode: 0o755 });
    return {
      host,
      folder: "/work",
      link: async (path, target) => host.put(path, { link: target }),
      place: (path) => path,
      async append(path, bytes) {
        const before = (await host.files.readText(path)) ?? "";
        await host.files.writeInPlace(path, before + new TextDecoder().decode(bytes));
      },
      expose: async () => undefined,
      program: async (name) => name,
    };
  },
});
