import { type LinkView, wantedText } from "../network/index.ts";
import type { Snapshot } from "../session/index.ts";

/** One link as a list of ports shows it, in words. */
export interface PortRow {
  readonly name: string;
  /** `1 Gb/s`, `no cable`, `off`, `not there`. */
  readonly cable: string;
  readonly has: string;
  /** Empty: nothing is asked. */
  readonly asked: string;
  /** Whether the host has what is asked; `null`: nothing is asked. */
  readonly holds: boolean | null;
  /** Sentences about the port and who keeps it. */
  readonly details: readonly string[];
}

/** Links of the host, and those the document asks for that are not there; devices of pods left out. */
export function portRows({
  links,
  document,
}: Pick<Snapshot, "links" | "document">): readonly PortRow[] {
  const wanted = document.effective.spec.network;
  const seen = links?.is === "known" ? links.value : [];
  const asked = (wanted?.interfaces ?? []).map(({ name }) => name);
  const missing = asked.filter((name) => !seen.some((link) => link.name === name));
  return [
    ...seen
      .filter(({ isPod, name }) => !isPod || asked.includes(name))
      .map((link) => rowOf(link, wantedText(link.name, wanted) ?? "")),
    ...missing.map((name) => ({
      name,
      cable: "not there",
      has: "",
      asked: wantedText(name, wanted) ?? "",
      holds: false,
      details: ["The document asks for it, and this host does not have it yet."],
    })),
  ];
}

function rowOf(link: LinkView, asked: string): PortRow {
  const { name, mac, driver, mtu, structure, ownerText, differs, summary } = link;
  const parts = [
    structure ?? KINDS[link.kind],
    mac === "" ? undefined : `MAC ${mac}`,
    driver === null ? undefined : `driver ${driver}`,
    `MTU ${mtu}`,
  ].filter((part) => part !== undefined);
  return {
    name,
    cable: cableOf(link),
    has: link.addresses.length === 0 ? "no address" : summary,
    asked,
    holds: differs === null ? null : !differs,
    details: [parts.join(", "), ownerText],
  };
}

const KINDS: Readonly<Record<LinkView["kind"], string>> = {
  ethernet: "Port",
  wifi: "Wifi",
  bond: "Bond",
  bridge: "Bridge",
  vlan: "VLAN",
  virtual: "Virtual device",
};

function cableOf({ carrier, speedMbps }: LinkView): string {
  if (carrier === null) return "off";
  if (!carrier) return "no cable";
  if (speedMbps === null) return "cable in";
  return speedMbps % 1000 === 0 ? `${speedMbps / 1000} Gb/s` : `${speedMbps} Mb/s`;
}

/** Ports whose cable went in or out between two looks. */
export function movedCables(
  before: readonly PortRow[],
  now: readonly PortRow[],
): readonly string[] {
  return now
    .filter(({ name, cable }) => {
      const old = before.find((row) => row.name === name);
      return old !== undefined && isIn(old.cable) !== isIn(cable);
    })
    .map(({ name }) => name);
}

const isIn = (cable: string) => cable === "cable in" || /b\/s$/.test(cable);
