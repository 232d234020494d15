import { type Fact, factOf, type HostView, known, unknown } from "../engine/index.ts";
import { addressesFromIp, type LinkAddresses } from "./addresses.ts";
import { readDetail, readValue } from "./read.ts";
import type { Nic } from "./types.ts";

const NET = "/sys/class/net";
/** ARPHRD_LOOPBACK in <linux/if_arp.h>. */
const LOOPBACK = "772";

/**
 * sysfs and one `ip -j addr`: `systeminformation.networkInterfaces` starts thirty processes per
 * interface and blocks the event loop all the while.
 */
export async function observeNics(host: HostView, signal: AbortSignal): Promise<readonly Nic[]> {
  const names = await host.files.list(NET);
  if (names === undefined) throw new Error(`${NET} is missing`);
  const addresses = await addressesFromIp(host, signal);
  const nics = await Promise.all(names.map((name) => readNic(host, name, addresses.get(name))));
  return nics.filter((nic) => nic !== undefined);
}

async function readNic(
  host: HostView,
  name: string,
  link: LinkAddresses | undefined,
): Promise<Nic | undefined> {
  const at = `${NET}/${name}`;
  const type = await readDetail(host, `${at}/type`);
  // Not every entry is an interface: the bonding module leaves `bonding_masters` here.
  if (type === undefined || type === LOOPBACK) return undefined;
  const [mac, mtu, speed, uevent, device, entries] = await Promise.all([
    readDetail(host, `${at}/address`),
    readDetail(host, `${at}/mtu`),
    readDetail(host, `${at}/speed`),
    host.files.readText(`${at}/uevent`).catch(() => undefined),
    host.files.readText(`${at}/device/uevent`).catch(() => undefined),
    host.files.list(at),
  ]);
  const driver = /^DRIVER=(\S+)$/m.exec(device ?? "")?.[1];
  const speedMbps = Number(speed);
  return {
    name,
    mac: mac ?? "",
    kind: kindOf(uevent ?? "", entries ?? []),
    ...(driver === undefined ? {} : { driver }),
    carrier: await readCarrier(host, at, link),
    // Virtual and unplugged interfaces say -1 or nothing.
    ...(speedMbps > 0 ? { speedMbps } : {}),
    mtu: Number(mtu) || 0,
    addresses: link?.addresses ?? [],
  };
}

function kindOf(uevent: string, entries: readonly string[]): Nic["kind"] {
  const devtype = /^DEVTYPE=(\S+)$/m.exec(uevent)?.[1];
  if (devtype === "wlan" || entries.includes("wireless") || entries.includes("phy80211")) {
    return "wifi";
  }
  if (devtype === "bond" || entries.includes("bonding")) return "bond";
  if (devtype === "bridge" || entries.includes("bridge")) return "bridge";
  if (devtype === "vlan") return "vlan";
  return entries.includes("device") ? "ethernet" : "virtual";
}

/** The kernel refuses to tell the carrier of an interface that is switched off. */
async function readCarrier(
  host: HostView,
  at: string,
  link: LinkAddresses | undefined,
): Promise<Fact<boolean>> {
  if (link !== undefined && !link.isUp) return unknown("the interface is switched off");
  const carrier = await factOf(() => readValue(host, `${at}/carrier`));
  if (carrier.is === "absent") return unknown(`${at}/carrier is missing`);
  return carrier.is === "known" ? known(carrier.value === "1") : carrier;
}
