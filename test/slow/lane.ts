import type { Guest } from "./guest.ts";

/** What a file of cases is given. */
export interface Lane {
  /** For `test`: why no case can run here, or that they can. */
  readonly skip: string | false;
  /** The guest as it is right after the package was installed; whatever a case before did is gone. */
  installed(): Promise<Guest>;
}
