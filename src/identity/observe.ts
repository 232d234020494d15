import { factOf, type HostView } from "../engine/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import { sanitize } from "../text/index.ts";
import { chooseEdgeId } from "./choose.ts";
import type { EdgeIdentity, HardwareName, RememberedId } from "./identity.ts";

/** Palette looks at the product UUID first and offers the serials as the next choice. */
const PLACES: readonly (Omit<HardwareName, "fact"> & { readonly path: string })[] = [
  { title: "DMI product UUID", kind: "uuid", path: "/sys/class/dmi/id/product_uuid" },
  { title: "DMI board serial", kind: "serial", path: "/sys/class/dmi/id/board_serial" },
  { title: "DMI product serial", kind: "serial", path: "/sys/class/dmi/id/product_serial" },
  { title: "device tree serial", kind: "serial", path: "/proc/device-tree/serial-number" },
];

export interface IdentityRequest {
  readonly document?: EdgeHost;
  readonly remembered?: RememberedId;
}

/** The ID of this host and where it comes from. Needs root: the numbers are readable by it alone. */
export async function observeIdentity(
  host: HostView,
  { document, remembered }: IdentityRequest = {},
): Promise<EdgeIdentity> {
  const { id, prefix } = document?.spec.identity ?? {};
  const hardware = await Promise.all(
    PLACES.map(async ({ title, kind, path }): Promise<HardwareName> => {
      const fact = await factOf(() => readNumber(host, path));
      return { title, kind, fact };
    }),
  );
  return chooseEdgeId({
    hardware,
    ...(id === undefined ? {} : { documentId: id }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(remembered === undefined ? {} : { remembered }),
  });
}

async function readNumber(host: HostView, path: string): Promise<string | undefined> {
  const text = await host.files.readText(path);
  return text === undefined ? undefined : sanitize(text.replace(/\0/g, "")).trim();
}
