/** Links of a practice host: what its kernel, `ip` and systemd-networkd would say and do. */
import type { HostView } from "../../engine/index.ts";
import type { RootHost } from "../../host/index.ts";
import { NETWORK_FILE, readNetwork, reload } from "./kernel.ts";
import { isPort, type PracticeNetwork } from "./practice-link.ts";
import { LINK_PROGRAMS } from "./programs.ts";
import { seedNetwork } from "./seed.ts";

export { LINK_SERVERS } from "./kernel.ts";
export { withPracticeLinks } from "./practise.ts";
export { LINK_COMMANDS, runLinkProgram } from "./programs.ts";
export { practiceProving } from "./proving.ts";

/** Sorts after ours and after what a site would write: the lease a fresh installation takes. */
const USUAL_FILE = "/usr/lib/systemd/network/80-practice.network";
const UNIT = "systemd-networkd.service";
const UNIT_FILE = `/usr/lib/systemd/system/${UNIT}`;

/** What the practice host has of its network on its disk; what is there already stays. */
export async function installLinks(sandbox: RootHost, machine: HostView): Promise<void> {
  const { files } = sandbox;
  for (const [path, text] of Object.entries(LINK_PROGRAMS)) {
    if ((await files.readText(path)) !== text) await files.writeAtomic(path, text, { mode: 0o755 });
  }
  if ((await files.stat(UNIT_FILE)) !== undefined) return;
  if ((await files.stat(NETWORK_FILE)) === undefined) {
    const text = `${JSON.stringify(await seedNetwork(machine), null, 1)}\n`;
    await files.writeAtomic(NETWORK_FILE, text, { mode: 0o644 });
  }
  const usual = usualFile(await readNetwork(files));
  await files.writeAtomic(USUAL_FILE, usual, { mode: 0o644 });
  await files.writeAtomic(UNIT_FILE, UNIT_TEXT, { mode: 0o644 });
  await sandbox.units.enable(UNIT, { scope: "persistent" });
}

/** As systemd-networkd does when it starts. */
export async function startLinks({ files }: RootHost): Promise<void> {
  await reload(files);
}

const UNIT_TEXT = `[Service]
ExecStart=/usr/lib/systemd/practice-service systemd-networkd

[Install]
WantedBy=multi-user.target
`;

function usualFile({ links }: PracticeNetwork): string {
  const names = links.filter(isPort).map(({ name }) => name);
  return `[Match]
Name=${names.join(" ")}

[Network]
DHCP=ipv4
LinkLocalAddressing=ipv6
IPv6AcceptRA=yes
`;
}
