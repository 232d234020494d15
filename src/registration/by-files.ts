import { BringupError } from "../errors/index.ts";
import type { CarriedFile, FileLook, TakeOutcome } from "../plane/index.ts";
import { lookAtDesired } from "./desired-state.ts";
import type { Work } from "./turn.ts";

/** The two ways of a person who carries files between this host and its plane. */
export interface ByFiles {
  /** @throws when this host's plane is reached over the network, or nothing is asked of it. */
  request(): Promise<CarriedFile>;
  /** An answer, or a desired state alone, which any host may be brought. Nothing changes. */
  look(text: string): Promise<FileLook>;
  /** Takes an answer if it may be believed; what follows from it comes by itself. */
  take(text: string, confirmed?: string): Promise<TakeOutcome>;
}

export function createByFiles(work: Work, hurry: () => void): ByFiles {
  async function files() {
    const hasPlane = work.desk.record().plane !== undefined;
    const byFiles = hasPlane ? (await work.port()).byFiles : undefined;
    if (byFiles !== undefined) return byFiles;
    throw new BringupError("USAGE", "this host does not speak with its plane by files", {
      hint: "For files on a stick: bringup airgap request",
    });
  }

  return {
    async request() {
      const file = await (await files()).request();
      if (file !== undefined) return file;
      throw new BringupError("USAGE", "there is no request to carry", {
        hint: "Begin with: bringup airgap request",
      });
    },
    async look(text) {
      if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text.trim())) return lookAtDesired(work, text.trim());
      const { desired } = work.desk.record();
      return (await files()).look({ text, desired });
    },
    async take(text, confirmed) {
      const { desired } = work.desk.record();
      const outcome = await (await files()).take({ text, confirmed, desired });
      if (outcome.is === "taken") hurry();
      return outcome;
    },
  };
}
