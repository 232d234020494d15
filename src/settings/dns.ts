import { type Fact, known } from "../engine/index.ts";
import { observeDns, planDns, type ResolvConf, type Resolver } from "../network/index.ts";
import { defineSettings } from "./domain.ts";
import { factText, hasAll, settingRow } from "./row.ts";

export const dns = defineSettings({
  id: "dns",
  title: "Name servers",
  section: "network",
  wanted: ({ network }) => network?.dns,
  observe: observeDns,
  plan: ({ wanted, seen }) => planDns(wanted, seen),
  rows({ document, seen: { inForce, resolver } }) {
    const wanted = document?.spec.network?.dns;
    const listed = (pick: (conf: ResolvConf) => readonly string[]): Fact<readonly string[]> =>
      inForce.is === "known" ? known(pick(inForce.value)) : inForce;
    const servers = listed((conf) => conf.servers);
    const search = listed((conf) => conf.search);
    return [
      settingRow({
        path: "spec.network.dns.servers",
        title: "Name servers",
        wanted: wanted?.servers?.join(", "),
        seen: factText(servers, (list) => list.join(", ") || "none"),
        inForce: hasAll(wanted?.servers, servers),
        note: noteOn(resolver),
      }),
      settingRow({
        path: "spec.network.dns.search",
        title: "Search domains",
        wanted: wanted?.search?.join(", "),
        seen: factText(search, (list) => list.join(", ") || "none"),
        inForce: hasAll(wanted?.search, search),
      }),
    ];
  },
});

function noteOn(resolver: Resolver): string {
  switch (resolver.is) {
    case "resolved":
      return resolver.runs ? "Through systemd-resolved." : "systemd-resolved does not run.";
    case "plain":
      return "In /etc/resolv.conf, a plain file.";
    case "foreign":
      return `Decided by ${resolver.owner}.`;
    case "unknown":
      return `Not known who decides: ${resolver.why}.`;
  }
}
