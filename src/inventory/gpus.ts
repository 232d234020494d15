import type { HostView } from "../engine/index.ts";
import { readGpuTable } from "./gpu-table.ts";
import { readDetail } from "./read.ts";
import type { Gpu } from "./types.ts";

const PCI = "/sys/bus/pci/devices";
const PLATFORM = "/sys/bus/platform/devices";

/** PCI vendor ids of what sits in edge hosts; the rest is shown by number. */
const VENDORS: Readonly<Record<string, string>> = {
  "10de": "NVIDIA",
  "1002": "AMD",
  "8086": "Intel",
  "1a03": "ASPEED",
  "102b": "Matrox",
  "15ad": "VMware",
  "1af4": "Virtio",
  "1234": "QEMU",
  "1b36": "QEMU",
  "1013": "Cirrus",
  "1414": "Microsoft",
};

/** Display and 3D controllers on PCI (class 03), and the ones built into a Jetson. */
export async function observeGpus(host: HostView): Promise<readonly Gpu[]> {
  const [pci, platform] = await Promise.all([host.files.list(PCI), host.files.list(PLATFORM)]);
  if (pci === undefined && platform === undefined) throw new Error("/sys/bus shows no devices");
  const [cards, builtIn] = await Promise.all([
    Promise.all((pci ?? []).map((slot) => readCard(host, slot))),
    readBuiltIn(host, platform ?? []),
  ]);
  const found = cards.filter((card) => card !== undefined);
  return [...(found.length === 0 ? found : await withNames(host, found)), ...builtIn];
}

async function readCard(host: HostView, slot: string): Promise<Gpu | undefined> {
  const cardClass = await readDetail(host, `${PCI}/${slot}/class`);
  if (!cardClass?.startsWith("0x03")) return undefined;
  const [vendor, device] = await Promise.all([
    readDetail(host, `${PCI}/${slot}/vendor`),
    readDetail(host, `${PCI}/${slot}/device`),
  ]);
  const vendorId = hex(vendor);
  return { pciId: `${vendorId}:${hex(device)}`, vendor: VENDORS[vendorId] ?? vendorId };
}

function hex(text: string | undefined): string {
  return (text ?? "").replace(/^0x/, "").toLowerCase();
}

/** Only read for a card that is in no table: the list of all PCI devices is over a megabyte. */
const NAME_LISTS = ["/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids"];

async function withNames(host: HostView, found: readonly Gpu[]): Promise<readonly Gpu[]> {
  const table = await readGpuTable(host);
  const cards = found.map((card) => ({ ...card, ...table.get(card.pciId) }));
  if (cards.every(({ model }) => model !== undefined)) return cards;
  for (const path of NAME_LISTS) {
    const text = await host.files.readText(path).catch(() => undefined);
    if (text === undefined) continue;
    return cards.map((card) => {
      const model = card.model ?? nameIn(text, card.pciId);
      return model === undefined ? card : { ...card, model };
    });
  }
  return cards;
}

/** A vendor starts a block in column one, its devices follow behind one tab. */
function nameIn(pciIds: string, pciId: string): string | undefined {
  const [vendor, device] = pciId.split(":");
  const start = pciIds.search(new RegExp(`^${vendor}\\s`, "m"));
  if (start < 0) return undefined;
  const block = pciIds.slice(start);
  const end = block.search(/\n[0-9a-fC]/);
  const name = new RegExp(`^\\t${device}\\s+(.+)$`, "m").exec(
    end < 0 ? block : block.slice(0, end),
  );
  // `GA102 [GeForce RTX 3090]`: people know the part in brackets.
  return /\[(.+)\]/.exec(name?.[1] ?? "")?.[1] ?? name?.[1];
}

async function readBuiltIn(host: HostView, devices: readonly string[]): Promise<readonly Gpu[]> {
  const names = devices.filter((name) => /^[0-9a-f]+\.(gpu|ga10b|gv11b|gp10b)$/.test(name));
  const found = await Promise.all(
    names.map(async (name): Promise<Gpu | undefined> => {
      const uevent = await host.files.readText(`${PLATFORM}/${name}/uevent`).catch(() => undefined);
      const chip = /^OF_COMPATIBLE_0=nvidia,(\S+)$/m.exec(uevent ?? "")?.[1];
      return chip === undefined
        ? undefined
        : { pciId: `platform:${chip}`, vendor: "NVIDIA", model: `${chip} (built in)` };
    }),
  );
  return found.filter((gpu) => gpu !== undefined);
}
