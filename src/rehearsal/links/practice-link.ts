import type { SeenLink } from "../../network/index.ts";

/** The network a practice host stands in: one JSON file, which a person may edit. */
export interface PracticeNetwork {
  /** For whoever opens the file. */
  readonly about: string;
  /** Ports, and links made by others, as the real machine had them when practice began. */
  readonly links: readonly SeenLink[];
  /** Addresses of other machines, gateways and name servers among them; all others are silent. */
  readonly answers: readonly string[];
}

/** A link of the practice host, as its kernel would have it. */
export interface PracticeLink extends SeenLink {
  readonly index: number;
  /** Name servers that came with its settings or its lease. */
  readonly dns: readonly string[];
  readonly search: readonly string[];
  /** The .network file in force. */
  readonly file?: string;
}

/** A port whose settings are practised; links that others made are only shown. */
export function isPort({ name, kind, master }: SeenLink): boolean {
  if (master !== undefined) return false;
  return kind === "ethernet" || (kind === "virtual" && /^(eth|en)/.test(name));
}

/** Addresses that mean nothing anywhere (RFC 5737, RFC 7042): what the practice network is made of. */
export const PRACTICE = {
  gateway: "192.0.2.1",
  nameServer: "192.0.2.53",
  /** Leases of ports that had no address on the real machine. */
  lease: (index: number) => `192.0.2.${100 + (index % 100)}/24`,
  mac: (index: number) => `02:00:5e:00:53:${(index % 256).toString(16).padStart(2, "0")}`,
} as const;
