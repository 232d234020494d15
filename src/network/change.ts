import type { Argv } from "../engine/index.ts";

/** A file of a network program, whole. */
export interface NetworkFile {
  /** Absolute path. */
  readonly path: string;
  /** `null`: the file goes. */
  readonly content: string | null;
  /** Permission bits, for example 0o600. */
  readonly mode: number;
}

/** The programs that can be told how links shall be. */
export type NetworkDriverId = "systemd-networkd" | "NetworkManager" | "netplan";

/** One change of links, as data: JSON, no secrets. */
export interface NetworkChange {
  readonly driver: NetworkDriverId;
  readonly files: readonly NetworkFile[];
  /** Run in this order once the files are in place. */
  readonly apply: readonly Argv[];
  /** Run in this order once the former files are back; takes away devices the change made as well. */
  readonly revert: readonly Argv[];
  /** Run in place of `revert` when the links are not as before a good while after it; the same unless told. */
  readonly again?: readonly Argv[];
  /** The same at a start of the machine, before its network: where something generates from the files. */
  readonly atBoot?: readonly Argv[];
  /** Links whose addresses and routes change. */
  readonly links: readonly string[];
  /** Devices (VLAN, bond) that only exist because of this change. */
  readonly creates: readonly string[];
  /** What it means for the addresses of its links: for people, and to see that it is in force. */
  readonly ends?: readonly LinkEnd[];
}

/** Addresses of one link before and after, each with its prefix length. */
export interface LinkEnd {
  readonly link: string;
  readonly was: readonly string[];
  /** `null`: DHCP or the router gives them. */
  readonly now: readonly string[] | null;
}
