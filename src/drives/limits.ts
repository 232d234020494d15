import { GB } from "../quantity/index.ts";

/** What a drive is held to; the checks take their numbers from here, so that both say the same. */
export const DRIVE_LIMITS = {
  /** Palette Edge, hardware requirements: "100 GB", decimal as printed on drives. */
  minMainDiskBytes: 100 * GB,
  /** Our choice: drives refuse a few commands at each start, dying ones many. */
  maxDriveErrors: 20,
  /** Our choice, of the life an eMMC tells of itself: then a tenth is left. */
  maxWornPercent: 90,
};

export type DriveLimits = Readonly<typeof DRIVE_LIMITS>;
