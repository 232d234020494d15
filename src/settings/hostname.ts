import { type Fact, factOf, type HostView, knownValue } from "../engine/index.ts";
import { hostnameEnsure } from "../steps/index.ts";
import { defineSettings } from "./domain.ts";
import { settingRow } from "./row.ts";

interface SeenHostname {
  /** What the kernel answers now. */
  readonly running: Fact<string>;
  /** What it will be after a restart. */
  readonly saved: Fact<string>;
}

export const hostname = defineSettings({
  id: "hostname",
  title: "Host name",
  section: "host",
  wanted: ({ host }) => host?.hostname,
  observe: async (host): Promise<SeenHostname> => ({
    running: await readName("/proc/sys/kernel/hostname", host),
    saved: await readName("/etc/hostname", host),
  }),
  plan({ wanted }) {
    const step = hostnameEnsure({ id: "host.hostname", hostname: wanted });
    return { steps: [step], skipped: [], blocked: [] };
  },
  rows({ document, seen: { running, saved } }) {
    const later = knownValue(saved);
    const isOther = running.is === "known" && later !== undefined && later !== running.value;
    return [
      settingRow({
        path: "spec.host.hostname",
        title: "Host name",
        wanted: document?.spec.host?.hostname,
        seen: running,
        note: isOther ? `After a restart it will be ${later}.` : undefined,
      }),
    ];
  },
});

function readName(path: string, host: HostView): Promise<Fact<string>> {
  return factOf(async () => (await host.files.readText(path))?.trim() || undefined);
}
