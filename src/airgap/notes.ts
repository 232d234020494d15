import { z } from "zod";
import { type PortMemory, signingKey } from "../plane/index.ts";

const shape = z.object({
  hostId: z.string(),
  /** Of the open request, or of the one that was answered last. */
  nonce: z.string(),
  /** Of the request's body: the same again is the same request. */
  digest: z.string(),
  issuedMs: z.number(),
  /** Id of the key a person confirmed. */
  confirmed: z.string().optional(),
  /** Pinned with the first approval. */
  trusted: z.array(signingKey),
  hostUid: z.string().optional(),
});

/** What this kind of plane has to know again after a restart. */
export type Notes = Readonly<z.infer<typeof shape>>;

export function readNotes(memory: PortMemory): Notes | undefined {
  return shape.safeParse(memory.get()).data;
}
