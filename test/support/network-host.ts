// Over 100 lines: a host with links, and stand-ins for the programs that tell who keeps them.
import {
  createMemoryHost,
  exited,
  type MemoryFile,
  type MemoryHost,
} from "../../src/host/index.ts";

/** A link as the kernel would tell of it. */
export interface StandInLink {
  readonly mac?: string;
  readonly mtu?: number;
  /** `null`: switched on, no cable. */
  readonly carrier?: boolean;
  readonly kind?: "ethernet" | "wifi" | "bridge" | "virtual";
  readonly vlan?: { readonly parent: string; readonly id: number };
  readonly bond?: { readonly mode: string; readonly miimonMs?: number };
  readonly master?: string;
  /** With prefix; a leased one with `dhcp ` before it. */
  readonly addresses?: readonly string[];
  readonly gateways?: readonly string[];
  readonly routes?: readonly {
    readonly to: string;
    readonly via: string;
    readonly metric?: number;
  }[];
}

export interface StandInHost {
  readonly links: Readonly<Record<string, StandInLink>>;
  readonly files?: Readonly<Record<string, MemoryFile>>;
  /** Runs systemd-networkd; the file of each link. */
  readonly networkd?: Readonly<Record<string, string>>;
  /** Before systemd 251 there is no JSON. */
  readonly isOldNetworkd?: true;
  /** Runs NetworkManager; active settings and their file, by link. */
  readonly networkManager?: Readonly<
    Record<string, { readonly uuid: string; readonly file: string }>
  >;
  /** Units that run besides. */
  readonly units?: readonly string[];
  readonly hasNetplan?: true;
}

const RUNNING = { active: "active", sub: "running", enabled: "enabled", restarts: 0 } as const;

export function networkHost(given: StandInHost): MemoryHost {
  const units = [
    ...(given.networkd === undefined ? [] : ["systemd-networkd.service"]),
    ...(given.networkManager === undefined ? [] : ["NetworkManager.service"]),
    ...(given.units ?? []),
  ];
  return createMemoryHost({
    files: {
      ...sysfs(given.links),
      ...(given.hasNetplan === true ? { "/usr/sbin/netplan": "#!" } : {}),
      ...given.files,
    },
    units: Object.fromEntries(units.map((unit) => [unit, RUNNING])),
    commands: {
      ip: ({ argv }) => exited(JSON.stringify(ipAnswer(argv.slice(1), given.links))),
      networkctl: ({ argv }) => networkctl(argv, given),
      nmcli: () => exited(nmcli(given)),
    },
  });
}

function sysfs(links: StandInHost["links"]): Record<string, MemoryFile> {
  const entries = Object.entries(links).flatMap(([name, link]): [string, MemoryFile][] => {
    const at = `/sys/class/net/${name}`;
    const devtype = kindOf(link);
    const isPort = devtype === "ethernet" || devtype === "wlan";
    return [
      [`${at}/type`, "1\n"],
      [`${at}/address`, `${link.mac ?? "52:54:00:00:00:01"}\n`],
      [`${at}/mtu`, `${link.mtu ?? 1500}\n`],
      [`${at}/carrier`, link.carrier === false ? "0\n" : "1\n"],
      [`${at}/speed`, "1000\n"],
      [`${at}/uevent`, isPort && devtype === "ethernet" ? "" : `DEVTYPE=${devtype}\n`],
      ...(isPort ? [[`${at}/device/uevent`, "DRIVER=igb\n"] as [string, MemoryFile]] : []),
    ];
  });
  return { "/sys/class/net/bonding_masters": "", ...Object.fromEntries(entries) };
}

function kindOf({ vlan, bond, kind }: StandInLink): string {
  if (vlan !== undefined) return "vlan";
  if (bond !== undefined) return "bond";
  if (kind === "wifi") return "wlan";
  return kind ?? "ethernet";
}

/** As iproute2 6.1 prints them on Debian 12. */
function ipAnswer(args: readonly string[], links: StandInHost["links"]): readonly object[] {
  const words = args.filter((arg) => !arg.startsWith("-"));
  const all = Object.entries(links);
  if (words[0] === "route") {
    const family = args.includes("-6") ? "ipv6" : "ipv4";
    return all.flatMap(([name, link]) => routesOf(name, link, family));
  }
  return all.map(([name, link]) => ({
    ifname: name,
    flags: ["BROADCAST", "MULTICAST", "UP", ...(link.carrier === false ? [] : ["LOWER_UP"])],
    ...(link.master === undefined ? {} : { master: link.master }),
    ...(words[0] === "addr" ? { addr_info: (link.addresses ?? []).map(addrInfo) } : linkInfo(link)),
  }));
}

function linkInfo({ vlan, bond }: StandInLink): object {
  if (vlan !== undefined) {
    return {
      link: vlan.parent,
      linkinfo: {
        info_kind: "vlan",
        info_data: { protocol: "802.1Q", id: vlan.id, flags: ["REORDER_HDR"] },
      },
    };
  }
  if (bond === undefined) return {};
  return {
    linkinfo: {
      info_kind: "bond",
      info_data: { mode: bond.mode, miimon: bond.miimonMs ?? 100, updelay: 0 },
    },
  };
}

function addrInfo(text: string): object {
  const isLeased = text.startsWith("dhcp ");
  const [local = "", prefix] = text.replace("dhcp ", "").split("/");
  return {
    family: local.includes(":") ? "inet6" : "inet",
    local,
    prefixlen: Number(prefix),
    scope: local.startsWith("fe80") ? "link" : "global",
    ...(isLeased ? { dynamic: true, valid_life_time: 3000 } : {}),
  };
}

function routesOf(name: string, link: StandInLink, family: string): readonly object[] {
  const isOf = (address: string) => address.includes(":") === (family === "ipv6");
  const isLeased = (link.addresses ?? []).some((address) => address.startsWith("dhcp "));
  return [
    ...(link.gateways ?? []).filter(isOf).map((gateway) => ({
      dst: "default",
      gateway,
      dev: name,
      protocol: isLeased ? "dhcp" : "static",
    })),
    ...(link.routes ?? [])
      .filter(({ via }) => isOf(via))
      .map(({ to, via, metric }) => ({
        dst: to,
        gateway: via,
        dev: name,
        protocol: "static",
        ...(metric === undefined ? {} : { metric }),
      })),
  ];
}

function networkctl(argv: readonly string[], given: StandInHost) {
  const files = given.networkd ?? {};
  if (argv.includes("list")) {
    if (given.isOldNetworkd)
      return exited("", { exitCode: 1, stderr: "unrecognized option '--json=short'" });
    const Interfaces = Object.keys(given.links).map((Name) => ({
      Name,
      AdministrativeState: files[Name] === undefined ? "unmanaged" : "configured",
      ...(files[Name] === undefined ? {} : { NetworkFile: files[Name] }),
    }));
    return exited(JSON.stringify({ Interfaces }));
  }
  // systemd 249, Ubuntu 22.04.
  const name = argv.at(-1) ?? "";
  return exited(
    `* 2: ${name}\n             Link File: /usr/lib/systemd/network/99-default.link\n          Network File: ${files[name] ?? "n/a"}\n                  Type: ether\n`,
  );
}

function nmcli({ networkManager = {} }: StandInHost): string {
  const escaped = (text: string) => text.replace(/[\\:]/g, "\\$&");
  return Object.entries(networkManager)
    .map(([link, { uuid, file }]) => `${uuid}:${escaped(file)}:${escaped(link)}\n`)
    .join("");
}
