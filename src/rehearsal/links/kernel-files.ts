import { parseAddress, parseNetwork } from "../../addresses/index.ts";
import type { PracticeLink } from "./practice-link.ts";

export const SYSFS = "/sys/class/net";
export const ROUTES = "/proc/net/route";
export const ROUTES_6 = "/proc/net/ipv6_route";

/** Pure: files below `SYSFS` and of `/proc/net`, by path, as Linux 6.1 writes them. */
export function kernelFiles(links: readonly PracticeLink[]): ReadonlyMap<string, string> {
  const files = new Map(links.flatMap(sysfsOf));
  files.set(ROUTES, [HEADER, ...links.flatMap(routeLines), ""].join("\n"));
  files.set(ROUTES_6, [...links.flatMap(sixLines), ""].join("\n"));
  return files;
}

const DEVTYPES: Readonly<Record<PracticeLink["kind"], string>> = {
  ethernet: "",
  virtual: "",
  wifi: "DEVTYPE=wlan\n",
  bond: "DEVTYPE=bond\n",
  bridge: "DEVTYPE=bridge\n",
  vlan: "DEVTYPE=vlan\n",
};

function sysfsOf(link: PracticeLink): readonly (readonly [string, string])[] {
  const { name, kind, mac, mtu, speedMbps, carrier, driver, isUp } = link;
  const at = `${SYSFS}/${name}`;
  const hasDevice = driver !== undefined || kind === "ethernet" || kind === "wifi";
  return [
    // ARPHRD_ETHER in <linux/if_arp.h>.
    [`${at}/type`, "1\n"],
    [`${at}/address`, `${mac}\n`],
    [`${at}/mtu`, `${mtu}\n`],
    [`${at}/speed`, `${speedMbps ?? -1}\n`],
    [`${at}/uevent`, `${DEVTYPES[kind]}INTERFACE=${name}\nIFINDEX=${link.index}\n`],
    ...(isUp ? ([[`${at}/carrier`, isLive(carrier) ? "1\n" : "0\n"]] as const) : []),
    ...(hasDevice
      ? ([[`${at}/device/uevent`, driver === undefined ? "" : `DRIVER=${driver}\n`]] as const)
      : []),
  ];
}

function isLive(carrier: PracticeLink["carrier"]): boolean {
  return carrier.is === "known" && carrier.value;
}

const HEADER =
  "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";

/** RTF_UP and RTF_GATEWAY of <linux/route.h>; addresses in the byte order of the machine (little). */
function routeLines({ name, routes }: PracticeLink): readonly string[] {
  return routes
    .filter(({ family }) => family === "ipv4")
    .map(({ to, via, metric = 0 }) => {
      const network = parseNetwork(to === "default" ? "0.0.0.0/0" : to);
      const prefix = network?.prefix ?? 0;
      const mask = prefix === 0 ? 0 : (0xffff_ffff << (32 - prefix)) >>> 0;
      const maskBytes = [24, 16, 8, 0].map((bits) => (mask >>> bits) & 0xff);
      const fields = [
        ...[name, little(network?.address.toByteArray()), little(bytesOf(via))],
        ...[via === undefined ? "0001" : "0003", 0, 0, metric, little(maskBytes), 0, 0, 0],
      ];
      return fields.join("\t");
    });
}

function sixLines({ name, routes }: PracticeLink): readonly string[] {
  return routes
    .filter(({ family }) => family === "ipv6")
    .map(({ to, via, metric = 0 }) => {
      const network = parseNetwork(to === "default" ? "::/0" : to);
      const prefix = (network?.prefix ?? 0).toString(16).padStart(2, "0");
      const none = "0".repeat(32);
      const gateway = via === undefined ? none : big(bytesOf(via));
      const weight = metric.toString(16).padStart(8, "0");
      const flags = via === undefined ? "00000001" : "00000003";
      const dst = big(network?.address.toByteArray() ?? []);
      return `${dst.padEnd(32, "0")} ${prefix} ${none} 00 ${gateway} ${weight} 00000001 00000000 ${flags} ${name.padStart(8)}`;
    });
}

const bytesOf = (address: string | undefined): readonly number[] =>
  parseAddress(address ?? "")?.toByteArray() ?? [0, 0, 0, 0];
const hex = (byte: number): string => byte.toString(16).padStart(2, "0").toUpperCase();
const little = (bytes: readonly number[] = []): string => bytes.toReversed().map(hex).join("");
const big = (bytes: readonly number[]): string => bytes.map(hex).join("").toLowerCase();
