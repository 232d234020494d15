import { z } from "zod";
import type { PortMemory } from "../plane/index.ts";
import type { RegisterBody } from "./model.ts";

/** What has to be known again after a restart. Never a token or a key. */
export interface Kept {
  readonly register?: RegisterBody;
  readonly byToken?: boolean;
}

export interface Notes {
  get(): Kept;
  set(kept: Kept): void;
}

const shape = z.object({
  register: z.custom<RegisterBody>(isRegisterBody).optional(),
  byToken: z.boolean().optional(),
});

export function notesIn(memory: PortMemory): Notes {
  return {
    get() {
      const parsed = shape.safeParse(memory.get());
      if (!parsed.success) return {};
      const { register, byToken = false } = parsed.data;
      return register === undefined ? { byToken } : { register, byToken };
    },
    set: (kept) => memory.set(kept),
  };
}

function isRegisterBody(value: unknown): boolean {
  const shown = z.looseObject({
    metadata: z.looseObject({ uid: z.string() }),
    spec: z.looseObject({ host: z.looseObject({ hostUid: z.string() }) }),
  });
  return shown.safeParse(value).success;
}
