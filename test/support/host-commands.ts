import { type CommandTable, exited, type MemoryHost } from "../../src/host/index.ts";
import { TRUST_STORES, type TrustFamily } from "../../src/steps/index.ts";

/** modprobe(8): loads the named modules; an unknown one is an error with this very text. */
export function modprobe(unknown: readonly string[] = []): CommandTable<MemoryHost> {
  return {
    modprobe({ argv, host }) {
      for (const name of argv.slice(1).filter((arg) => arg !== "--")) {
        if (unknown.includes(name))
          return exited("", {
            exitCode: 1,
            stderr: `modprobe: FATAL: Module ${name} not found in directory /lib/modules/6.1.0\n`,
          });
        host.put(`/sys/module/${name.replaceAll("-", "_")}/`, "");
      }
      return exited("");
    },
  };
}

/** restorecon(8): tells what it changes or, with -n, would change. The label lies in /labels. */
export function restorecon(wanted: string): CommandTable<MemoryHost> {
  return {
    restorecon({ argv, host }) {
      const now = host.text("/labels");
      const path = argv.at(-1);
      if (now === wanted) return exited("");
      const isAsked = argv.includes("-n");
      if (!isAsked) host.put("/labels", wanted);
      const [from, to] = [now, wanted].map((type) => `system_u:object_r:${type}:s0`);
      return exited(`${isAsked ? "Would relabel" : "Relabeled"} ${path} from ${from} to ${to}\n`);
    },
  };
}

/** timedatectl(1): set-timezone replaces the link; show-timesync tells the configured servers. */
export const timedatectl: CommandTable<MemoryHost> = {
  timedatectl({ argv, host }) {
    const [, verb, zone] = argv;
    if (verb === "set-timezone")
      host.put("/etc/localtime", { link: `/usr/share/zoneinfo/${zone}` });
    if (verb !== "show-timesync") return exited("");
    const config = host.text("/etc/systemd/timesyncd.conf.d/90-bringup.conf") ?? "";
    return exited(`${/^NTP=(.+)$/m.exec(config)?.[1] ?? ""}\n`);
  },
};

/** update-ca-certificates(8), update-ca-trust(8): the bundle is the system's and every anchor. */
export function updateTrust(family: TrustFamily, system: string): CommandTable<MemoryHost> {
  const { anchors, bundles, update } = TRUST_STORES[family];
  return {
    async [update[0]]({ host }) {
      const names = (await host.files.list(anchors)) ?? [];
      const own = names.map((name) => host.text(`${anchors}/${name}`) ?? "");
      host.put(bundles[0], [system, ...own].join(""));
      return exited(`${names.length} added, 0 removed; done.\n`);
    },
  };
}
