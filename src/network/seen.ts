import type { Fact } from "../engine/index.ts";
import type { Nic } from "../inventory/index.ts";
import type { NetworkDriverId } from "./change.ts";

/** One link as the kernel has it. Addresses and networks in their one spelling. */
export interface SeenLink extends Omit<Nic, "addresses"> {
  readonly isUp: boolean;
  readonly addresses: readonly SeenAddress[];
  readonly routes: readonly SeenRoute[];
  /** The link whose part this is: a bond or a bridge. */
  readonly master?: string;
  readonly vlan?: { readonly parent: string; readonly id: number };
  readonly bond?: {
    readonly mode: string;
    readonly miimonMs: number;
    readonly members: readonly string[];
  };
}

export interface SeenAddress {
  readonly family: "ipv4" | "ipv6";
  /** With prefix: `10.10.216.81/24`. */
  readonly cidr: string;
  readonly method: "dhcp" | "slaac" | "static" | "link-local";
}

export interface SeenRoute {
  readonly family: "ipv4" | "ipv6";
  /** `default` or a network. */
  readonly to: string;
  readonly via?: string;
  readonly metric?: number;
  /** Who put it there, as the kernel keeps it: `dhcp`, `ra`, `static`, `kernel`, `boot`. */
  readonly protocol: string;
}

/** A program that configures a link, and the file it does it from. */
export interface Claim {
  readonly link: string;
  readonly program: string;
  readonly file?: string;
  readonly isOurs: boolean;
  /** Comes with the distribution or by itself: nobody on this site decided it. */
  readonly isUsual?: true;
  /** NetworkManager's name for the settings in force, to bring them back with. */
  readonly connection?: string;
}

/** A file of a network program as it lies there. */
export interface SeenFile {
  readonly path: string;
  readonly content: string;
  /** Permission bits. */
  readonly mode: number;
}

/** What a driver finds of its program. */
export interface DriverSeen {
  readonly runs: boolean;
  readonly claims: readonly Claim[];
  /** Files we wrote. */
  readonly own: readonly SeenFile[];
  /** Files of others that a link may have to be taken out of. */
  readonly foreign: readonly SeenFile[];
}

export interface SeenNetwork {
  readonly links: Fact<readonly SeenLink[]>;
  /** Absent: the program is not on this host. */
  readonly drivers: Readonly<Record<NetworkDriverId, Fact<DriverSeen>>>;
  /** Of programs we can only look at. */
  readonly others: Fact<readonly Claim[]>;
  /** What an immutable system writes anew at each start, of ours. */
  readonly persisted: Fact<SeenFile>;
}
