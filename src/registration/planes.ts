import { BringupError } from "../errors/index.ts";
import { type OpenPlanePort, openPlaneV1 } from "../plane/index.ts";
import { folderAddress, paletteAddress, planeAddress } from "./plane-address.ts";

/** One kind of plane this host can speak with. All of them pass `test/contract/planes.ts`. */
export interface PlaneKind {
  readonly id: "v1" | "palette" | "file";
  readonly title: string;
  /** What a person must know before choosing it. */
  readonly notice?: string;
  /** What it means to be registered there, where that is not all of it. */
  readonly active?: string;
  /** Without an address it has a folder of ours. */
  readonly hasOwnFolder?: true;
  /** What was typed, as the port gets it. @throws PLANE_ADDRESS_INVALID */
  address(typed: string): string;
  /** Loaded when it is used: nobody pays for the kinds a host does not have. */
  load(): Promise<OpenPlanePort>;
}

/** In the order of the menu. A kind is one module and one entry here. */
export const PLANE_KINDS: readonly PlaneKind[] = [
  {
    id: "v1",
    title: "Edge plane, version 1",
    address: planeAddress,
    load: async () => openPlaneV1,
  },
  {
    id: "palette",
    title: "Palette",
    notice:
      "By Palette's published API alone, and not verified against a live Palette: it registers this host and reports its health. What a cluster wants of it stays with Palette's own agent.",
    active:
      "Registered with Palette; its health is reported by itself. What a cluster wants of this host is told to Palette's own agent alone.",
    address: paletteAddress,
    load: async () => (await import("../palette/index.ts")).openPalette,
  },
  {
    id: "file",
    title: "Files on a USB stick",
    notice:
      "For a host without a way to its plane: a request is carried out, the answer and the desired state are carried in. Nothing is reported by itself.",
    active:
      "Taken on by the plane. What it wants next is brought as a file, with bringup airgap import; nothing is reported by itself.",
    hasOwnFolder: true,
    address: folderAddress,
    load: async () => (await import("../airgap/index.ts")).openFilePlane,
  },
];

export type PlaneKindId = PlaneKind["id"];

export function planeKindOf(id: PlaneKindId | undefined): PlaneKind {
  const kind = PLANE_KINDS.find((one) => one.id === (id ?? "v1"));
  if (kind !== undefined) return kind;
  throw new BringupError("USAGE", `This version knows no planes of the kind ${id}.`, {
    hint: `The kinds are: ${PLANE_KINDS.map((one) => one.id).join(", ")}.`,
  });
}
