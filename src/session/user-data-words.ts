// Types only: what consoles and the agent say of user-data.
import type { Issue, Layer } from "../spec/index.ts";
import type { UserDataLayer, UserDataRow } from "../user-data/index.ts";

/** User-data that is to be taken over: its text, or what was found on a medium. Neither: no more. */
export interface GivenUserData {
  readonly layer: UserDataLayer;
  readonly text?: string;
  /** As in `FoundUserData.id`: the text stays with the agent, as it may hold secrets. */
  readonly found?: string;
}

export interface UserDataFinding {
  readonly found: readonly FoundUserData[];
  /** Sentences for a person, one per thing that could not be read. */
  readonly problems: readonly string[];
}

export interface FoundUserData {
  readonly id: string;
  /** Label and file system: `CIDATA (iso9660)`. */
  readonly medium: string;
  /** The file beside it that cloud-init wants; Palette does too. */
  readonly hasMetaData: boolean;
  /** What is wrong with it; one error among them, and it cannot be taken over. */
  readonly issues: readonly Issue[];
  /** What it says, nothing secret in it. */
  readonly rows: readonly UserDataRow[];
}

export interface UserDataPreview {
  readonly layer: UserDataLayer;
  /** What of the merged document changes; a side that has it not is left out. */
  readonly changes: readonly {
    readonly path: string;
    readonly before?: unknown;
    readonly after?: unknown;
  }[];
  /** What has a field and is not taken over, with the reason. */
  readonly refused: readonly {
    readonly path: string;
    readonly why: string;
    readonly hint: string;
  }[];
  /** What it says and another layer has the last word on. */
  readonly overruled: readonly { readonly path: string; readonly by: Layer }[];
  /** Parameters that are left alone: nothing here has to do with them. */
  readonly leftAlone: readonly string[];
}
