import { z } from "zod";

const sizeMib = z
  .number()
  .int()
  .min(0, { error: "must be a whole number of MiB, 0 for what is left" });
/** How an installer lays out the drive it takes. */
export const install = z.strictObject({
  /** Drive an installer takes. Nothing here writes to it: it goes out with the user-data. */
  device: z
    .string()
    .regex(/^\/dev\/(?!.*(?:^|\/)\.\.(?:\/|$))[^\0\s]+$/, {
      error: "must be the path of a drive below /dev",
    })
    .optional(),
  /** The partition that keeps data; without a size it takes what is left. */
  persistent: z
    .strictObject({ sizeMib: sizeMib.optional(), filesystem: z.string().min(1).optional() })
    .optional(),
  /** Made besides, in this order; the last one takes what is left. */
  partitions: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(36),
        sizeMib: sizeMib.optional(),
        filesystem: z.string().min(1).optional(),
        label: z.string().min(1).max(36).optional(),
      }),
    )
    .max(64)
    .optional(),
});
