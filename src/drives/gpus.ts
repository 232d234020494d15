import type { Gpu } from "../inventory/index.ts";

/** `NVIDIA A2`: tables of sites have the vendor in the name too. */
export function gpuName({ vendor, model, pciId }: Gpu): string {
  if (model === undefined) return `${vendor} ${pciId}`;
  return model.startsWith(vendor) ? model : `${vendor} ${model}`;
}

/** `NVIDIA A2, 16 GB, can be parted (MIG), Ampere, 10de:25b6`. */
export function gpuText(gpu: Gpu): string {
  const { model, memoryGb, migCapable, architecture, pciId } = gpu;
  return [
    gpuName(gpu),
    memoryGb === undefined ? "memory not known" : `${memoryGb} GB`,
    ...(migCapable === undefined ? [] : [migCapable ? "can be parted (MIG)" : "no MIG"]),
    ...(architecture === undefined ? [] : [architecture]),
    ...(model === undefined ? ["in no table"] : [pciId]),
  ].join(", ");
}
