import { ABSENT, type Fact, factOf, type HostView } from "../engine/index.ts";
import { readDetail, readValue } from "./read.ts";
import type { Dmi } from "./types.ts";

const DMI = "/sys/class/dmi/id";
const TREE = "/proc/device-tree";

/** SMBIOS as the kernel exports it; boards without it (most arm64) speak through the device tree. */
export async function observeDmi(host: HostView): Promise<Dmi | undefined> {
  if ((await host.files.list(DMI)) !== undefined) return fromSmbios(host);
  const product = await readDetail(host, `${TREE}/model`);
  const serial = await factOf(() => readValue(host, `${TREE}/serial-number`));
  if (product === undefined && serial.is !== "known") return undefined;
  return { productUuid: ABSENT, serial, ...given({ product }) };
}

async function fromSmbios(host: HostView): Promise<Dmi> {
  const [productUuid, serial, manufacturer, product, board] = await Promise.all([
    rootOnly(host, `${DMI}/product_uuid`),
    rootOnly(host, `${DMI}/product_serial`),
    readDetail(host, `${DMI}/sys_vendor`),
    readDetail(host, `${DMI}/product_name`),
    readDetail(host, `${DMI}/board_name`),
  ]);
  return { productUuid, serial, ...given({ manufacturer, product, board }) };
}

/** These two are mode 0400: without root they are unknown, which is not the same as absent. */
function rootOnly(host: HostView, path: string): Promise<Fact<string>> {
  return factOf(() => readValue(host, path));
}

/** The fields that have a value. */
export function given<K extends string>(
  fields: Readonly<Record<K, string | undefined>>,
): { readonly [key in K]?: string } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [key in K]?: string;
  };
}
