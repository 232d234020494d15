import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const port = (name: string, mac: string) => ({
  ...{ name, mac, kind: "ethernet", driver: "igb", speedMbps: 1000, mtu: 1500, isUp: true },
  carrier: { is: "known", value: true },
});

/** Two ports, one of them with an address: the same on every machine the tests run on. */
export const SITE = {
  about: "a site of the tests",
  links: [
    {
      ...port("eth0", "02:00:5e:00:53:aa"),
      addresses: [{ family: "ipv4", cidr: "10.10.216.81/24", method: "dhcp" }],
      routes: [{ family: "ipv4", to: "default", via: "10.10.216.1", protocol: "dhcp" }],
    },
    { ...port("eth1", "02:00:5e:00:53:ab"), addresses: [], routes: [] },
  ],
  answers: ["10.10.216.1", "192.0.2.1", "192.0.2.53"],
};

/** Puts a practice network into a rehearsal that was never opened. */
export async function practiceFiles(stateDir: string, network: typeof SITE): Promise<void> {
  const folder = join(stateDir, "sandbox/var/lib");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "practice-network.json"), JSON.stringify(network));
}
