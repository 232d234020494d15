import { BringupError } from "../errors/index.ts";

/** A copy that is not what was wanted never gets its final name. */
export function refuseOtherBytes(path: string, wanted: string | undefined, found: string): void {
  if (wanted === undefined || wanted.toLowerCase() === found) return;
  throw new BringupError("ARTEFACT_CORRUPT", `${path}: its SHA-256 is not the published one`, {
    details: { path, wanted, found },
  });
}
