import { BringupError } from "../errors/index.ts";
import { type OpenPlanePort, openPlaneV1 } from "../plane/index.ts";
import { folderAddress, paletteAddress, planeAddress } from "./plane-address.ts";

/** One kind of plane this host can speak with. All of them pass `test/contract/planes.ts`. */
export interface PlaneKind {
  readonly id: "v1" | "palette" | "file";
  readonly title: string;
  /** What is typed as its address. */
  readonly addressHelp: string;
  /** What a person must know before choosing it. */
  readonly notice?: string;
  /** What it means to be registered there, where that is not all of it. */
  readonly active?: string;
  /** Nobody hears its reports: they are only looks for something new. */
  readonly isSilent?: true;
  /** After a boot the first contact comes within this time; a minute unless told. */
  readonly bootSpreadMs?: number;
  /** An operator there can give one out with the ID entered beforehand. */
  readonly takesPairingKey?: true;
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
    takesPairingKey: true,
    addressHelp: "Its address, for example https://plane.example.net",
    address: planeAddress,
    load: async () => openPlaneV1,
  },
  {
    id: "palette",
    title: "Palette",
    addressHelp: "The address of its API, for example https://api.palette.example.net",
    notice:
      "Not verified against a live Palette. By its published API it registers this host and reports its health; clusters stay with Palette's own agent.",
    active:
      "Registered with Palette; its health is reported by itself. What a cluster wants of this host is told to Palette's own agent alone. Not verified against a live Palette.",
    // 10 requests a second for a whole site behind one address, and 300 hosts ask thrice each.
    bootSpreadMs: 120_000,
    takesPairingKey: true,
    address: paletteAddress,
    load: async () => (await import("../palette/index.ts")).openPalette,
  },
  {
    id: "file",
    title: "Files on a USB stick",
    addressHelp: "A folder for the files to carry; one of bringup's own when empty",
    notice:
      "For a host without a way to its plane: the request is carried out, the answer carried in. Nothing is reported by itself.",
    active:
      "Taken on by the plane. What it wants next is brought as a file: by Files to carry, or bringup airgap import; nothing is reported by itself.",
    isSilent: true,
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
