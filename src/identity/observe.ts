import { factOf, type HostView } from "../engine/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import { sanitize } from "../text/index.ts";
import { chooseEdgeId } from "./choose.ts";
import type { EdgeIdentity, HardwareName, RememberedId } from "./identity.ts";

interface Place extends Omit<HardwareName, "fact"> {
  readonly path: string;
  /** Regular expression; its first group, or all it matches. */
  readonly match?: string;
}

type Sources = NonNullable<EdgeHost["spec"]["identity"]>["sources"];

/** Palette looks at the product UUID first and offers the serials as the next choice. */
const PLACES: readonly Place[] = [
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
  const { id, prefix, random, sources } = document?.spec.identity ?? {};
  const hardware = await Promise.all(
    placesOf(sources).map(async ({ title, kind, path, match }): Promise<HardwareName> => {
      const fact = await factOf(() => readNumber(host, path, match));
      return { title, kind, fact };
    }),
  );
  return chooseEdgeId({
    hardware,
    ...(id === undefined ? {} : { documentId: id }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(random === undefined ? {} : { random }),
    ...(remembered === undefined ? {} : { remembered }),
  });
}

/** Files of the document stand in place of the hardware; a known one keeps its name. */
function placesOf(sources: Sources): readonly Place[] {
  if (sources === undefined) return PLACES;
  return sources.map(({ path, match }) => {
    const known = PLACES.find((place) => place.path === path);
    if (match === undefined) return known ?? { title: path, kind: "serial", path };
    return { title: `what fits ${match} in ${path}`, kind: "serial", path, match };
  });
}

/** Numbers are short: a file that is not is not one, and no pattern is let loose on it. */
const MOST_BYTES = 4096;

async function readNumber(
  host: HostView,
  path: string,
  match: string | undefined,
): Promise<string | undefined> {
  const text = await host.files.readText(path, { maxBytes: MOST_BYTES });
  if (text === undefined) return undefined;
  const said = sanitize(text.replace(/\0/g, "")).trim();
  if (match === undefined) return said;
  const found = new RegExp(match, "mu").exec(said);
  return (found?.[1] ?? found?.[0] ?? "").trim();
}
